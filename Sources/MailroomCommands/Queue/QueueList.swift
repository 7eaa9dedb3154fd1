public import ArgumentParser
import Foundation
import MailJournal
public import MailRouting

/// `mailroom queue list`: jobs in the order they are taken in.
struct QueueList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract:
            "Lists jobs in the order they are taken in: acknowledgements unless told otherwise, and not what is done.",
        discussion: """
            The objects of --format jsonl have the keys job, kind, state, priority, department, arrival, created_at, \
            due_at, attempts, host, template, recipient, message_id, destination, detail, next, simulated. Times are RFC 3339 \
            in UTC; a due_at that has passed means at once, as the limits allow.

            EXAMPLES
              mailroom queue list
              mailroom queue list --kind delivery --kind copy
              mailroom queue list --state failed --format jsonl | jq -r .detail
            """)

    @OptionGroup var place: ConfigurationOption
    @OptionGroup var output: FormatOption

    @Option(name: .customLong("kind"), help: "delivery, copy, undo or acknowledgement; may be given several times.")
    var kinds: [JobKind] = [.acknowledgement]

    @Option(
        name: .customLong("state"),
        help: "waiting, pending, claimed, retry, uncertain, held, failed, done or dropped; may be given several times.")
    var states: [JobStateName] = []

    @Option(help: "The most jobs to list.")
    var limit = 1000

    func run() async throws {
        let journal = try JournalFile.open(of: place)
        let states = states.isEmpty ? JobStateName.allCases.filter { $0 != .done && $0 != .dropped } : states
        let (kinds, limit) = (kinds, max(1, limit))
        let jobs = try await JournalFile.look { () async throws(JournalFault) in
            try await journal.queue(of: kinds, in: states, limit: limit)
        }
        var buffer = OutputBuffer()
        let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        switch output.format {
        case .jsonl: for job in jobs { try buffer.write(job.json(now: now).line) }
        case .table:
            if jobs.isEmpty { try buffer.write(line: "nothing waits") } else { try table(jobs, now, &buffer) }
        }
        try buffer.flush()
    }

    private func table(_ jobs: [QueuedJob], _ now: Instant, _ buffer: inout OutputBuffer) throws {
        let style = TextStyle.standardOutput
        let whom = max(20, min(48, Terminal.columns - 84))
        func row(_ cells: [String]) -> String {
            zip(cells, [7, 10, 9, 12, whom, 8]).map { ColumnText.fitted($0, to: $1) }.joined(separator: " ")
        }
        try buffer.write(
            line: style.paint(row(["JOB", "STATE", "PRIORITY", "DEPARTMENT", "TO", "TRIES"]) + " NEXT", .faint))
        for job in jobs {
            let cells = [
                job.id.description, job.state.rawValue, job.priority.name, job.department.rawValue,
                job.recipient ?? job.destination?.description ?? "", String(job.attempts),
            ]
            let rest = ColumnText.harmless(job.next(now: now), atMost: 200)
            let isTrouble = job.state == .held || job.state == .failed
            try buffer.write(line: "\(row(cells)) \(isTrouble ? style.paint(rest, .yellow) : rest)")
        }
    }
}

extension JobKind: ExpressibleByArgument {}
extension JobStateName: ExpressibleByArgument {}

extension QueuedJob {
    /// What happens next, in words.
    func next(now: Instant) -> String {
        switch state {
        case .waiting: "when its message is delivered"
        case .claimed: "under way"
        case .pending, .retry, .uncertain:
            (due.map { $0 <= now ? "at once, as the limits allow" : "in \(Self.words($0 - now))" } ?? "")
                + (state == .uncertain ? "; may have been sent by \(host?.rawValue ?? "its host")" : "")
                + (attempts > 0 ? (detail.map { "; last: \($0)" } ?? "") : "")
        case .held, .failed: "a person: \(detail ?? "")"
        case .done, .dropped: detail ?? "nothing"
        }
    }

    private static func words(_ interval: Interval) -> String {
        let seconds = (interval.milliseconds + 999) / 1000
        if seconds < 120 { return "\(seconds) s" }
        return seconds < 7200 ? "\(seconds / 60) min" : "\(seconds / 3600) h"
    }

    func json(now: Instant) -> JSONLine {
        var line = JSONLine(capacity: 400)
        line.add("job", Int(id.value))
        line.add("kind", kind.rawValue)
        line.add("state", state.rawValue)
        line.add("priority", priority.name)
        line.add("department", department.rawValue)
        line.add("arrival", Int(arrival.value))
        line.add("created_at", createdAt.timestamp)
        line.add("due_at", due?.timestamp)
        line.add("attempts", attempts)
        line.add("host", host?.rawValue)
        line.add("template", template?.rawValue)
        line.add("recipient", recipient)
        line.add("message_id", messageID?.rawValue)
        line.add("destination", destination?.description)
        line.add("detail", detail)
        line.add("next", next(now: now))
        line.add("simulated", isSimulated)
        return line
    }
}

extension Instant {
    /// RFC 3339, UTC; the beginning of time for what is due at once.
    var timestamp: String {
        Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(.iso8601)
    }
}
