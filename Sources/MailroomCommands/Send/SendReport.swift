import Foundation
import MailAgent
import MailRouting

/// What `mailroom send` prints: a line for each status of each letter, and a summary.
struct SendReport {
    private let format: OutputFormat
    private let start = ContinuousClock.now
    private(set) var sent = 0
    private(set) var failed = 0
    let progress: SendProgress

    init(_ format: OutputFormat, count: Int) {
        self.format = format
        progress = SendProgress(count: count)
    }

    func queued(_ letter: TestLetter) throws { try show("queued", letter, host: nil, reply: nil, problem: nil) }

    mutating func done(_ letter: TestLetter, _ result: LetterSender.Result) throws {
        progress.clear()
        if case .completed(.accepted(let reply)) = result.outcome {
            sent += 1
            try show("sent", letter, host: result.host, reply: reply, problem: nil)
        } else {
            failed += 1
            try show("failed", letter, host: result.host, reply: nil, problem: Self.problem(result.outcome))
        }
    }

    func finish() throws {
        let seconds = Int((ContinuousClock.now - start).components.seconds)
        var buffer = OutputBuffer()
        switch format {
        case .table: try buffer.write(line: "\(sent) sent, \(failed) failed, in \(seconds) s")
        case .jsonl:
            var line = JSONLine()
            line.add("status", "summary")
            line.add("sent", sent)
            line.add("failed", failed)
            line.add("seconds", seconds)
            try buffer.write(line.line)
        }
        try buffer.flush()
    }

    private func show(
        _ status: String, _ letter: TestLetter, host: SubmissionHostName?, reply: String?, problem: String?
    ) throws {
        var buffer = OutputBuffer()
        switch format {
        case .table:
            let what = ColumnText.fitted("\(letter.template) (\(letter.language.tag))", to: 30)
            let color: TextStyle.Emphasis = status == "sent" ? .green : status == "failed" ? .red : .faint
            let word = TextStyle.standardOutput.paint(ColumnText.fitted(status, to: 7), color)
            let rest = ["to \(letter.recipient.spec)", host?.rawValue, reply ?? problem].compactMap { $0 }
            try buffer.write(
                line: "\(word) \(what) \(ColumnText.harmless(rest.joined(separator: "  "), atMost: 400))")
        case .jsonl:
            var line = JSONLine(capacity: 300)
            line.add("status", status)
            line.add("template", letter.template.rawValue)
            line.add("language", letter.language.tag)
            line.add("to", letter.recipient.spec)
            line.add("department", letter.department.rawValue)
            line.add("message_id", letter.messageID.rawValue)
            line.add("host", host?.rawValue)
            line.add("reply", reply)
            line.add("problem", problem)
            try buffer.write(line.line)
        }
        try buffer.flush()
    }

    private static func problem(_ outcome: Outcome) -> String {
        switch outcome {
        case .completed: "not accepted"
        case .transient(let fault), .throttled(let fault, _), .permanent(let fault): fault.description
        case .uncertain(let fault): "may have been sent: \(fault)"
        case .hold(let reason): reason.fault.description
        }
    }
}

/// What it waits for, on a terminal: one line of standard error that rewrites itself.
struct SendProgress: Sendable {
    private let count: Int
    init(count: Int) { self.count = count }

    func wait(_ interval: Interval) {
        let seconds = (interval.milliseconds + 999) / 1000
        ProgressLine.shared.show("\(count) letters: the limits allow the next in \(seconds) s")
    }

    func clear() { ProgressLine.shared.clear() }
}
