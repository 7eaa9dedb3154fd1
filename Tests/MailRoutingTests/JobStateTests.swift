import MailRouting
import Testing

/// The whole table of `JobState.after`: outcome by kind by what happened before.
@Suite struct JobStateTests {
    static let now = Instant(seconds: 1_000_000)
    static let policy = RetryPolicy(base: .seconds(10), cap: .seconds(100), giveUpAfter: .days(3))
    static let fault = Fault(host: "mail.example.test:587", command: "DATA", replyCode: 451, cause: "busy")
    static let place = Location(
        mailbox: MailboxAddress(account: "support", mailbox: .inbox), uidValidity: UIDValidity(1), uid: .first)
    /// Half of the ceiling after the third attempt: 10 s * 2^2 / 2.
    static let again = now + .seconds(20)
    static let later = now + .hours(2)
    /// The backoff begins when the pause ends.
    static let afterLater = later + .seconds(20)

    static func after(
        _ outcome: Outcome, _ kind: JobKind, uncertainties: Int = 0, age: Interval = .hours(1)
    ) -> JobState {
        JobState.after(
            outcome,
            JobState.Context(
                kind: kind, attempt: 3, uncertainties: uncertainties, createdAt: now - age, now: now, policy: policy,
                random: 0.5))
    }

    /// Rows that do not depend on uncertainties or age.
    static let settled: [(Outcome, delivery: JobState, copy: JobState, acknowledgement: JobState)] = [
        (.completed(.delivered(place)), .done(.delivered(place)), .done(.delivered(place)), .done(.delivered(place))),
        (.completed(.delivered(nil)), .done(.delivered(nil)), .done(.delivered(nil)), .done(.delivered(nil))),
        (
            .completed(.accepted("250 2.0.0")), .done(.accepted("250 2.0.0")), .done(.accepted("250 2.0.0")),
            .done(.accepted("250 2.0.0"))
        ),
        (.completed(.vanished), .done(.vanished), .done(.vanished), .done(.vanished)),
        (.completed(.dropped("why")), .done(.dropped("why")), .done(.dropped("why")), .done(.dropped("why"))),
        (.permanent(fault), .held(.refused(fault)), .failed(fault), .failed(fault)),
        (
            .hold(.limit("size")), .held(.limit("size")), .failed(Fault(cause: "over a limit: size")),
            .held(.limit("size"))
        ),
        (
            .hold(.unsafeServer("MOVE")), .held(.unsafeServer("MOVE")),
            .failed(Fault(cause: "the server cannot do it safely: MOVE")), .held(.unsafeServer("MOVE"))
        ),
        (.hold(.refused(fault)), .held(.refused(fault)), .failed(fault), .held(.refused(fault))),
        (.hold(.uncertain(fault)), .held(.uncertain(fault)), .failed(fault), .held(.uncertain(fault))),
    ]

    @Test(arguments: settled.indices, [0, 1, 7])
    func endsTheSameWhateverHappenedBefore(row: Int, uncertainties: Int) {
        let (outcome, delivery, copy, acknowledgement) = Self.settled[row]
        for age in [Interval.seconds(0), .days(30)] {
            #expect(Self.after(outcome, .delivery, uncertainties: uncertainties, age: age) == delivery)
            #expect(Self.after(outcome, .copy, uncertainties: uncertainties, age: age) == copy)
            #expect(Self.after(outcome, .acknowledgement, uncertainties: uncertainties, age: age) == acknowledgement)
        }
    }

    @Test func deliveryIsNeverGivenUp() {
        for age in [Interval.seconds(0), .days(3), .days(3000)] {
            for uncertainties in [0, 1, 5] {
                func after(_ outcome: Outcome) -> JobState {
                    Self.after(outcome, .delivery, uncertainties: uncertainties, age: age)
                }
                #expect(after(.transient(Self.fault)) == .retry(at: Self.again))
                #expect(after(.throttled(Self.fault, until: Self.later)) == .retry(at: Self.afterLater))
                #expect(after(.throttled(Self.fault, until: Self.now)) == .retry(at: Self.again))
                #expect(after(.uncertain(Self.fault)) == .retry(at: Self.again))
            }
        }
    }

