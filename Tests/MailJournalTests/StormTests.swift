import MailJournal
import MailRouting
import Testing

/// The storm breaker on disk, and what came back: recorded with the arrival that brought it, heeded before anything else
/// is queued or sent.
@Suite struct StormTests {
    /// A row of acknowledgements, each to a domain of its own.
    private static func fill(_ bench: Bench, _ numbers: ClosedRange<Int>, at now: Instant = Bench.start) async throws {
        let info = try await bench.contact(now: now)
        let recorded = try await bench.record(
            try numbers.map { try Bench.arrival($0, in: info, date: now) }, in: info, now: now)
        _ = try await bench.journal.commit(
            zip(numbers, recorded).map {
                Bench.decided($1, to: Bench.info, key: "ack-\($0)", recipient: "c\($0)")
            }, now: now)
    }

    private static func claim(_ bench: Bench, at now: Instant) async throws -> AcknowledgementClaim {
        try await bench.journal.claimAcknowledgement(
            on: "main", limits: RateLimits(perMinute: 1000, perHour: 1000), now: now)
    }

    /// Sends as many as there are, up to `count`.
    private static func send(_ bench: Bench, _ count: Int, at now: Instant = Bench.start) async throws {
        for _ in 0..<count {
            guard case .job(let job) = try await claim(bench, at: now) else { return }
            try await bench.settle(job.id, .completed(.accepted("250")), now: now)
        }
    }

    /// An arrival that says something about one of our acknowledgements.
    private static func answer(
        _ bench: Bench, _ uid: Int, to number: Int?, _ kind: AcknowledgementResponse.Kind = .automaticReply,
        token: Bool = false, failed: Address? = nil, at now: Instant = Bench.start
    ) async throws {
        let info = try await bench.contact(now: now)
        let recorded = try await bench.record([try Bench.arrival(uid, in: info, date: now)], in: info, now: now)
        let response = AcknowledgementResponse(
            kind: kind, acknowledgements: number.map { [MessageID("ack-\($0)@us.example")] } ?? [],
            bearsOurToken: token, failedAddress: failed, status: kind == .permanentFailure ? "5.1.1" : nil)
        _ = try await bench.journal.commit(
            [Bench.decided(try #require(recorded.first), to: Bench.info, response: response)], now: now)
    }

    @Test func threeResponsesStopThemAndAQuietHourLetsThemGoOn() async throws {
        try await Bench.run { bench in
            try await Self.fill(bench, 1...8)
            try await Self.send(bench, 5)
            let soon = Bench.start + .minutes(1)
            for number in 1...2 { try await Self.answer(bench, 100 + number, to: number, at: soon) }
            #expect(try await bench.journal.sending().isClosed, "two can be chance")
            try await Self.answer(bench, 103, to: 3, at: soon)
            let stopped = StormBreaker.State.open(.responses(3, of: 5), since: soon)
            #expect(try await bench.journal.sending() == stopped)
            #expect(try await bench.journal.summary().sending == stopped)
            #expect(try await bench.journal.untoldSending() == stopped)
            #expect(try await bench.journal.untoldSending() == nil, "told once")

            // Also after a restart: nothing goes out, and what arrives is not queued.
            let restarted = try bench.reopened()
            #expect(try await restarted.untoldSending() == stopped)
            #expect(
                try await restarted.claimAcknowledgement(on: "main", limits: RateLimits(), now: soon)
                    == .stopped(stopped))
            #expect(
                try await restarted.nextAcknowledgement(on: "main", limits: RateLimits(), now: soon)
                    == soon + .hours(1))
            let info = try await bench.contact()
            let recorded = try await bench.record([try Bench.arrival(200, in: info)], in: info)
            let written = try await restarted.commit(
                [Bench.decided(recorded[0], to: Bench.info, key: "late", recipient: "late")], now: soon)
            guard case .refused(_, let why) = written[0].acknowledgement else {
                Issue.record("it was queued in a storm")
                return
            }
            #expect(why.reason == .storm)

            // One more response within the hour, and the hour begins anew.
            let again = soon + .minutes(30)
            try await Self.answer(bench, 104, to: 4, at: again)
            #expect(try await Self.claim(bench, at: soon + .hours(1)) == .stopped(stopped))
            guard case .job = try await Self.claim(bench, at: again + .hours(1)) else {
                Issue.record("what waited is lost")
                return
            }
            #expect(try await bench.journal.sending() == .closed(since: again + .hours(1)))
        }
    }

    @Test func personStopsAndLetsGoOn() async throws {
        try await Bench.run { bench in
            try await Self.fill(bench, 1...5)
            #expect(try await bench.journal.resumeSending(now: Bench.start) == false)
            // Another process, as the command line is.
            let person = try bench.reopened()
            #expect(try await person.pauseSending(now: Bench.start))
            #expect(try await person.pauseSending(now: Bench.start) == false)
            #expect(try await Self.claim(bench, at: Bench.start) == .stopped(.paused(since: Bench.start)))
            #expect(
                try await bench.journal.nextAcknowledgement(on: "main", limits: RateLimits(), now: Bench.start)
                    == Instant(milliseconds: .max))
            // Days without anything change nothing, and what arrives is queued.
            let later = Bench.start + .days(2)
            #expect(try await Self.claim(bench, at: later) == .stopped(.paused(since: Bench.start)))
            try await Self.fill(bench, 6...6, at: later)
            #expect(try await bench.journal.summary().acknowledgements == ["pending": 6])
            #expect(try await person.resumeSending(now: later))
            guard case .job = try await Self.claim(bench, at: later) else {
                Issue.record("what waited is lost")
                return
            }
        }
    }

