import MailAgent
import MailJournal
import MailRouting
import MailSimulation
import Testing

/// The loops obey what a person wrote into the journal, whichever process wrote it.
@Suite("a pause", .timeLimit(.minutes(3)))
struct PauseTests {
    private static func isPaused(_ event: WalkEvent) -> Bool { event.step == "paused" }
    private static func isResumed(_ event: WalkEvent) -> Bool { event.step == "resumed" }

    @Test("a paused account is not read and nothing leaves it; the other goes on, and what waited is routed afterwards")
    func account() async throws {
        let world = try PretendWorld()
        try await world.settle { world in
            try await world.walk.wait("both are watched") { $0.count(\.isWatching) >= 2 }
            let person = try world.journal()
            _ = try await person.pause(.account("info"), by: "test", now: world.clock.now)
            try await world.walk.wait("the agent heeds it") { $0.count(Self.isPaused) == 1 }

            let fetches = world.faults.calls.count { $0.call == "info FETCH headers" }
            world.server.deposit(letter("order", 1), in: PretendWorld.info)
            world.server.deposit(letter("hello", 2, to: "support"), in: PretendWorld.support)
            try await world.walk.wait("the other account's letter is routed") { $0.count(\.isRouted) == 1 }
            #expect(world.server.messages(in: PretendWorld.info).map(\.bytes).contains(letter("order", 1)))
            #expect(world.faults.calls.count { $0.call == "info FETCH headers" } == fetches)

            _ = try await person.resume(.account("info"), by: "test", now: world.clock.now)
            try await world.walk.wait("the letter that waited is routed") { $0.count(\.isRouted) == 2 }
        }
        #expect(world.server.messages(in: PretendWorld.sales).count == 1)
        #expect(world.walk.count(Self.isResumed) == 1)
        let line = world.walk.all.first(where: Self.isPaused)?.description
        #expect(line == "paused    account info (test); until 'mailroom resume info'")
    }

    @Test("a pause from before the start is heeded before anything is read")
    func beforeTheStart() async throws {
        let world = try PretendWorld()
        world.server.deposit(letter("order", 1), in: PretendWorld.info)
        _ = try await world.journal().pause(.everything, by: "test", now: world.clock.now)
        try await world.settle { world in
            try await world.walk.wait("the agent says so") { $0.count(Self.isPaused) == 1 }
            #expect(world.walk.count(\.isWatching) == 0)
            #expect(world.faults.calls.allSatisfy { $0.call.hasPrefix("journal ") })
            _ = try await world.journal().resume(.everything, by: "test", now: world.clock.now)
        }
        #expect(world.server.messages(in: PretendWorld.sales).count == 1)
    }
}
