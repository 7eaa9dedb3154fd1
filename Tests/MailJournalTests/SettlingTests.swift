import MailJournal
import MailRouting
import Testing

/// Transaction 4: the next state, the arrival's account, the acknowledgement that waits; and rescue.
@Suite struct SettlingTests {
    static let table: [(Outcome, state: String, arrival: ArrivalState, acknowledgement: String)] = [
        (.completed(.delivered(nil)), "done", .routed, "pending"),
        (.completed(.vanished), "done", .vanished, "dropped"),
        (.completed(.dropped("by a person")), "dropped", .vanished, "dropped"),
        (.transient(Bench.fault), "retry", .routing, "waiting"),
        (.throttled(Bench.fault, until: Bench.start), "retry", .routing, "waiting"),
        (.uncertain(Bench.fault), "retry", .routing, "waiting"),
        (.permanent(Bench.fault), "held", .held, "waiting"),
        (.hold(.limit("size")), "held", .held, "waiting"),
    ]

    @Test(arguments: table.indices)
    func bringsArrivalAndAcknowledgementAlong(row: Int) async throws {
        let (outcome, state, arrival, acknowledgement) = Self.table[row]
        try await Bench.run { bench in
            let info = try await bench.contact()
            let recorded = try await bench.record(1...1, in: info)
            _ = try await bench.journal.commit([Bench.decided(recorded[0], key: "a")], now: Bench.start)
            #expect(try await bench.claimAcknowledgement() == nil, "waits for its delivery")
            let next = try await bench.deliver(as: outcome)
            #expect(
                next
                    == JobState.after(
                        outcome,
                        JobState.Context(
                            kind: .delivery, attempt: 1, uncertainties: 0, createdAt: Bench.start, now: Bench.start,
                            policy: .delivery, random: 0.5)))
            let summary = try await bench.reopened().summary()
            #expect(summary.deliveries == [state: 1])
            #expect(summary.arrivals == [arrival: 1])
            #expect(summary.acknowledgements == [acknowledgement: 1])
            #expect(summary.isQuiet == (acknowledgement == "dropped" || state == "held"))
            #expect((try await bench.claimAcknowledgement() != nil) == (acknowledgement == "pending"))
        }
    }

    @Test func acknowledgementHasAllItNeeds() async throws {
        try await Bench.run { bench in
            let info = try await bench.contact()
            let recorded = try await bench.record(1...1, in: info)
            _ = try await bench.journal.commit(
                [Bench.decided(recorded[0], to: Bench.info, key: "a", priority: .high)], now: Bench.start)
            let job = try #require(try await bench.claimAcknowledgement())
            #expect(job.priority == .high)
            #expect(job.attempt == 1)
            #expect(
                job.acknowledgement
                    == Acknowledgement(
                        template: "quality_complaint", language: .german, department: "support",
                        recipient: Address(displayName: "Ana Ö.", localPart: "customer", domain: "customer.example"),
                        messageID: "a@us.example", header: Array("Subject: 1\r\n\r\n".utf8),
                        fingerprint: Fingerprint(digest: "\(Bench.info) 1", size: 1000),
                        arrivedAt: Bench.start + .seconds(1)))
            #expect(
                try await bench.settle(job.id, .uncertain(Bench.fault)) == .uncertain(at: Bench.start + .seconds(15)))
            let again = try #require(try await bench.claimAcknowledgement(now: Bench.start + .minutes(2)))
            #expect(again.acknowledgement == job.acknowledgement, "the same Message-ID for every attempt")
            #expect(
                try await bench.settle(again.id, .uncertain(Bench.fault), now: Bench.start + .minutes(2))
                    == .held(.uncertain(Bench.fault)))
        }
    }

    @Test func nothingIsSettledOrNotedWithoutAClaim() async throws {
        try await Bench.run { bench in
            let info = try await bench.contact()
            let recorded = try await bench.record(1...2, in: info)
            _ = try await bench.journal.commit(recorded.map { Bench.decided($0) }, now: Bench.start)
            let job = try #require(
                try await bench.journal.claimDeliveries(from: "info", limit: 1, now: Bench.start).first)
            let unclaimed = JobID(job.id.value + 1)
            let before = try await bench.journal.summary()
            let settled = await faultKind { () async throws(JournalFault) in
                _ = try await bench.journal.settle(
                    [job.id, unclaimed].map { Settlement(job: $0, outcome: .completed(.vanished), random: 0) },
                    now: Bench.start)
            }
            #expect(settled == .other)
            #expect(try await bench.journal.summary() == before, "as a whole")
            let noted = await faultKind { () async throws(JournalFault) in
                try await bench.journal.note(.untouched, of: [job.id, unclaimed])
            }
            #expect(noted == .other)
            let handedOver = await faultKind { () async throws(JournalFault) in
                try bench.journal.noteHandover(of: unclaimed)
            }
            #expect(handedOver == .other)
            try await bench.settle(job.id, .completed(.vanished))
            let twice = await faultKind { () async throws(JournalFault) in
                _ = try await bench.journal.settle(
                    [Settlement(job: job.id, outcome: .completed(.vanished), random: 0)], now: Bench.start)
            }
            #expect(twice == .other)
        }
    }

    @Test func rescueSendsAgainOnlyWhatWasNotHandedOver() async throws {
        try await Bench.run { bench in
            let info = try await bench.contact()
            let recorded = try await bench.record(1...3, in: info)
            _ = try await bench.journal.commit(
                recorded.map { Bench.decided($0, to: Bench.info, key: "\($0.id)") }, now: Bench.start)
            let first = try #require(try await bench.claimAcknowledgement())
            let second = try #require(try await bench.claimAcknowledgement())
            try bench.journal.noteHandover(of: second.id)

            let reopened = try bench.reopened()
            #expect(try await reopened.rescue(now: Bench.start) == 2)
            #expect(try await reopened.rescue(now: Bench.start) == 0)
            #expect(try await reopened.summary().acknowledgements == ["pending": 2, "held": 1])
            let again = try #require(try await bench.claimAcknowledgement())
            #expect(again.id == first.id)
            #expect(again.attempt == 2)
            // A hand-over counts for its own attempt only.
            try bench.journal.noteHandover(of: again.id)
            try await bench.settle(again.id, .transient(Bench.fault))
            let later = Bench.start + .minutes(10)
            let third = try #require(try await bench.claimAcknowledgement(now: later))
            let other = try #require(try await bench.claimAcknowledgement(now: later))
            #expect(Set([third.attempt, other.attempt]) == [3, 1])
            #expect(try await reopened.rescue(now: later) == 2)
            #expect(try await reopened.summary().acknowledgements == ["pending": 2, "held": 1])
        }
    }
}