    @Test func whatAPersonLetGoOnIsNotStoppedByThePast() async throws {
        try await Bench.run { bench in
            try await Self.fill(bench, 1...9)
            try await Self.send(bench, 5)
            for number in 1...3 { try await Self.answer(bench, 100 + number, to: number) }
            #expect(try await bench.journal.sending().isClosed == false)
            let later = Bench.start + .minutes(1)
            #expect(try await bench.journal.resumeSending(now: later))
            try await Self.send(bench, 4, at: later + .seconds(30))
            #expect(try await bench.journal.sending().isClosed)
            #expect(try await bench.journal.summary().acknowledgements == ["done": 9])
        }
    }

    @Test func threefoldRateStopsThem() async throws {
        try await Bench.run { bench in
            try await Self.fill(bench, 1...3)
            try await Self.send(bench, 3)
            let later = Bench.start + .days(2)
            try await Self.fill(bench, 4...60, at: later)
            var count = 0
            while case .job(let job) = try await Self.claim(bench, at: later + .seconds(Int64(count) * 10)) {
                try await bench.settle(
                    job.id, .completed(.accepted("250")), now: later + .seconds(Int64(count) * 10))
                count += 1
            }
            #expect(count == 21, "the floor is passed by one")
            #expect(try await bench.journal.sending() == .open(.rate(21, norm: 3), since: later + .seconds(210)))
        }
    }

    @Test func clockThatWasSetBackCostsOneQuietHour() async throws {
        try await Bench.run { bench in
            try await Self.fill(bench, 1...5)
            try await Self.send(bench, 4)
            for number in 1...3 { try await Self.answer(bench, 100 + number, to: number) }
            let earlier = Bench.start - .days(400)
            let journal = try bench.reopened()
            #expect(
                try await journal.nextAcknowledgement(on: "main", limits: RateLimits(), now: earlier)
                    == earlier + .hours(1))
            guard case .stopped = try await Self.claim(bench, at: earlier) else {
                Issue.record("it was let through")
                return
            }
            guard case .job = try await Self.claim(bench, at: earlier + .hours(1)) else {
                Issue.record("it is kept longer than an hour")
                return
            }
        }
    }

    @Test func bounceStopsFurtherOnesToThatAddress() async throws {
        try await Bench.run { bench in
            try await Self.fill(bench, 1...1)
            try await Self.send(bench, 1)
            // Two more to the same address wait, in a department of their own subjects.
            let info = try await bench.contact()
            let recorded = try await bench.record([try Bench.arrival(2, in: info)], in: info)
            _ = try await bench.journal.commit(
                [Bench.decided(recorded[0], to: Bench.info, key: "two", recipient: "c1")], now: Bench.start)
            try await Self.answer(bench, 50, to: 1, .permanentFailure)
            let found = try await bench.journal.responses(among: (1...3).map { ArrivalID($0) })
            #expect(found.map(\.arrival) == [ArrivalID(3)])
            #expect(found.map(\.kind) == [.permanentFailure])
            #expect(found.map(\.status) == ["5.1.1"])
            #expect(found.map(\.acknowledgement) == ["ack-1@us.example"])
            guard case .closed(_, let why, nil) = try await Self.claim(bench, at: Bench.start) else {
                Issue.record("it was sent to an address that bounced")
                return
            }
            #expect(why.reason == .bouncedAddress)
            func refusal(_ uid: Int, _ now: Instant) async throws -> Refusal.Reason? {
                let recorded = try await bench.record([try Bench.arrival(uid, in: info, date: now)], in: info)
                let written = try await bench.journal.commit(
                    [Bench.decided(recorded[0], to: Bench.info, key: "\(uid)", recipient: "c1")], now: now)
                guard case .refused(_, let why) = written[0].acknowledgement else { return nil }
                return why.reason
            }
            let month = Bench.start + .days(30)
            #expect(try await refusal(60, month + .milliseconds(-1)) == .bouncedAddress)
            #expect(try await refusal(61, month) == nil)
        }
    }

    @Test func responsesToNothingOfOursAreNone() async throws {
        try await Bench.run { bench in
            try await Self.fill(bench, 1...2)
            try await Self.send(bench, 2)
            for uid in 10...20 { try await Self.answer(bench, uid, to: uid) }
            #expect(try await bench.journal.sending().isClosed)
            #expect(try await bench.journal.responses(among: (1...20).map { ArrivalID($0) }) == [])
            // With our token it is about ours, and the address tells about which.
            try await Self.answer(
                bench, 21, to: nil, .permanentFailure, token: true,
                failed: Address(localPart: "C2", domain: "c2.example"))
            let found = try await bench.journal.responses(among: (1...40).map { ArrivalID($0) })
            #expect(found.map(\.acknowledgement) == ["ack-2@us.example"])
        }
    }
}
