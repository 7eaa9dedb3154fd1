import MailAgent
import MailJournal
import MailRouting
import MailSimulation
import Testing

/// What other programs, people and servers do between two steps of the agent.
@Suite("the world does not stand still", .timeLimit(.minutes(3)))
struct InterferenceTests {
    private let orders = (1...3).map { letter("order", $0) }

    @Test("a message that a person took away has vanished, and nobody is told that it was received")
    func takenAway() async throws {
        let world = try PretendWorld()
        world.faults.before("info MOVE Sales") { world.server.takeAway(PretendWorld.info) }
        try await world.settle { try await $0.arrive([letter("order", 1)]) }
        let summary = try await world.journal().summary()
        #expect(summary.arrivals == [.vanished: 1])
        #expect(summary.acknowledgements == ["dropped": 1])
        #expect(world.submission.accepted.isEmpty)
        #expect(world.server.messages(in: PretendWorld.sales).isEmpty)
    }

    @Test("the destination is renumbered between a lost reply and the next attempt", arguments: ["move", "carry"])
    func destinationRenumbered(_ way: String) async throws {
        let moves = way == "move"
        let destination = moves ? PretendWorld.sales : PretendWorld.support
        let call = moves ? "info MOVE Sales" : "support APPEND INBOX"
        let world = try PretendWorld(fault: PretendFault(call: call, occurrence: 1, strike: .after))
        // The third connection is the one that takes the place of the lost one: the first is the watcher's.
        world.faults.before("\(destination.account) OPEN", 3) { world.server.renumber(destination) }
        let bytes = letter(moves ? "order" : "complaint", 1)
        try await world.settle { try await $0.arrive([bytes]) }
        #expect(world.faults.hasStruck && world.faults.isSpent)
        #expect(world.server.messages(in: destination).map(\.bytes) == [bytes])
        #expect(world.server.messages(in: PretendWorld.info).isEmpty)
        #expect(world.submission.accepted.count == 1)
        #expect(try await world.journal().summary().arrivals[.routed] == 1)
    }

    @Test("the source is renumbered under 50 messages that stay: they stay, and 3 new ones are routed")
    func sourceRenumbered() async throws {
        let world = try PretendWorld()
        let staying = (10..<60).map { letter("hello", $0) }
        try await world.settle { world in
            try await world.arrive(staying)
            try await world.walk.wait("50 are decided") { $0.count(\.isDecided) == 50 }
            world.server.renumber(PretendWorld.info)
            for order in orders { world.server.deposit(order, in: PretendWorld.info) }
        }
        #expect(world.server.messages(in: PretendWorld.info).map(\.bytes) == staying)
        #expect(world.server.messages(in: PretendWorld.sales).map(\.bytes).sorted(by: <) == orders)
        #expect(world.walk.count(\.isDecided) == 53)
        #expect(try await world.journal().summary().arrivals == [.kept: 50, .known: 50, .routed: 3])
    }

    @Test(
        "a delivery follows its message when the source is renumbered under it",
        arguments: [
            ("order", "info STATUS Sales"), ("order", "info MOVE Sales"), ("complaint", "support STATUS INBOX"),
            ("complaint", "support APPEND INBOX"), ("complaint", "info MOVE Routed/support"),
        ])
    func deliveryFollows(_ subject: String, _ call: String) async throws {
        let fault = PretendFault(call: call, occurrence: 1, strike: .before)
        let world = try PretendWorld(fault: fault)
        world.faults.before(call) { world.server.renumber(PretendWorld.info) }
        let letters = (1...3).map { letter(subject, $0) }
        try await world.settle { try await $0.arrive(letters) }
        #expect(world.faults.hasStruck && world.faults.isSpent)
        let destination = subject == "order" ? PretendWorld.sales : PretendWorld.support
        #expect(world.server.messages(in: destination).map(\.bytes).sorted(by: <) == letters, "\(world.story)")
        #expect(world.server.messages(in: PretendWorld.info).isEmpty, "\(world.story)")
        #expect(Set(world.submission.accepted).count == 3)
        #expect(world.submission.accepted.count == 3)
    }

    @Test("the destination's watcher sees a copy before its delivery is settled, and leaves it there")
    func copySeenEarly() async throws {
        let world = try PretendWorld(
            fault: PretendFault(call: "support APPEND INBOX", occurrence: 1, strike: .after))
        let bytes = letter("complaint", 1)
        try await world.settle { try await $0.arrive([bytes]) }
        #expect(world.server.messages(in: PretendWorld.support).map(\.bytes) == [bytes])
        #expect(world.walk.count(\.isDecided) == 1)
        #expect(try await world.journal().summary().arrivals == [.routed: 1, .own: 1])
    }

