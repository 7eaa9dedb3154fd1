import MailJournal
import MailRouting
import Testing

/// The windows of recipients on disk: asked when an acknowledgement is queued and when it is sent, exact across restarts
/// and for a clock that was set back.
@Suite struct WindowTests {
    /// Queues one acknowledgement for a new arrival; the reason when it is refused.
    private static func queue(
        _ bench: Bench, _ uid: Int, _ recipient: String = "ana", domain: String = "customer.example",
        subject: String? = nil, thread: [MessageID] = [], windows: AcknowledgementWindows = AcknowledgementWindows(),
        at now: Instant = Bench.start
    ) async throws -> Refusal.Reason? {
        let info = try await bench.contact(now: now)
        let recorded = try await bench.record([try Bench.arrival(uid, in: info, date: now)], in: info, now: now)
        let decided = Bench.decided(
            try #require(recorded.first), to: Bench.info, key: "ack-\(uid)", recipient: recipient, domain: domain,
            subject: subject ?? "subject \(uid)", thread: thread)
        let written = try await bench.journal.commit([decided], windows: windows, now: now)
        guard case .refused(_, let why) = written[0].acknowledgement else { return nil }
        return why.reason
    }

    private static func claim(
        _ bench: Bench, windows: AcknowledgementWindows = AcknowledgementWindows(), at now: Instant = Bench.start
    ) async throws -> AcknowledgementClaim {
        try await bench.journal.claimAcknowledgement(
            on: "main", limits: RateLimits(perMinute: 1000, perHour: 1000), windows: windows, now: now)
    }

    private static func send(_ bench: Bench, at now: Instant = Bench.start) async throws {
        guard case .job(let job) = try await claim(bench, at: now) else {
            Issue.record("nothing to send")
            return
        }
        try await bench.settle(job.id, .completed(.accepted("250")), now: now)
    }

