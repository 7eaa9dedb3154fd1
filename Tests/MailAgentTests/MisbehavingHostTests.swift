import Foundation
@testable import MailAgent
import MailJournal
import MailRouting
import MailTransport
import Synchronization
import Testing

/// A submission host that misbehaves at every byte of the dialogue, in both directions: one acknowledgement for each byte and
/// misdeed, through the lane with a real journal and a real session, until it is settled.
///
/// The bound: one accepted copy; two when the connection was lost between the final dot and the reply. And none is lost: each
/// ends as done, held or failed.
@Suite("a misbehaving submission host", .timeLimit(.minutes(5)))
struct MisbehavingHostTests {
    /// Octets of the reply to the message, which is the last: only what goes wrong there is uncertain.
    static let lastReply = MisbehavingHost.said - (MisbehavingHost.replies.last?.utf8.count ?? 0)

    @Test func cutAtEveryByteItSays() async throws {
        try await sweep((0..<MisbehavingHost.said).map { .cutSaying(at: $0) }) { misdeed in
            guard case .cutSaying(let at) = misdeed else { return 1...1 }
            return at < Self.lastReply ? 1...1 : 2...2
        }
    }

    @Test func garbageAtEveryByteItSays() async throws {
        // A byte of the text may be anything; one of the code or the line end makes a reply that is none, or another one.
        try await sweep((0..<MisbehavingHost.said).map { .garbleSaying(at: $0) }) { misdeed in
            guard case .garbleSaying(let at) = misdeed else { return 1...1 }
            return at < Self.lastReply ? 0...1 : 1...2
        }
    }

    @Test func endlessLineFromEveryByteItSays() async throws {
        try await sweep((0..<MisbehavingHost.said).map { .flood(at: $0) }) { misdeed in
            guard case .flood(let at) = misdeed else { return 1...1 }
            return at < Self.lastReply ? 1...1 : 2...2
        }
    }

    @Test func stallAtEveryByteItSays() async throws {
        try await sweep((0..<MisbehavingHost.said).map { .stallSaying(at: $0) }) { misdeed in
            guard case .stallSaying(let at) = misdeed else { return 1...1 }
            return at < Self.lastReply ? 1...1 : 2...2
        }
    }

    @Test func cutAtEveryByteItHears() async throws {
        let heard = try await LaneRig.heardInAGoodDialogue()
        // A message of which a byte is missing was not taken.
        try await sweep((0..<heard).map { .cutHearing(at: $0) }) { _ in 1...1 }
    }

    /// Every reply of every class to every command.
    @Test func wrongReplies() async throws {
        let texts = [
            "421 4.3.2 closing\r\n", "450 4.2.1 busy\r\n", "450 4.7.1 too fast, try again in 20 seconds\r\n",
            "451 4.3.0 trouble\r\n", "452 4.2.2 full\r\n", "454 4.7.0 later\r\n", "500 5.5.1 what\r\n",
            "550 5.1.1 nobody\r\n", "554 5.7.1 no\r\n", "250 OK\r\n", "220 hello\r\n", "354 go\r\n", "299 odd\r\n",
            "250-no end\r\n", "999 none\r\n", "\r\n", "2\r\n", "\u{0}\u{0}\r\n", "250 OK\r\n250 OK\r\n250 OK\r\n",
        ]
        let misdeeds = texts.flatMap { text in
            (0...MisbehavingHost.lastReply).map { MisbehavingHost.Misdeed.reply(text, to: $0) }
        }
        try await sweep(misdeeds) { misdeed in
            guard case .reply(let text, let to) = misdeed else { return 1...1 }
            // A permanent refusal of the message ends it; what is no reply at all after the dot is uncertain.
            return to == MisbehavingHost.lastReply && !text.hasPrefix("4") && !text.hasPrefix("5") ? 1...2 : 0...1
        }
    }

    /// Whoever would rather have none than two configures it: nothing is sent again where the reply is missing.
    @Test func whatMayHaveBeenSentIsHeldWhereConfigured() async throws {
        let rig = try await LaneRig(count: 2, whenUncertain: .hold)
        let (uncertain, copies) = try await rig.send(0, .cutSaying(at: Self.lastReply))
        #expect(uncertain == .held && copies == 1)
        let (certain, other) = try await rig.send(1, .cutSaying(at: Self.lastReply - 1))
        #expect(certain == .done && other == 1)
        await rig.close()
    }

    /// Plays every misdeed with an acknowledgement of its own and counts the copies.
    private func sweep(
        _ misdeeds: [MisbehavingHost.Misdeed], copies: (MisbehavingHost.Misdeed) -> ClosedRange<Int>
    ) async throws {
        let rig = try await LaneRig(count: misdeeds.count)
        var states: [JobStateName: Int] = [:]
        for (number, misdeed) in misdeeds.enumerated() {
            let (state, taken) = try await rig.send(number, misdeed)
            states[state, default: 0] += 1
            #expect(copies(misdeed).contains(taken), "\(misdeed): \(taken) copies, \(state)")
            #expect([.done, .held, .failed].contains(state), "\(misdeed): \(state)")
            #expect((taken > 0) == (state == .done || state == .held), "\(misdeed): \(taken) copies, \(state)")
        }
        await rig.close()
        print("\(misdeeds.count) misdeeds: \(states.map { "\($0.value) \($0.key)" }.sorted().joined(separator: ", "))")
        #expect(states[.done, default: 0] > misdeeds.count / 3)
    }
}
