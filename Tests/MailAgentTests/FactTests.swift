import MailAgent
import MailJournal
import MailRouting
import MailSimulation
import Testing

/// Facts that are not in the header: fetched or looked up only for the messages whose decision needs them.
@Suite("facts behind the header", .timeLimit(.minutes(3)))
struct FactTests {
    private static let byText = PretendWorld.line("sales", PretendWorld.text(.body, "urgent"), "oem_order")

    private func contentsFetched(_ world: PretendWorld) -> Int {
        world.faults.calls.count { $0.call == "info FETCH content" }
    }

    @Test("the text decides, and only messages that no line before could decide are read")
    func text() async throws {
        let world = try PretendWorld(last: Self.byText)
        let urgent = letter("hello", 1, text: "This is urgent, letter")
        let calm = letter("hello", 2)
        try await world.settle { try await $0.arrive([urgent, calm, letter("order", 3, text: "urgent")]) }
        #expect(world.server.messages(in: PretendWorld.sales).count == 2)
        #expect(world.server.messages(in: PretendWorld.info).map(\.bytes) == [calm])
        #expect(contentsFetched(world) == 2)
    }

    @Test("an inbox full of messages to be read is read in while more is listed")
    func manyTexts() async throws {
        let world = try PretendWorld(last: Self.byText)
        for number in 0..<601 {
            let text = number.isMultiple(of: 200) ? "urgent" : "Letter"
            world.server.deposit(letter("hello", number, text: text), in: PretendWorld.info)
        }
        try await world.settle()
        #expect(world.server.messages(in: PretendWorld.sales).count == 4)
        #expect(world.server.messages(in: PretendWorld.info).count == 597)
        #expect(contentsFetched(world) == 601)
    }

    @Test("of a message that is too large to be carried its beginning is read all the same")
    func largeText() async throws {
        let world = try PretendWorld(last: Self.byText)
        let size = world.configuration.delivery.maximumSize
        let bytes = letter("hello", 1, text: "urgent " + String(repeating: "x", count: size))
        try await world.settle { try await $0.arrive([bytes]) }
        #expect(world.server.messages(in: PretendWorld.sales).map(\.bytes) == [bytes])
    }

    @Test("a text the server will not give stays unknown")
    func textThatCannotBeHad() async throws {
        var manners = PretendServer.Manners()
        manners.withholdsContent = true
        let world = try PretendWorld(manners: manners, last: Self.byText)
        let bytes = letter("hello", 1, text: "urgent")
        try await world.settle { try await $0.arrive([bytes]) }
        #expect(world.server.messages(in: PretendWorld.info).map(\.bytes) == [bytes])
        #expect(try await world.journal().summary().arrivals == [.kept: 1])
    }

    @Test("a connection lost while a message is read leaves it undecided, and the next one reads it")
    func lostWhileReading() async throws {
        let world = try PretendWorld(
            fault: PretendFault(call: "info FETCH content", occurrence: 1, strike: .before), last: Self.byText)
        try await world.settle { try await $0.arrive([letter("hello", 1, text: "urgent")]) }
        #expect(world.faults.hasStruck)
        #expect(world.walk.count(\.isDecided) == 1)
        #expect(world.server.messages(in: PretendWorld.sales).count == 1)
    }

    @Test("an author we have acknowledged before is known")
    func knownSender() async throws {
        let known = PretendWorld.line(
            "archive", .knownSender(true, at: PretendWorld.here), nil)
        let world = try PretendWorld(first: known)
        let later = letter("order", 1, trace: "b")
        try await world.settle { world in
            try await world.arrive([letter("order", 1)])
            try await world.walk.wait("it is acknowledged") { $0.count(\.isSent) == 1 }
            world.server.deposit(later, in: PretendWorld.info)
            world.server.deposit(letter("order", 2), in: PretendWorld.info)
            try await world.walk.wait("the others are routed") { $0.count(\.isRouted) == 3 }
        }
        #expect(world.server.messages(in: PretendWorld.archive).map(\.bytes) == [later])
        #expect(world.server.messages(in: PretendWorld.sales).count == 2)
    }

    @Test("what the decision rested on is kept, without the text")
    func kept() async throws {
        let known = PretendWorld.line("archive", .knownSender(true, at: PretendWorld.here), nil)
        let world = try PretendWorld(first: known, last: Self.byText)
        try await world.settle {
            try await $0.arrive([letter("hello", 1, text: "a secret, urgent"), letter("order", 2)])
        }
        let kept = try await world.journal().arrivals(since: Instant(seconds: 0), after: nil, limit: 10)
        #expect(kept.map(\.attachments) == [[], nil])
        #expect(kept.map(\.circumstances.isKnownSender) == [false, false])
        #expect(kept.map(\.decision.department) == ["sales", "sales"])
        #expect(kept.allSatisfy { !String(decoding: $0.header, as: UTF8.self).contains("secret") })
    }
}
