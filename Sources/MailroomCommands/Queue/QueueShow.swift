import ArgumentParser
import Foundation
import MailJournal
import MailRouting

/// `mailroom queue show`: one job with every try of it.
struct QueueShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows one job: what it is, every try with what came of it, and what comes next.",
        discussion: """
            The object of --format jsonl is that of 'queue list' with history [number, ended_at, outcome, host, detail].

            EXAMPLES
              mailroom queue show 17
              mailroom queue show 17 --format jsonl | jq '.history[-1]'
            """)

    @OptionGroup var place: ConfigurationOption
    @OptionGroup var output: FormatOption

    @Argument(help: ArgumentHelp("The number 'mailroom queue' shows.", valueName: "job"))
    var job: Int64

    func run() async throws {
        let journal = try JournalFile.open(of: place)
        let id = JobID(job)
        let found = try await JournalFile.look { () async throws(JournalFault) in try await journal.queued(id) }
        guard let found else {
            Terminal.note("there is no job \(job); 'mailroom queue list' shows the numbers")
            throw ExitStatus.findings.code
        }
        let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        var buffer = OutputBuffer()
        switch output.format {
        case .jsonl:
            var line = found.job.json(now: now)
            line.add("history", found.attempts.map(\.json))
            try buffer.write(line.line)
        case .table:
            for text in lines(found.job, found.attempts, now) {
                try buffer.write(line: ColumnText.harmless(text, atMost: 1000))
            }
        }
        try buffer.flush()
    }

    private func lines(_ job: QueuedJob, _ attempts: [JobAttempt], _ now: Instant) -> [String] {
        var facts: [(String, String?)] = [
            ("job", "\(job.id), \(job.kind.rawValue), \(job.state.rawValue), \(job.priority.name)"),
            ("message", "#\(job.arrival): 'mailroom explain --arrival \(job.arrival)' shows it"),
            ("department", job.department.rawValue), ("to", job.recipient ?? job.destination?.description),
            ("template", job.template?.rawValue), ("message-id", job.messageID?.bracketed),
            ("made", job.createdAt.timestamp),
        ]
        for attempt in attempts {
            let host = attempt.host.map { " at \($0)" } ?? ""
            facts.append(
                (
                    "try \(attempt.number)",
                    "\(attempt.endedAt.timestamp)\(host): \(attempt.outcome)"
                        + (attempt.detail.map { ", \($0)" } ?? "")
                ))
        }
        facts.append(("next", job.next(now: now)))
        return facts.compactMap { name, value in value.map { "\(ColumnText.fitted(name, to: 11)) \($0)" } }
    }
}

extension JobAttempt {
    fileprivate var json: JSONLine {
        var line = JSONLine()
        line.add("number", number)
        line.add("ended_at", endedAt.timestamp)
        line.add("outcome", outcome)
        line.add("host", host?.rawValue)
        line.add("detail", detail)
        return line
    }
}