    @Test func eachWindowClosesWhenQueued() async throws {
        try await Bench.run { bench async throws in
            #expect(try await Self.queue(bench, 1, subject: "order") == nil)
            #expect(try await Self.queue(bench, 2, "Ana+7", subject: "order") == .subjectWindow)
            #expect(try await Self.queue(bench, 3, subject: "offer") == nil)
            #expect(try await Self.queue(bench, 4, subject: "bill") == nil)
            #expect(try await Self.queue(bench, 5, subject: "hello") == .senderWindow)
            for number in 6...22 {
                #expect(
                    try await Self.queue(bench, number, "fresh\(number)", domain: "mx\(number).customer.example") == nil
                )
            }
            #expect(try await Self.queue(bench, 23, "another") == .domainWindow)
            #expect(try await Self.queue(bench, 24, "another", domain: "other.example") == nil)
        }
    }

    @Test func senderHasADayOverAllDepartments() async throws {
        try await Bench.run { bench async throws in
            let windows = AcknowledgementWindows(limits: AcknowledgementLimits(department: 5))
            for number in 1...5 { #expect(try await Self.queue(bench, number, windows: windows) == nil) }
            let wider = AcknowledgementWindows(limits: AcknowledgementLimits(department: 6))
            #expect(try await Self.queue(bench, 6, windows: wider) == .senderDay)
        }
    }

    @Test func whatWasRefusedOrFailedDoesNotCount() async throws {
        try await Bench.run { bench async throws in
            #expect(try await Self.queue(bench, 1, subject: "order") == nil)
            #expect(try await Self.queue(bench, 2, subject: "order") == .subjectWindow)
            guard case .job(let job) = try await Self.claim(bench) else {
                Issue.record("nothing to send")
                return
            }
            try await bench.settle(job.id, .permanent(Bench.fault))
            #expect(try await Self.queue(bench, 3, subject: "order") == nil, "the first never went out")
        }
    }

    @Test func whatWaitsCountsUntilADayAfterItIsSent() async throws {
        try await Bench.run { bench async throws in
            #expect(try await Self.queue(bench, 1, subject: "order") == nil)
            let sent = Bench.start + .hours(30)
            #expect(try await Self.queue(bench, 2, subject: "order", at: sent) == .subjectWindow, "it will be sent")
            try await Self.send(bench, at: sent)
            let day = sent + .hours(24)
            let journal = try bench.reopened()
            #expect(try await journal.summary().acknowledgements == ["done": 1])
            #expect(
                try await Self.queue(bench, 3, subject: "order", at: day + .milliseconds(-1)) == .subjectWindow)
            #expect(try await Self.queue(bench, 4, subject: "order", at: day) == nil)
        }
    }

    @Test func clockThatWasSetBackCostsOneWindowAndNoMore() async throws {
        try await Bench.run { bench async throws in
            #expect(try await Self.queue(bench, 1, subject: "order") == nil)
            try await Self.send(bench)
            let earlier = Bench.start - .days(400)
            #expect(try await Self.queue(bench, 2, subject: "order", at: earlier) == .subjectWindow)
            #expect(
                try await Self.queue(bench, 3, subject: "order", at: earlier + .hours(24) + .milliseconds(-1))
                    == .subjectWindow)
            #expect(try await Self.queue(bench, 4, subject: "order", at: earlier + .hours(24)) == nil)
        }
    }

    @Test func threadIsAnsweredOnceByWhateverNameItIsCalled() async throws {
        try await Bench.run { bench async throws in
            #expect(try await Self.queue(bench, 1, thread: ["root@customer.example", "one@customer.example"]) == nil)
            #expect(try await Self.queue(bench, 2, "bob", thread: ["root@customer.example"]) == .threadWindow)
            #expect(
                try await Self.queue(bench, 3, "eve", thread: ["x@eve.example", "one@customer.example"])
                    == .threadWindow)
            // Who answers the acknowledgement names it, and perhaps nothing else.
            #expect(try await Self.queue(bench, 4, "eve", thread: ["ack-1@us.example"]) == .threadWindow)
            #expect(try await Self.queue(bench, 5, "eve", thread: ["fresh@customer.example"]) == nil)
            #expect(
                try await Self.queue(bench, 6, "eve", thread: ["root@customer.example"], at: Bench.start + .days(60))
                    == .threadWindow)
        }
    }

    @Test func windowThatClosedMeanwhileMakesItWaitOrDropsIt() async throws {
        try await Bench.run { bench async throws in
            #expect(try await Self.queue(bench, 1) == nil)
            #expect(try await Self.queue(bench, 2) == nil)
            try await Self.send(bench)
            // Somebody lowered the figures.
            let narrow = AcknowledgementWindows(limits: AcknowledgementLimits(department: 1))
            let later = Bench.start + .hours(1)
            guard case .closed(_, let why, let until) = try await Self.claim(bench, windows: narrow, at: later) else {
                Issue.record("it was let through")
                return
            }
            #expect(why.reason == .senderWindow)
            #expect(until == Bench.start + .hours(24))
            #expect(try await bench.journal.summary().acknowledgements == ["done": 1, "pending": 1])
            #expect(
                try await Self.claim(bench, windows: narrow, at: later) == .wait(until: Bench.start + .hours(24)))
            guard case .job = try await Self.claim(bench, windows: narrow, at: Bench.start + .hours(24)) else {
                Issue.record("it waits although the window is open")
                return
            }
        }
    }

    @Test func whatWouldWaitTooLongIsDropped() async throws {
        try await Bench.run { bench async throws in
            #expect(try await Self.queue(bench, 1) == nil)
            #expect(try await Self.queue(bench, 2) == nil)
            try await Self.send(bench)
            let narrow = AcknowledgementWindows(
                limits: AcknowledgementLimits(department: 1), maximumAge: .hours(12))
            guard case .closed(_, let why, nil) = try await Self.claim(bench, windows: narrow) else {
                Issue.record("it was not dropped")
                return
            }
            #expect(why.reason == .senderWindow)
            #expect(try await bench.journal.summary().acknowledgements == ["done": 1, "dropped": 1])
            #expect(try await Self.claim(bench, windows: narrow) == .nothing)
        }
    }

    @Test func whatIsTooOldIsDropped() async throws {
        try await Bench.run { bench async throws in
            #expect(try await Self.queue(bench, 1) == nil)
            guard
                case .closed(_, let why, nil) = try await Self.claim(
                    bench, at: Bench.start + .days(3) + .milliseconds(1))
            else {
                Issue.record("it was not dropped")
                return
            }
            #expect(why.reason == .tooOld)
        }
    }

    /// Weeks of mail at random: queued, sent late, lost, failed, uncertain, with restarts in between. In no 24 hours are
    /// more sent than any figure says.
    @Test(arguments: [21, 22, 23] as [UInt64])
    func noDayOfWeeksHoldsTooMany(seed: UInt64) async throws {
        try await Bench.run { bench async throws in
            var random = SeededGenerator(seed: seed)
            var now = Bench.start
            var sent: [(at: Instant, sender: String, subject: String)] = []
            var journal = bench.journal
            let windows = AcknowledgementWindows(maximumAge: .days(30))
            for uid in 1...500 {
                now = now + .milliseconds(Int64.random(in: 0...7_200_000, using: &random))
                let recipient = ["ana", "Ana+x", "bob", "new\(uid)"].randomElement(using: &random) ?? ""
                _ = try await Self.queue(
                    bench, uid, recipient, subject: "s\(Int.random(in: 0..<5, using: &random))", windows: windows,
                    at: now)
                // Sometimes nothing is sent for a while.
                for _ in 0..<Int.random(in: 0...2, using: &random) {
                    guard
                        case .job(let job) = try await journal.claimAcknowledgement(
                            on: "main", limits: RateLimits(), windows: windows, now: now),
                        let acknowledgement = job.acknowledgement
                    else { continue }
                    let sender = SenderIdentity(acknowledgement.recipient).sender
                    let outcome: Outcome
                    switch Int.random(in: 0..<10, using: &random) {
                    case 0: outcome = .transient(Bench.fault)
                    case 1: outcome = .permanent(Bench.fault)
                    default:
                        outcome = .completed(.accepted("250"))
                        sent.append((now, sender, acknowledgement.messageID.rawValue))
                    }
                    now = now + .milliseconds(Int64.random(in: 0...30_000, using: &random))
                    _ = try await journal.settle([Settlement(job: job.id, outcome: outcome, random: 0.5)], now: now)
                }
                if uid.isMultiple(of: 97) { journal = try bench.reopened() }
            }
            func most(_ group: [(at: Instant, sender: String, subject: String)]) -> Int {
                group.map { end in
                    group.count { $0.at <= end.at && end.at - $0.at < .hours(24) }
                }.max() ?? 0
            }
            #expect(most(sent) <= 20, "seed \(seed)")
            #expect(sent.count > 50, "seed \(seed)")
            for (sender, group) in Dictionary(grouping: sent, by: \.sender) {
                #expect(most(group) <= 3, "seed \(seed), \(sender)")
            }
        }
    }
}
