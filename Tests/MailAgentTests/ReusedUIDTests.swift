import MailAgent
import MailJournal
import MailRouting
import MailSimulation
import Testing

/// A server that was restored from an older backup and kept its UIDVALIDITY: see docs/reliability.md, What is not promised.
@Suite("a server gives UIDs to other messages", .timeLimit(.minutes(3)))
struct ReusedUIDTests {
    @Test(
        "what is carried is what was decided about, and another message is not removed in its place",
        arguments: [("info FETCH entries", 0), ("support APPEND INBOX", 1)])
    func carried(_ call: String, copies: Int) async throws {
        let world = try PretendWorld()
        let (bytes, other) = (letter("complaint", 1), letter("order", 2))
        world.faults.before(call) { world.server.giveAway(.first, of: PretendWorld.info, to: other) }
        try await world.settle { try await $0.arrive([bytes]) }
        #expect(world.faults.isSpent)
        #expect(world.server.messages(in: PretendWorld.info).map(\.bytes) == [other], "\(world.story)")
        #expect(world.server.messages(in: PretendWorld.support).map(\.bytes) == Array(repeating: bytes, count: copies))
        #expect(world.server.messages(in: PretendWorld.kept).isEmpty)
        #expect(try await world.journal().summary().arrivals[.held] == 1)
        #expect(world.submission.accepted.isEmpty)
    }
}
