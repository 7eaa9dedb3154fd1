import MailAgent
import MailJournal
import MailRouting
import MailSimulation
import Testing

/// A disk without room under a running agent, and what the agent says about its own footing.
@Suite("a full disk", .timeLimit(.minutes(3)))
struct DiskFullTests {
    @Test("intake stops, the agent says why, nothing is half-written, and it goes on by itself when there is room")
    func intakeStopsAndResumes() async throws {
        let world = try PretendWorld()
        let letters = (1...60).map { letter("order", $0) }
        try await world.settle { world in
            try await world.arrive([letters[0]])
            try await world.walk.wait("the first is routed") { $0.count(\.isRouted) == 1 }
            #expect(await world.readiness() == Readiness([]))

            try world.fillDisk(true)
            for letter in letters.dropFirst() { world.server.deposit(letter, in: PretendWorld.info) }
            try await world.walk.wait("the agent says so") { _ in await world.readiness()?.isDiskFull == true }
            #expect(await world.readiness()?.isReady == false)
            // What was not written down has not been touched, and whoever asks is told the same again.
            #expect(world.server.messages(in: PretendWorld.info).count >= 20)
            #expect(await world.readiness()?.isDiskFull == true)

            try world.fillDisk(false)
            try await world.walk.wait("it is ready again") { _ in await world.readiness() == Readiness([]) }
        }
        let routed = world.server.messages(in: PretendWorld.sales).map(\.bytes)
        #expect(routed.count == 60 && Set(routed) == Set(letters), "\(world.story)")
        #expect(world.server.messages(in: PretendWorld.info).isEmpty)
        // A sender is not answered sixty times a day, but never twice for one message.
        #expect(!world.submission.accepted.isEmpty)
        #expect(Set(world.submission.accepted).count == world.submission.accepted.count)
        let summary = try await world.journal().summary()
        #expect(summary.arrivals == [.routed: 60] && summary.unaccounted == 0)
    }

    @Test("while the disk is full the server is left alone")
    func serverIsLeftAlone() async throws {
        let world = try PretendWorld()
        try await world.settle { world in
            try await world.arrive([])
            try world.fillDisk(true)
            for number in 1...60 { world.server.deposit(letter("order", number), in: PretendWorld.info) }
            try await world.walk.wait("a loop says so") { walk in
                walk.all.contains { if case .journalFault = $0 { true } else { false } }
            }
            let opened = { world.faults.calls.count { $0.call == "info OPEN" } }
            let (before, later) = (opened(), world.clock.now + .minutes(5))
            try await world.walk.wait("five minutes have passed") { _ in world.clock.now > later }
            #expect(opened() <= before + 1)
            try world.fillDisk(false)
        }
        #expect(world.server.messages(in: PretendWorld.sales).count == 60, "\(world.story)")
    }

    @Test("an account that cannot be reached is named until it can")
    func notConnected() async throws {
        let world = try PretendWorld()
        try await world.settle { world in
            try await world.arrive([])
            world.server.change { $0.refusesConnections = true }
            world.server.restart()
            try await world.walk.wait("both are named") { _ in
                await world.readiness()?.reasons.map(\.name) == ["not-connected", "not-connected"]
            }
            let said = await world.readiness()?.reasons.map(\.description) ?? []
            #expect(said.allSatisfy { $0.contains("not connected: ") }, "\(said)")
            world.server.change { $0.refusesConnections = false }
            try await world.walk.wait("they are back") { _ in await world.readiness()?.isReady == true }
        }
    }

    @Test("a disk that is full before the agent starts is waited out")
    func fullAtStart() async throws {
        // The commits of the start, from the first on: nothing can be written down.
        for occurrence in 1...3 {
            let world = try PretendWorld(
                fault: PretendFault(call: "journal COMMIT", occurrence: occurrence, strike: .before))
            let lives = try await world.settle { try await $0.arrive([letter("order", 1)]) }
            #expect(lives == 1, "one agent, which waits\n\(world.story)")
            #expect(world.faults.hasStruck)
            #expect(world.server.messages(in: PretendWorld.sales).count == 1)
        }
    }
}

extension Readiness {
    fileprivate var isDiskFull: Bool {
        reasons.contains { if case .diskFull = $0 { true } else { false } }
    }
}
