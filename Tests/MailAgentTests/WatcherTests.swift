import MailAgent
import MailJournal
import MailRouting
import MailSimulation
import Testing

@Suite("the watcher", .timeLimit(.minutes(3)))
struct WatcherTests {
    enum Notices: String, CaseIterable, Sendable { case good, missed, doubled, none }

    @Test("whatever the server says or does not say about new mail, it is found once", arguments: Notices.allCases)
    func notices(_ notices: Notices) async throws {
        var manners = PretendServer.Manners()
        manners.missesNotices = notices == .missed
        manners.idles = notices != .none
        let world = try PretendWorld(manners: manners)
        let letters = (1...5).map { letter("order", $0) }
        try await world.settle { world in
            for letter in letters {
                try await world.arrive([letter])
                if notices == .doubled { for _ in 1...3 { world.server.notice(PretendWorld.info) } }
            }
        }
        #expect(world.server.messages(in: PretendWorld.sales).count == 5)
        #expect(world.walk.count(\.isDecided) == 5)
    }

    @Test("mail that comes between the look and IDLE is seen at once, not at the next poll")
    func race() async throws {
        let world = try PretendWorld()
        world.faults.before("info IDLE") { world.server.deposit(letter("order", 1), in: PretendWorld.info) }
        world.faults.before("info SELECT INBOX", 2) {
            #expect(world.clock.naps("info/INBOX") == 0, "IDLE slept although there was mail")
        }
        try await world.settle { try await $0.walk.wait("it is routed") { $0.count(\.isRouted) == 1 } }
        #expect(world.faults.isSpent)
    }

    @Test("batches of any size", arguments: [1, 499, 500, 501, 1000, 1001])
    func batches(_ count: Int) async throws {
        let world = try PretendWorld(backlog: .route)
        let letters = (0..<count).map { letter("order", $0) }
        for letter in letters { world.server.deposit(letter, in: PretendWorld.info) }
        try await world.settle()
        #expect(world.server.messages(in: PretendWorld.sales).count == count)
        #expect(Set(world.server.messages(in: PretendWorld.sales).map(\.bytes)) == Set(letters))
        #expect(world.submission.accepted.isEmpty, "backlog is never acknowledged")
    }

    @Test("UIDs with gaps of 100,000, and UIDNEXT far above the last of them")
    func sparse() async throws {
        let world = try PretendWorld()
        try await world.settle { world in
            try await world.walk.wait("both are watched") { $0.count(\.isWatching) >= 2 }
            for number in 1...20 {
                world.server.deposit(letter("order", number), in: PretendWorld.info, gap: 100_000)
            }
            world.server.deposit(letter("order", 21), in: PretendWorld.info, gap: 4_000_000_000)
        }
        #expect(world.server.messages(in: PretendWorld.sales).count == 21)
        // A gap costs nothing: one look finds what is there.
        #expect(world.faults.calls.count { $0.call == "info FETCH headers" } < 50)
    }

    @Test("mail from before the first contact", arguments: [Backlog.ignore, .route])
    func backlog(_ backlog: Backlog) async throws {
        let world = try PretendWorld(backlog: backlog)
        for number in 1...3 { world.server.deposit(letter("order", number), in: PretendWorld.info) }
        try await world.settle { try await $0.arrive([letter("order", 4)]) }
        #expect(world.server.messages(in: PretendWorld.info).count == (backlog == .ignore ? 3 : 0))
        #expect(world.server.messages(in: PretendWorld.sales).count == (backlog == .ignore ? 1 : 4))
        #expect(world.submission.accepted.count == 1)
    }

    @Test("observe: what was there is decided and stays, across a restart and another UIDVALIDITY; new mail is routed")
    func observe() async throws {
        let world = try PretendWorld(backlog: .observe)
        let old = (1...3).map { letter($0 == 3 ? "hello" : "order", $0) }
        for bytes in old { world.server.deposit(bytes, in: PretendWorld.info) }
        try await world.settle { try await $0.arrive([letter("order", 4)]) }
        #expect(world.server.messages(in: PretendWorld.info).map(\.bytes) == old)
        #expect(world.server.messages(in: PretendWorld.sales).count == 1)
        #expect(world.submission.accepted.count == 1)
        #expect(try await world.journal().summary().arrivals == [.observed: 3, .routed: 1])
        let lines = world.walk.all.filter { $0.step == "observed" }.map(\.description)
        #expect(lines.count == 3)
        #expect(lines[0].contains("pretend.sales (pretend:1), would go to info/Sales, normal"), "\(lines)")
        #expect(lines[2].contains("would stay"), "\(lines)")
        world.server.renumber(PretendWorld.info)
        let watched = world.walk.count(\.isWatching)
        try await world.settle { world in
            try await world.walk.wait("both are watched again") { $0.count(\.isWatching) >= watched + 2 }
            world.server.deposit(letter("order", 5), in: PretendWorld.info)
        }
        #expect(world.server.messages(in: PretendWorld.info).map(\.bytes) == old)
        #expect(world.server.messages(in: PretendWorld.sales).count == 2)
        #expect(try await world.journal().summary().arrivals == [.observed: 3, .known: 3, .routed: 2])
    }

    @Test("the wait for a server that is away grows to a bound, and starts anew after a full pass")
    func backoff() async throws {
        let world = try PretendWorld()
        try await world.settle { world in
            world.server.change { $0.refusesConnections = true }
            world.server.restart()
            try await world.walk.wait("thirty connections fail") { $0.waits.count >= 30 }
            #expect(world.walk.waits.allSatisfy { $0 <= .minutes(5) })
            #expect(world.walk.waits.contains { $0 >= .minutes(1) })
            world.server.change { $0.refusesConnections = false }
            let before = world.walk.count(\.isWatching)
            try await world.walk.wait("both are watched again") { $0.count(\.isWatching) >= before + 2 }
            let looks = world.faults.calls.count { $0.call.hasSuffix("IDLE") }
            try await world.walk.wait("both have made a full pass") { _ in
                world.faults.calls.count { $0.call.hasSuffix("IDLE") } >= looks + 2
            }
            let waits = world.walk.waits.count
            world.server.restart()
            try await world.walk.wait("both are interrupted again") { $0.waits.count >= waits + 2 }
            #expect(world.walk.waits[waits...].prefix(2).allSatisfy { $0 <= .seconds(1) })
        }
    }
}

extension WalkLog {
    /// How long watchers waited before they connected again.
    fileprivate var waits: [Interval] {
        all.compactMap { if case .interrupted(_, _, let again) = $0 { again } else { nil } }
    }
}
