import Foundation
import MailAgent
import MailJournal
import MailRouting

/// Whether acknowledgements go out, and how those stand that were written down.
struct SendingReport {
    private let sending: StormBreaker.State
    /// Only acknowledgements; by state, in the order of the alphabet.
    private let jobs: [(state: String, count: Int)]

    init(_ summary: JournalSummary) {
        sending = summary.sending
        jobs = summary.acknowledgements.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    func text(as format: OutputFormat) -> String {
        switch format {
        case .table:
            let counts = jobs.map { "\($0.count) \($0.state)" }.joined(separator: ", ")
            return sending.advice + (since.map { "\nsince \($0)" } ?? "")
                + "\n\(counts.isEmpty ? "none was written down yet" : counts)"
        case .jsonl:
            var line = JSONLine()
            line.add("state", state)
            line.add("since", since)
            line.add("reason", sending.isClosed ? nil : sending.description)
            var counts = JSONLine()
            for job in jobs { counts.add(job.state, job.count) }
            line.add("jobs", counts)
            return line.text
        }
    }

    private var state: String {
        switch sending {
        case .closed: "closed"
        case .open: "open"
        case .paused: "paused"
        }
    }

    /// Nil when they never were stopped.
    private var since: String? {
        guard sending.since.milliseconds > 0 else { return nil }
        return Date(timeIntervalSince1970: TimeInterval(sending.since.milliseconds / 1000)).formatted(.iso8601)
    }
}
