import MailRouting
import Testing

@testable import MailJournal

/// Simulated and real mail in one journal: told apart for good, and neither in the other's way.
@Suite struct SimulatedArrivalTests {
    private static let week: SimulationID = "normal-2026-W48-7"
    private static let sink = "rehearsal"

    private static func record(
        _ bench: Bench, _ uids: ClosedRange<Int>, _ simulation: SimulationID?
    ) async throws -> [RecordedArrival] {
        let info = try await bench.contact()
        return try await bench.record(
            uids.map { uid in
                let plain = try Bench.arrival(uid, in: info)
                return Arrival(
                    location: plain.location, fingerprint: plain.fingerprint, internalDate: plain.internalDate,
                    flags: plain.flags, header: plain.header, simulation: simulation)
            }, in: info)
    }

    /// As the agent plans it: to the sink, counted for the author.
    private static func decided(_ recorded: RecordedArrival, author: String) -> DecidedArrival {
        let address = Address(localPart: author, domain: "customer.example")
        let isSimulated = recorded.arrival.simulation != nil
        let plain = Bench.decided(
            recorded, to: Bench.info, key: "\(recorded.id)", recipient: isSimulated ? sink : author,
            domain: isSimulated ? "elsewhere.example" : "customer.example", subject: "\(recorded.id)")
        return DecidedArrival(
            id: plain.id, decision: plain.decision,
            circumstances: Circumstances(
                mailbox: "info", arrivedAt: Bench.start, now: Bench.start, simulation: recorded.arrival.simulation),
            ruleSet: "v1", source: plain.source, destination: plain.destination,
            acknowledgement: plain.acknowledgement.map {
                PlannedAcknowledgement(
                    messageKey: $0.messageKey, messageID: $0.messageID, subject: $0.subject,
                    identity: isSimulated ? SenderIdentity(address).simulated : nil)
            })
    }

    private static func send(_ bench: Bench) async throws -> [Job] {
        var jobs: [Job] = []
        while let job = try await bench.claimAcknowledgement(limits: RateLimits(perMinute: 1000, perHour: 1000)) {
            try await bench.settle(job.id, .completed(.accepted("250")))
            jobs.append(job)
        }
        return jobs
    }

    @Test func theJournalKnowsForGood() async throws {
        try await Bench.run { bench in
            let recorded = try await Self.record(bench, 1...1, Self.week)
            let info = try await bench.contact()
            #expect(try await bench.reopened().undecided(in: info, limit: 9).map(\.arrival.simulation) == [Self.week])
            _ = try await bench.journal.commit([Self.decided(recorded[0], author: "ana")], now: Bench.start)
            guard case .kept(let kept) = try await bench.journal.arrival(recorded[0].id) else {
                Issue.record("it is not kept")
                return
            }
            #expect(kept.circumstances.simulation == Self.week)
            #expect(try await Self.send(bench).map(\.isSimulated) == [true])
        }
    }

    /// A department acknowledges one sender three times a day. Whatever a rehearsal does in his name, he still is.
    @Test func neitherUsesUpTheOthersWindows() async throws {
        try await Bench.run { bench in
            let simulated = try await Self.record(bench, 1...5, Self.week)
            let first = try await bench.journal.commit(
                simulated.map { Self.decided($0, author: "ana") }, now: Bench.start)
            // The sink is one address for all; the author's windows hold, as they would for real mail.
            #expect(first.count { $0.acknowledgement.isSent } == 3)
            let real = try await Self.record(bench, 6...10, nil)
            let second = try await bench.journal.commit(real.map { Self.decided($0, author: "ana") }, now: Bench.start)
            #expect(second.count { $0.acknowledgement.isSent } == 3)
            let more = try await Self.record(bench, 11...13, Self.week)
            let third = try await bench.journal.commit(more.map { Self.decided($0, author: "bob") }, now: Bench.start)
            #expect(third.count { $0.acknowledgement.isSent } == 3)
            let sent = try await Self.send(bench)
            #expect(sent.count { $0.isSimulated } == 6 && sent.count == 9)
        }
    }

    @Test func nobodyBecomesAKnownSenderByARehearsal() async throws {
        try await Bench.run { bench in
            let simulated = try await Self.record(bench, 1...1, Self.week)
            _ = try await bench.journal.commit([Self.decided(simulated[0], author: "ana")], now: Bench.start)
            _ = try await Self.send(bench)
            let sink = "\(Self.sink)@elsewhere.example"
            #expect(try await bench.journal.acknowledged(among: [sink]).isEmpty)
            #expect(try await bench.journal.acknowledged(among: [sink], includingSimulated: true) == [sink])
        }
    }

