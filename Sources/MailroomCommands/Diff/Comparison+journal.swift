import MailJournal
import MailRouting

/// Past messages as the journal keeps them, decided again by both sets of rules.
extension Comparison {
    /// Arrivals read at once: a page of long headers stays within a few megabytes.
    private static let pageSize = 200

    /// Both sides see what was kept: neither knows the text, so a condition on it is unknown to both.
    func outcome(of kept: KeptArrival) -> Outcome {
        let message = kept.message()
        let change = DecisionChange(
            of: "#\(kept.id)", subject: message.subject, old: old.router.decide(message, kept.circumstances),
            new: new.router.decide(message, kept.circumstances))
        return change.map { .changed($0) } ?? .same
    }

    /// Calls `body` with the outcome of every arrival recorded since the instant, in order.
    func forEachOutcome(
        in journal: Journal, since instant: Instant, _ body: (Outcome) throws -> Void
    ) async throws {
        var last: ArrivalID?
        while true {
            let page = try await JournalFile.look { [last] () async throws(JournalFault) in
                try await journal.arrivals(since: instant, after: last, limit: Self.pageSize)
            }
            for kept in page { try body(outcome(of: kept)) }
            guard page.count == Self.pageSize else { return }
            last = page.last?.id
        }
    }
}
