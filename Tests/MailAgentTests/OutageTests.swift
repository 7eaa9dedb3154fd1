import MailAgent
import MailJournal
import MailRouting
import MailSimulation
import Testing

@Suite("a long outage", .timeLimit(.minutes(3)))
struct OutageTests {
    /// Mail comes every six hours, while the agent, or the server for it, is away for 30 days.
    @Test("30 days later everything is caught up by UID, and only what is young enough is acknowledged")
    func thirtyDays() async throws {
        let world = try PretendWorld()
        try await world.settle { try await $0.arrive([letter("order", 0)]) }
        var letters = [letter("order", 0)]
        for number in 1...120 {
            world.clock.pass(.hours(6))
            letters.append(letter("order", number))
            // People delete some, so UIDs have gaps.
            world.server.deposit(letters[number], in: PretendWorld.info, gap: number.isMultiple(of: 7) ? 50 : 0)
        }
        try await world.settle()
        let routed = world.server.messages(in: PretendWorld.sales).map(\.bytes)
        #expect(routed.count == 121 && Set(routed) == Set(letters), "\(world.story)")
        #expect(world.server.messages(in: PretendWorld.info).isEmpty)
        let summary = try await world.journal().summary()
        #expect(summary.arrivals == [.routed: 121])
        // The first, and those of the last three days: one every six hours.
        #expect((13...14).contains(world.submission.accepted.count))
        #expect(Set(world.submission.accepted).count == world.submission.accepted.count)
    }

    @Test("a server that refuses connections for a month is found again within minutes, and nothing is skipped")
    func refusedForAMonth() async throws {
        let world = try PretendWorld()
        let old = (1...30).map { letter("order", $0) }
        try await world.settle { world in
            try await world.arrive([])
            world.server.change { $0.refusesConnections = true }
            world.server.restart()
            try await world.walk.wait("the connection is refused") { walk in
                walk.all.contains { if case .interrupted = $0 { true } else { false } }
            }
            for letter in old {
                world.clock.pass(.days(1))
                world.server.deposit(letter, in: PretendWorld.info)
            }
            world.server.change { $0.refusesConnections = false }
        }
        #expect(Set(world.server.messages(in: PretendWorld.sales).map(\.bytes)) == Set(old))
        #expect(try await world.journal().summary().arrivals == [.routed: 30])
        #expect((2...4).contains(world.submission.accepted.count), "\(world.submission.accepted)")
    }
}