    @Test("two messages that are the same, byte for byte, stay two", arguments: ["order", "complaint"])
    func twins(_ subject: String) async throws {
        let destination = subject == "order" ? PretendWorld.sales : PretendWorld.support
        let call = subject == "order" ? "info MOVE Sales" : "support APPEND INBOX"
        for strike in PretendFault.Strike.anywhere {
            let world = try PretendWorld(
                fault: PretendFault(call: call, occurrence: 1, strike: strike), watchSales: true)
            let bytes = letter(subject, 1)
            try await world.settle { try await $0.arrive([bytes, bytes]) }
            #expect(world.server.messages(in: destination).map(\.bytes) == [bytes, bytes], "\(strike)\n\(world.story)")
            #expect(world.server.messages(in: PretendWorld.info).isEmpty, "\(strike)\n\(world.story)")
            #expect(Set(world.submission.accepted).count <= 1)
        }
    }

    @Test("copies of one mail to two departments are both routed, and acknowledged once")
    func twoCopies() async throws {
        let world = try PretendWorld()
        let first = letter("complaint", 1, trace: "a")
        let second = letter("complaint", 1, trace: "b", to: "support")
        try await world.settle { world in
            try await world.arrive([first])
            world.server.deposit(second, in: PretendWorld.support)
        }
        #expect(Set(world.server.messages(in: PretendWorld.support).map(\.bytes)) == [first, second])
        #expect(world.submission.accepted.count == 1)
    }

    @Test("wrong credentials of one account leave the other at work; once they are right, what waited goes on")
    func wrongCredentials() async throws {
        var manners = PretendServer.Manners()
        manners.rejects = ["support"]
        let world = try PretendWorld(manners: manners)
        try await world.settle { world in
            try await world.walk.wait("info is watched") { $0.count(\.isWatching) == 1 }
            for (number, subject) in ["complaint", "order"].enumerated() {
                world.server.deposit(letter(subject, number), in: PretendWorld.info)
            }
            try await world.walk.wait("the order is routed") { $0.count(\.isRouted) == 1 }
            try await world.walk.wait("support is refused, slowly") { walk in
                walk.all.contains {
                    if case .interrupted(_, _, let again) = $0 { again >= .seconds(12) } else { false }
                }
            }
            #expect(world.server.messages(in: PretendWorld.support).isEmpty)
            world.server.change { $0.rejects = [] }
        }
        #expect(world.server.messages(in: PretendWorld.support).count == 1)
        #expect(try await world.journal().summary().deliveries == ["done": 2])
    }

    @Test(
        "a graceful stop in the middle of anything leaves nothing half done",
        arguments: ["info STATUS Sales", "info MOVE Sales", "support APPEND INBOX", "submission DOT"])
    func stop(_ call: String) async throws {
        let world = try PretendWorld()
        let letters = orders + [letter("complaint", 4)]
        world.faults.before(call) { world.stop() }
        world.faults.before("info IDLE") {
            for letter in letters { world.server.deposit(letter, in: PretendWorld.info) }
        }
        try await world.liveUntilStopped()
        let summary = try await world.journal().summary()
        #expect(summary.deliveries["claimed"] == nil && summary.acknowledgements["claimed"] == nil, "\(world.story)")
        try await world.settle()
        #expect(world.server.messages(in: PretendWorld.sales).map(\.bytes).sorted(by: <) == orders)
        #expect(world.server.messages(in: PretendWorld.support).map(\.bytes) == letters.suffix(1))
        #expect(world.submission.accepted.count == 4, "\(world.story)")
    }
}

extension PretendWorld {
    /// Mail to info, after both accounts are watched: what was there before is never acknowledged.
    func arrive(_ letters: [[UInt8]]) async throws {
        try await walk.wait("both accounts are watched") { $0.count(\.isWatching) >= 2 }
        for letter in letters { server.deposit(letter, in: Self.info) }
    }
}

extension WalkEvent {
    var isDecided: Bool { if case .decided = self { true } else { false } }
}

private func < (left: [UInt8], right: [UInt8]) -> Bool { left.lexicographicallyPrecedes(right) }
