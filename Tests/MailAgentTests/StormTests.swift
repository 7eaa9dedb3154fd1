import MailAgent
import MailJournal
import MailRouting
import MailSimulation
import Testing

/// What comes back for acknowledgements, through the whole agent: it is recognised, it stops what it must, and routing
/// goes on.
@Suite("what comes back", .timeLimit(.minutes(3)))
struct StormTests {
    private static func absence(_ number: Int, answering id: String) -> [UInt8] {
        Array(
            """
            Return-Path: <customer\(number)@customer.example>\r
            From: Customer <customer\(number)@customer.example>\r
            To: info@buttons.test\r
            Subject: Automatic reply: order\r
            In-Reply-To: \(id)\r
            Auto-Submitted: auto-replied\r
            Message-ID: <away-\(number)@customer.example>\r
            \r
            I am away.\r

            """.utf8)
    }

    private static func bounce(_ id: String) -> [UInt8] {
        Array(
            """
            Return-Path: <>\r
            From: Mail Delivery System <MAILER-DAEMON@mx.customer.example>\r
            To: info@buttons.test\r
            Subject: Undelivered Mail Returned to Sender\r
            Message-ID: <report@mx.customer.example>\r
            Content-Type: multipart/report; report-type=delivery-status; boundary=B\r
            \r
            --B\r
            Content-Type: message/delivery-status\r
            \r
            Reporting-MTA: dns; mx.customer.example\r
            \r
            Final-Recipient: rfc822; customer1@customer.example\r
            Action: failed\r
            Status: 5.1.1\r
            \r
            --B\r
            Content-Type: text/rfc822-headers\r
            \r
            Message-ID: \(id)\r
            --B--\r

            """.utf8)
    }

    @Test("three absence notices stop acknowledgements, routing goes on, and a quiet hour lets them go on")
    func storm() async throws {
        let world = try PretendWorld()
        try await world.settle { world in
            try await world.arrive((1...3).map { letter("order", $0) })
            try await world.walk.wait("three are sent") { $0.count(\.isSent) == 3 }
            for (number, id) in world.submission.accepted.enumerated() {
                world.server.deposit(Self.absence(number + 1, answering: id), in: PretendWorld.info)
            }
            try await world.walk.wait("they stop") { $0.count(\.isStop) == 1 }
            world.server.deposit(letter("order", 4), in: PretendWorld.info)
            try await world.walk.wait("the letter is refused, and routed") {
                $0.count { $0.refusal == .storm } == 1 && $0.count(\.isRouted) == 7
            }
            try await world.walk.wait("they go on") { $0.count(\.isResumption) == 1 }
            world.server.deposit(letter("order", 5), in: PretendWorld.info)
            try await world.walk.wait("the next one is sent") { $0.count(\.isSent) == 4 }
        }
        #expect(world.walk.count(\.isAnswer) == 3)
        #expect(world.submission.accepted.count == 4)
        #expect(world.server.messages(in: PretendWorld.sales).count == 8)
    }

    @Test("an address that bounced gets no other; the bounce is routed and read only because we have sent something")
    func bounce() async throws {
        let world = try PretendWorld()
        try await world.settle { world in
            try await world.arrive([Self.bounce("<ack.00112233445566778899aabbccddeeff@buttons.test>")])
            try await world.walk.wait("it is decided") { $0.count(\.isDecided) == 1 }
            #expect(world.faults.calls.count { $0.call == "info FETCH content" } == 0)
            world.server.deposit(letter("order", 1), in: PretendWorld.info)
            try await world.walk.wait("it is acknowledged") { $0.count(\.isSent) == 1 }
            world.server.deposit(Self.bounce(world.submission.accepted[0]), in: PretendWorld.info)
            try await world.walk.wait("the bounce is recognised") { $0.count(\.isAnswer) == 1 }
            world.server.deposit(
                letter("order", 1, trace: "b").replacing("<letter-1@", with: "<another-1@"), in: PretendWorld.info)
            try await world.walk.wait("it is refused") { $0.count { $0.refusal == .bouncedAddress } == 1 }
        }
        #expect(world.submission.accepted.count == 1)
        #expect(world.server.messages(in: PretendWorld.info).count == 2, "both bounces are routed as any message")
    }

    @Test("a person stops them and lets them go on while the agent runs")
    func pause() async throws {
        let world = try PretendWorld()
        try await world.settle { world in
            let person = try world.journal()
            try await person.pauseSending(now: world.clock.now)
            try await world.arrive([letter("order", 1)])
            try await world.walk.wait("it is routed, and the stop is told") {
                $0.count(\.isRouted) == 1 && $0.count(\.isStop) == 1
            }
            #expect(world.submission.accepted.isEmpty)
            #expect(try await person.summary().acknowledgements == ["pending": 1])
            try await person.resumeSending(now: world.clock.now)
            try await world.walk.wait("it is sent") { $0.count(\.isSent) == 1 }
        }
        #expect(world.walk.count(\.isResumption) == 1)
    }
}

extension WalkEvent {
    fileprivate var isStop: Bool { if case .sending(let state) = self { !state.isClosed } else { false } }
    fileprivate var isResumption: Bool { if case .sending(.closed) = self { true } else { false } }
    fileprivate var isAnswer: Bool { if case .answered = self { true } else { false } }
    fileprivate var refusal: Refusal.Reason? { if case .refused(_, _, let why) = self { why.reason } else { nil } }
}

extension [UInt8] {
    fileprivate func replacing(_ old: String, with new: String) -> [UInt8] {
        Array(String(decoding: self, as: UTF8.self).replacing(old, with: new).utf8)
    }
}
