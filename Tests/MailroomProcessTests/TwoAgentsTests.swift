import Foundation
import MailJournal
import MailSandbox
import Testing

@Suite("two agents on the same accounts", .timeLimit(.minutes(5)))
struct TwoAgentsTests {
    @Test("claim: keyword, 200 messages, one agent killed meanwhile: each routed once, acknowledged at most once")
    func claimed() async throws {
        try await Sandbox.with { sandbox in
            let claim = { (text: String) in text + "\ndelivery: {claim: keyword}\n" }
            let north = try RunningAgent(sandbox, name: "north", edit: claim)
            let south = try RunningAgent(sandbox, name: "south", edit: claim)
            let agents = [north, south]
            for agent in agents { try agent.start() }
            defer { for agent in agents { agent.kill() } }
            for agent in agents {
                try await eventually("four mailboxes are watched") { try agent.count("watching") >= 4 }
            }
            let count = 200
            async let delivered: Void = {
                for number in 1...count {
                    try await sandbox.deliver(
                        Self.letter(number), to: "info@buttons.test", from: Self.sender(number))
                }
            }()
            try await eventually("both are at work") { try agents.allSatisfy { try $0.count("decided") >= 5 } }
            north.kill()
            try await eventually("the other one goes on") { try south.count("decided") >= 30 }
            try north.start()
            try await delivered

            let wanted = Dictionary(uniqueKeysWithValues: (1...count).map { ($0, [Self.department($0)]) })
            try await eventually("every letter is where it belongs", within: .seconds(120)) {
                try await NumberedLetter.places(sandbox) == wanted
            }
            for agent in agents {
                let journal = try Journal(reading: agent.journal)
                try await eventually("nothing is left to do") { try await journal.summary().isQuiet }
            }
            #expect(try await NumberedLetter.places(sandbox) == wanted)
            let answers = try await sandbox.messages(of: Sandbox.catchAllAddress).compactMap { message in
                message.text.firstMatch(of: #/In-Reply-To: <letter-(\d+)@/#).flatMap { Int($0.1) }
            }
            let counts = Dictionary(answers.map { ($0, 1) }, uniquingKeysWith: +)
            #expect(counts.values.allSatisfy { $0 == 1 }, "acknowledged twice")
            #expect(counts.count >= count - 1, "one may be held at the death of an agent")
            let shares = try agents.map { try $0.walk().count { $0.contains("claimed by another agent") } }
            #expect(shares.allSatisfy { $0 > 0 }, "both have lost some: \(shares)")
            for agent in agents {
                #expect(try await agent.verb("audit").status == 0)
                #expect(try await agent.terminate() == 0)
            }
        }
    }

    private static func department(_ number: Int) -> String { number % 2 == 0 ? "info" : "support" }

    /// A domain each, because one is answered twenty times a day only.
    private static func sender(_ number: Int) -> String { "customer@elsewhere\(number).example" }

    private static func letter(_ number: Int) -> [UInt8] { NumberedLetter.bytes(number, from: sender(number)) }
}