    @Test func copyIsTriedUntilItsMessageHasWaitedTooLong() {
        let fresh = Interval(milliseconds: Interval.days(3).milliseconds - 1)
        let throttled = Outcome.throttled(Self.fault, until: Self.later)
        for outcome in [Outcome.transient(Self.fault), throttled, .uncertain(Self.fault)] {
            #expect(
                Self.after(outcome, .copy, age: fresh)
                    == .retry(at: outcome == throttled ? Self.afterLater : Self.again))
            #expect(Self.after(outcome, .copy, age: .days(3)) == .failed(Self.fault))
        }
    }

    @Test func acknowledgementIsTriedUntilItIsTooOld() {
        let fresh = Interval(milliseconds: Interval.days(3).milliseconds - 1)
        #expect(Self.after(.transient(Self.fault), .acknowledgement, age: fresh) == .retry(at: Self.again))
        #expect(Self.after(.transient(Self.fault), .acknowledgement, age: .days(3)) == .failed(Self.fault))
        let throttled = Outcome.throttled(Self.fault, until: Self.later)
        #expect(Self.after(throttled, .acknowledgement, age: fresh) == .retry(at: Self.afterLater))
        #expect(Self.after(throttled, .acknowledgement, age: .days(3)) == .failed(Self.fault))
    }

    @Test func whatTheServerAsksForIsWaitedForAndTheBackoffAtLeast() {
        func hinted(_ hint: Interval) -> JobState {
            Self.after(.transient(Fault(replyCode: 451, cause: "busy", retryAfter: hint)), .acknowledgement)
        }
        #expect(hinted(.minutes(5)) == .retry(at: Self.now + .minutes(5)))
        #expect(hinted(.seconds(1)) == .retry(at: Self.again))
    }

    @Test func uncertainAcknowledgementIsSentAgainOnceAtMost() {
        let outcome = Outcome.uncertain(Self.fault)
        #expect(Self.after(outcome, .acknowledgement) == .uncertain(at: Self.again))
        #expect(Self.after(outcome, .acknowledgement, uncertainties: 1) == .held(.uncertain(Self.fault)))
        #expect(Self.after(outcome, .acknowledgement, uncertainties: 9) == .held(.uncertain(Self.fault)))
        // Too old to be of use, and it may have arrived: never sent again, and nobody may call it failed.
        #expect(Self.after(outcome, .acknowledgement, age: .days(3)) == .held(.uncertain(Self.fault)))
    }

    @Test func rescueSendsAgainOnlyWhatWasNotHandedOver() {
        #expect(JobState.rescued(.delivery, handedOver: false) == .pending)
        #expect(JobState.rescued(.delivery, handedOver: true) == .pending)
        #expect(JobState.rescued(.acknowledgement, handedOver: false) == .pending)
        guard case .held(.uncertain) = JobState.rescued(.acknowledgement, handedOver: true) else {
            Issue.record("an acknowledgement that may have been sent must wait for a person")
            return
        }
    }

    @Test func openAndSettledNeverOverlap() {
        let states: [(JobState, open: Bool, settled: Bool)] = [
            (.pending, true, false), (.claimed, false, false), (.retry(at: Self.now), true, false),
            (.uncertain(at: Self.now), true, false), (.done(.vanished), false, true),
            (.held(.limit("size")), false, false), (.failed(Self.fault), false, true),
        ]
        for (state, open, settled) in states {
            #expect(state.isOpen == open)
            #expect(state.isSettled == settled)
        }
    }

    @Test func faultSaysTheLineOnce() {
        #expect(Self.fault.description == "mail.example.test:587 DATA: busy")
        #expect(Fault(line: "451 busy", cause: "refused").description == "refused: 451 busy")
        #expect(Fault(line: "451 busy", cause: "it said 451 busy").description == "it said 451 busy")
    }
}
