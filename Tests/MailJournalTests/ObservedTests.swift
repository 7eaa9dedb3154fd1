import MailJournal
import MailRouting
import Testing

/// Mail that was there before the first contact, decided about and left alone.
@Suite struct ObservedTests {
    @Test func whatWasThereIsObservedAndWhatComesIsNot() async throws {
        try await Bench.run { bench in
            let mailbox = try await bench.contact(next: 3, backlog: .observe)
            #expect(mailbox.watermark == nil)
            let recorded = try await bench.record(
                (1...3).map { try Bench.arrival($0, in: mailbox) }, in: mailbox, backlog: .observe)
            #expect(recorded.map(\.isObserved) == [true, true, false])
            #expect(recorded.map(\.disposition) == [.new, .new, .new])
            _ = try await bench.journal.commit(recorded.map { decided($0) }, now: Bench.start)
            let summary = try await bench.journal.summary()
            #expect(summary.arrivals == [.observed: 2, .routing: 1])
            #expect(summary.deliveries == ["pending": 1])
            #expect(summary.acknowledgements == ["waiting": 1])
            let kept = try await bench.journal.arrivals(since: Bench.start, after: nil, limit: 10)
            #expect(kept.map(\.state) == [.observed, .observed, .routing])
            #expect(kept.allSatisfy { $0.decision.department == "support" })
        }
    }

    @Test func anObservationThatWasInterruptedStaysOne() async throws {
        try await Bench.run { bench in
            let mailbox = try await bench.contact(next: 3, backlog: .observe)
            _ = try await bench.record([Bench.arrival(1, in: mailbox)], in: mailbox, backlog: .observe)
            // Another configuration: what was begun is finished as it was meant.
            let reopened = try bench.reopened()
            let again = try await reopened.contact(
                Bench.info, MailboxStatus(uidValidity: UIDValidity(1), uidNext: #require(UID(3)), exists: 2),
                backlog: .route, now: Bench.start)
            #expect(again.change == .unchanged)
            let left = try await reopened.undecided(in: again, limit: 10)
            #expect(left.map(\.isObserved) == [true])
        }
    }

    @Test func anotherUIDVALIDITYTellsThemFromNewMail() async throws {
        try await Bench.run { bench in
            let old = Bench.start - .days(1)
            let first = try await bench.contact(next: 4, backlog: .observe)
            let arrivals = try (1...3).map { try Bench.arrival($0, in: first, content: "old \($0)", date: old) }
            let recorded = try await bench.record(Array(arrivals.prefix(2)), in: first, backlog: .observe)
            // The first is observed, the second not any more, the third was not even seen.
            _ = try await bench.journal.commit([decided(recorded[0])], now: Bench.start)
            let second = try await bench.contact(validity: 2, next: 5, backlog: .observe)
            let found = try await bench.record(
                try (1...3).map { try Bench.arrival($0, in: second, content: "old \($0)", date: old) }
                    + [Bench.arrival(4, in: second, content: "new")], in: second, backlog: .observe)
            #expect(found.map(\.disposition) == [.known, .new, .new, .new])
            #expect(found.map(\.isObserved) == [false, true, true, false])
        }
    }

    private func decided(_ recorded: RecordedArrival) -> DecidedArrival {
        let item = Bench.decided(recorded, key: "\(recorded.id)")
        return DecidedArrival(
            id: item.id, decision: item.decision, circumstances: item.circumstances, ruleSet: item.ruleSet,
            source: item.source, destination: item.destination, acknowledgement: item.acknowledgement,
            isObserved: recorded.isObserved)
    }
}
