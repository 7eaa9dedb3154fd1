import MailJournal
import MailRouting
import Testing

/// The queue as a person sees and changes it, and what the lanes make of the changes.
@Suite struct QueueTests {
    private func one(_ body: (Bench, JobID) async throws -> Void) async throws {
        try await Bench.run { bench in
            try await RateLimitTests.fill(bench, 1)
            let job = try #require(
                try await bench.journal.queue(of: [.acknowledgement], in: JobStateName.allCases, limit: 9).first)
            #expect(job.state == .pending && job.recipient?.hasPrefix("c\(job.arrival)@") == true && job.attempts == 0)
            try await body(bench, job.id)
        }
    }

    private func ask(
        _ bench: Bench, _ request: JobRequest, _ id: JobID, now: Instant = Bench.start
    ) async throws -> JobRequest.Answer? {
        // As another process does, beside the agent.
        try await Journal(joining: bench.path).request(request, for: id, now: now)
    }

    @Test func heldIsNotSentUntilReleased() async throws {
        try await one { (bench: Bench, id: JobID) async throws -> Void in
            #expect(try await ask(bench, .hold, id) == .held)
            #expect(try await ask(bench, .hold, id) == .unchanged)
            #expect(try await bench.claimAcknowledgement() == nil)
            #expect(try await ask(bench, .release, id) == .released)
            #expect(try await ask(bench, .release, id) == .unchanged)
            #expect(try await bench.claimAcknowledgement()?.id == id)
            for request in JobRequest.allCases { #expect(try await ask(bench, request, id) == .refused(.claimed)) }
            try await bench.settle(id, .completed(.accepted("250 done")))
            #expect(try await ask(bench, .retry, id) == .refused(.settled))
            #expect(try await ask(bench, .drop, JobID(4711)) == nil)
        }
    }

    @Test func failedIsSentAgainWithItsHistory() async throws {
        try await one { (bench: Bench, id: JobID) async throws -> Void in
            let first = try #require(try await bench.claimAcknowledgement())
            try await bench.settle(first.id, .transient(Bench.fault))
            let second = try #require(try await bench.claimAcknowledgement(now: Bench.start + .minutes(2), on: "spare"))
            try await bench.settle(second.id, .permanent(Bench.fault), now: Bench.start + .minutes(2))
            // Two days later three days count from the request, not from the message.
            let later = Bench.start + .days(2)
            #expect(try await ask(bench, .retry, id, now: later) == .requeued)
            let third = try #require(try await bench.claimAcknowledgement(now: later))
            #expect(third.attempt == 1)
            let state = try await bench.settle(third.id, .transient(Bench.fault), now: later)
            #expect(state == .retry(at: later + .seconds(15)))
            let found = try #require(try await bench.journal.queued(id))
            #expect(found.attempts.map(\.outcome) == ["retry", "failed", "retry"])
            #expect(found.attempts.map(\.host) == ["main", "spare", "main"])
            #expect(found.attempts.allSatisfy { $0.detail == Bench.fault.description })
            #expect(found.job.state == .retry && found.job.due == later + .seconds(15) && found.job.host == "main")
        }
    }

    @Test func droppedIsNeverSent() async throws {
        try await one { (bench: Bench, id: JobID) async throws -> Void in
            #expect(try await ask(bench, .drop, id) == .dropped)
            #expect(try await bench.claimAcknowledgement() == nil)
            #expect(try await bench.journal.summary().acknowledgements == ["dropped": 1])
        }
    }

    @Test func retryMakesDueAtOnce() async throws {
        try await one { (bench: Bench, id: JobID) async throws -> Void in
            let job = try #require(try await bench.claimAcknowledgement())
            try await bench.settle(job.id, .transient(Bench.fault))
            #expect(try await bench.claimAcknowledgement() == nil)
            #expect(try await ask(bench, .retry, id) == .requeued)
            #expect(try await bench.claimAcknowledgement(now: Bench.start + .minutes(1)) != nil)
        }
    }

    @Test func throttledAttemptDoesNotCount() async throws {
        try await one { (bench: Bench, id: JobID) async throws -> Void in
            var now = Bench.start
            for _ in 0..<5 {
                let job = try #require(try await bench.claimAcknowledgement(now: now))
                #expect(job.attempt == 1)
                let pause = now + .minutes(10)
                // Half of the first ceiling of 30 seconds, after the pause.
                let state = try await bench.settle(job.id, .throttled(Bench.fault, until: pause), now: now)
                now = pause + .seconds(15)
                #expect(state == .retry(at: now))
            }
            let found = try #require(try await bench.journal.queued(id))
            #expect(found.job.attempts == 0 && found.attempts.map(\.outcome) == Array(repeating: "throttled", count: 5))
            #expect(found.attempts.map(\.number) == [1, 2, 3, 4, 5])
        }
    }

    /// What one host may have taken is not given to another, which could not know it again.
    @Test func uncertainStaysWithItsHost() async throws {
        try await one { (bench: Bench, id: JobID) async throws -> Void in
            let job = try #require(try await bench.claimAcknowledgement())
            try await bench.settle(job.id, .uncertain(Bench.fault))
            let later = Bench.start + .hours(1)
            #expect(try await bench.claimAcknowledgement(now: later, on: "spare") == nil)
            #expect(try await bench.journal.nextAcknowledgement(on: "spare", limits: RateLimits(), now: later) == nil)
            #expect(try await ask(bench, .retry, id) == .requeued)
            #expect(try await bench.claimAcknowledgement(now: later, on: "spare") == nil)
            #expect(try await bench.claimAcknowledgement(now: later)?.id == id)
            #expect(try await bench.settle(id, .uncertain(Bench.fault), now: later) == .held(.uncertain(Bench.fault)))
        }
    }

    @Test func uncertainAtAHostThatIsGoneIsHeld() async throws {
        try await one { (bench: Bench, id: JobID) async throws -> Void in
            let job = try #require(try await bench.claimAcknowledgement())
            try await bench.settle(job.id, .uncertain(Bench.fault))
            #expect(try await bench.journal.expireAcknowledgements(hosts: ["main"], now: Bench.start) == 0)
            #expect(try await bench.journal.expireAcknowledgements(hosts: ["new"], now: Bench.start) == 1)
            #expect(try await bench.journal.queued(id)?.job.state == .held)
        }
    }

    /// Also what no host could be tried for, because all were down.
    @Test func whatWasNeverTriedFailsAfterThreeDays() async throws {
        try await one { (bench: Bench, id: JobID) async throws -> Void in
            let limit = Bench.start + .days(3)
            #expect(try await bench.journal.expireAcknowledgements(hosts: ["main"], now: limit) == 0)
            #expect(
                try await bench.journal.expireAcknowledgements(hosts: ["main"], now: limit + .milliseconds(1)) == 1)
            let job = try #require(try await bench.journal.queued(id)?.job)
            #expect(job.state == .failed && job.detail == "not sent within three days")
            #expect(try await ask(bench, .retry, id, now: limit + .hours(1)) == .requeued)
            #expect(try await bench.journal.expireAcknowledgements(hosts: ["main"], now: limit + .days(1)) == 0)
        }
    }

    @Test func heldDeliveryGoesOn() async throws {
        try await Bench.run { bench in
            let info = try await bench.contact()
            let recorded = try await bench.record(1...1, in: info)
            _ = try await bench.journal.commit([Bench.decided(recorded[0], key: "a")], now: Bench.start)
            #expect(try await bench.deliver(as: .permanent(Bench.fault)) == .held(.refused(Bench.fault)))
            let jobs = try await bench.journal.queue(
                of: [.delivery, .acknowledgement], in: JobStateName.allCases, limit: 9)
            #expect(jobs.map(\.state) == [.held, .waiting])
            let (delivery, acknowledgement) = (jobs[0].id, jobs[1].id)
            #expect(try await ask(bench, .retry, acknowledgement) == .refused(.waiting))
            #expect(try await ask(bench, .hold, acknowledgement) == .held)
            #expect(try await ask(bench, .drop, delivery) == .refused(.delivery))
            #expect(try await ask(bench, .release, delivery) == .released)
            #expect(try await bench.journal.summary().arrivals[.routing] == 1)
            #expect(try await ask(bench, .release, acknowledgement) == .released)
            #expect(try await bench.claimAcknowledgement() == nil, "it waits for its delivery again")
            try await bench.deliver(as: try Bench.delivered(uid: 1))
            #expect(try await bench.claimAcknowledgement()?.id == acknowledgement)
        }
    }

    @Test func changesNothingWhereThereIsNoJournal() async throws {
        let kind = await faultKind { () throws(JournalFault) in _ = try Journal(joining: "/nowhere/journal.sqlite") }
        #expect(kind == .cannotOpen)
    }
}
