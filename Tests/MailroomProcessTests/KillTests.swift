import Foundation
import MailJournal
import MailSandbox
import Testing

@Suite("mailroom run as a process", .serialized, .timeLimit(.minutes(5)))
struct KillTests {
    @Test("kill -9 in the middle of 200 arrivals: each in one department, at most one acknowledgement each")
    func killed() async throws {
        let seed = ProcessInfo.processInfo.environment["MAILROOM_SEED"].flatMap(UInt64.init) ?? 20_261_122
        var chance = SplitMix(state: seed)
        try await Sandbox.with { sandbox in
            let agent = try RunningAgent(sandbox)
            try agent.start()
            defer { agent.kill() }
            try await eventually("four mailboxes are watched") { try agent.count("watching") >= 4 }

            let letters = (1...200).map(Letter.init)
            async let delivered: Void = withThrowingTaskGroup(of: Void.self) { group in
                for lane in 0..<4 {
                    group.addTask {
                        for letter in letters where letter.number % 4 == lane {
                            try await sandbox.deliver(letter.bytes, to: "info@buttons.test", from: letter.sender)
                        }
                    }
                }
                try await group.waitForAll()
            }
            // Eight deaths, each after a few more steps of the walk; the next life begins at once.
            var kills = 0
            while kills < 8 {
                let steps = try agent.walk().count + 5 + Int(chance.next() % 60)
                try await eventually("the walk goes on (MAILROOM_SEED=\(seed))") { try agent.walk().count >= steps }
                agent.kill()
                kills += 1
                try agent.start()
            }
            try await delivered

            var places: [Int: [String]] = [:]
            try await eventually("every letter is where it belongs (MAILROOM_SEED=\(seed))", within: .seconds(120)) {
                places = try await Self.places(sandbox)
                return letters.allSatisfy { places[$0.number] == [$0.department] }
            }
            let journal = try Journal(path: agent.journal)
            try await eventually("nothing is left to do") { try await journal.summary().isQuiet }
            #expect(try await agent.terminate() == 0)

            #expect(
                try await Self.places(sandbox)
                    == Dictionary(
                        uniqueKeysWithValues: letters.map { ($0.number, [$0.department]) }))
            let answers = try await sandbox.messages(of: Sandbox.catchAllAddress).compactMap(Letter.answered(by:))
            let counts = Dictionary(answers.map { ($0, 1) }, uniquingKeysWith: +)
            #expect(counts.values.allSatisfy { $0 == 1 }, "acknowledged more than once (MAILROOM_SEED=\(seed))")
            // One may be held at each death: it may have been with the server already, and that is not known.
            #expect(counts.count >= letters.count - kills)
        }
    }

    @Test("SIGTERM ends it within five seconds, with exit code 0; a second agent on its state folder is refused")
    func stopped() async throws {
        try await Sandbox.with { sandbox in
            let agent = try RunningAgent(sandbox)
            try agent.start()
            defer { agent.kill() }
            try await eventually("four mailboxes are watched") { try agent.count("watching") == 4 }
            let second = try RunningAgent(sandbox, sharingOutput: true)
            try second.start()
            try await eventually("the second one ends") { !second.isRunning }
            #expect(second.exitStatus == 3)
            let refusal = try agent.walk().first { $0.contains("another mailroom runs on this state folder") }
            #expect(refusal?.contains("process \(try #require(agent.processIdentifier)) on ") == true)
            #expect(try agent.walk().contains { $0.hasPrefix("next: stop that one first") })
            #expect(try await agent.terminate(within: .seconds(5)) == 0)
        }
    }

    /// In which departments' INBOX each letter stands.
    private static func places(_ sandbox: Sandbox) async throws -> [Int: [String]] {
        var places: [Int: [String]] = [:]
        for department in ["info", "sales", "support", "finance"] {
            for message in try await sandbox.messages(of: "\(department)@buttons.test") {
                if let number = Letter.number(in: message) { places[number, default: []].append(department) }
            }
        }
        return places
    }
}

/// One of the letters, told apart by number.
private struct Letter: Sendable {
    let number: Int
    let department: String
    private let subject: String

    init(_ number: Int) {
        self.number = number
        let kinds = [
            ("support", "Reklamation Charge \(number)"), ("finance", "Rechnung RE-\(number)"),
            ("sales", "Bestellung \(number)"), ("info", "Guten Tag \(number)"),
        ]
        (department, subject) = kinds[number % kinds.count]
    }

    /// A sender and a domain each, because both are answered a few times a day only.
    var sender: String { "customer@elsewhere\(number).example" }

    var bytes: [UInt8] {
        Array(
            """
            From: <\(sender)>\r
            To: info@buttons.test\r
            Subject: \(subject)\r
            Message-ID: <letter-\(number)@elsewhere.example>\r
            \r
            Nummer \(number)\r

            """.utf8)
    }

    static func number(in message: StoredMessage) -> Int? {
        message.text.firstMatch(of: #/Message-ID: <letter-(\d+)@/#).flatMap { Int($0.1) }
    }

    static func answered(by message: StoredMessage) -> Int? {
        message.text.firstMatch(of: #/In-Reply-To: <letter-(\d+)@/#).flatMap { Int($0.1) }
    }
}

/// A small seeded generator, so that a failure can be replayed with its seed.
private struct SplitMix {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