    @Test func eachIsCountedByItself() async throws {
        try await Bench.run { bench in
            let simulated = try await Self.record(bench, 1...3, Self.week)
            let real = try await Self.record(bench, 4...5, nil)
            _ = try await bench.journal.commit(
                (simulated + real).map { Self.decided($0, author: "c\($0.id)") }, now: Bench.start)
            let first = try #require(try await bench.claimAcknowledgement())
            try await bench.settle(first.id, .completed(.accepted("250")))
            #expect(first.isSimulated)

            let summary = try await bench.journal.summary()
            #expect(summary.arrivals == [.kept: 2] && summary.simulated.arrivals == [.kept: 3])
            #expect(summary.acknowledgements == ["pending": 2])
            #expect(summary.simulated.acknowledgements == ["pending": 2, "done": 1])
            #expect(!summary.isQuiet)
            #expect(try await bench.journal.books().map(\.simulated) == [3])

            let looker = try StatusJournal(path: bench.path)
            let counts = try looker.counts(of: [], now: Bench.start)
            #expect(counts.sent == 0 && counts.simulatedSent == 1)
            #expect(counts.jobs(.acknowledgement, [.pending]) == 2)
            #expect(counts.jobs(.acknowledgement, [.pending], simulated: true) == 2)
            #expect(try looker.flow(since: Bench.start).map(\.count) == [2])
            #expect(try looker.steps(since: Bench.start).steps.count == 2)
            #expect(try looker.steps(since: Bench.start, simulated: true).steps.count == 3)
            for (asked, expected) in [(true, 3), (false, 2), (nil, 5)] as [(Bool?, Int)] {
                let filter = DecisionFilter(since: Bench.start, isSimulated: asked)
                let page = try looker.decisions(filter, after: nil, limit: 10).page
                #expect(page.count == expected)
                #expect(asked == nil || page.allSatisfy { ($0.circumstances.simulation != nil) == asked })
            }
        }
    }

    @Test func aLetterLetsPassWhatComesBeforeIt() async throws {
        try await Bench.run { bench in
            let journal = bench.journal
            let rank = QueueOrder.rank(.normal, created: Bench.start)
            #expect(try await !journal.isOvertaken(rank, now: Bench.start))
            let real = try await Self.record(bench, 1...1, nil)
            _ = try await journal.commit([Self.decided(real[0], author: "ana")], now: Bench.start)
            #expect(try await journal.isOvertaken(rank, now: Bench.start))
            #expect(try await !journal.isOvertaken(rank - .milliseconds(1), now: Bench.start))
            let job = try #require(try await bench.claimAcknowledgement())
            #expect(try await !journal.isOvertaken(rank, now: Bench.start), "it is on its way")
            try await bench.settle(job.id, .completed(.accepted("250")))
            #expect(try await !journal.isOvertaken(rank, now: Bench.start))
            try await journal.pauseSending(now: Bench.start)
            #expect(try await journal.isOvertaken(rank, now: Bench.start))
        }
    }

    /// Removed from the mailboxes: nothing of it waits for a person any more, nothing more is sent about it.
    @Test(arguments: [nil, week, "another"] as [SimulationID?])
    func whatWasRemovedIsLetGoOf(_ asked: SimulationID?) async throws {
        try await Bench.run { bench in
            let isMeant = asked != "another"
            let simulated = try await Self.record(bench, 1...1, Self.week)
            _ = try await bench.journal.commit(
                [Bench.decided(simulated[0], key: "a")].map { item in
                    DecidedArrival(
                        id: item.id, decision: item.decision,
                        circumstances: Circumstances(
                            mailbox: "info", arrivedAt: Bench.start, now: Bench.start, simulation: Self.week),
                        ruleSet: "v1", source: item.source, destination: item.destination,
                        acknowledgement: item.acknowledgement)
                }, now: Bench.start)
            #expect(try await bench.journal.simulatedPlaces() == [Bench.support])
            #expect(
                try await bench.journal.arrivals(of: Self.week, after: nil, limit: 9).map(\.id) == [simulated[0].id])
            try await bench.deliver(as: .permanent(Fault(cause: "too large")))
            #expect(try await bench.journal.summary().simulated.arrivals == [.held: 1])
            let dropped = try await bench.journal.forgetSimulated(asked, now: Bench.start)
            #expect(dropped == (isMeant ? 1 : 0))
            let summary = try await bench.journal.summary()
            #expect(summary.simulated.arrivals == (isMeant ? [.routing: 1] : [.held: 1]))
            #expect(summary.simulated.acknowledgements == (isMeant ? ["dropped": 1] : ["waiting": 1]))
            #expect(summary.unaccounted == 0)
            guard isMeant else { return }
            try await bench.deliver(as: .completed(.vanished))
            #expect(try await bench.journal.summary().simulated.arrivals == [.vanished: 1])
            #expect(try await bench.journal.summary().unaccounted == 0)
        }
    }

    /// Three answers of the sink are no storm; three to real mail are.
    @Test(arguments: [true, false])
    func theSinkMakesNoStorm(isSimulated: Bool) async throws {
        try await Bench.run { bench in
            let recorded = try await Self.record(bench, 1...5, isSimulated ? Self.week : nil)
            let decided = recorded.map { Self.decided($0, author: "c\($0.id)") }
            _ = try await bench.journal.commit(decided, now: Bench.start)
            _ = try await Self.send(bench)
            let answers = try await Self.record(bench, 6...9, nil)
            for (answer, item) in zip(answers, decided) {
                let response = AcknowledgementResponse(
                    kind: .automaticReply, acknowledgements: [try #require(item.acknowledgement).messageID])
                _ = try await bench.journal.commit(
                    [Bench.decided(answer, to: Bench.info, response: response)], now: Bench.start)
            }
            #expect(try await bench.journal.sending().isClosed == isSimulated)
        }
    }
}

extension AcknowledgementDecision {
    fileprivate var isSent: Bool { if case .send = self { true } else { false } }
}
