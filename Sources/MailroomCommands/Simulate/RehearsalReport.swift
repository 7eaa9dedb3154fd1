import MailRehearsal
import MailRouting

/// What became of a simulated week, beside what should have.
struct RehearsalReport: Sendable {
    private let title: String
    private let judged: [JudgedMessage]
    private let findings: [String]
    /// False: the run was given up before everything was dealt with.
    let isComplete: Bool
    /// How many of a hundred messages are right in everything: decided so, there once, in its place, acknowledged once
    /// where that is due and never where it is not.
    let percentRight: Double
    private let acknowledgements: Int

    /// - Parameters:
    ///   - places: The departments each message stands in, once for each copy.
    ///   - acknowledged: How often each message was acknowledged.
    init(
        _ title: String, _ judged: [JudgedMessage], places: [MessageID: [DepartmentName]],
        acknowledged: [MessageID: Int], isComplete: Bool
    ) {
        self.title = title
        self.judged = judged
        self.isComplete = isComplete
        acknowledgements = acknowledged.values.reduce(0, +)
        let arrivals = Dictionary(grouping: judged) { $0.message.messageID }
        let threads = Dictionary(grouping: judged) { $0.message.mark.thread }.mapValues { messages in
            Set(messages.map(\.message.messageID)).reduce(0) { $0 + (acknowledged[$1] ?? 0) }
        }
        var findings: [String] = []
        var right = 0
        for item in judged {
            let mark = item.message.mark
            var wrong = JudgedMessage.Aspect.allCases.compactMap { aspect -> String? in
                let (expected, actual) = (aspect.expected(of: item), aspect.actual(of: item))
                return expected == actual ? nil : "\(aspect.rawValue) \(actual), not \(expected)"
            }
            let standing = places[item.message.messageID] ?? []
            let copies = arrivals[item.message.messageID]?.count ?? 1
            if standing.count < copies { wrong.append("lost: \(standing.count) of \(copies) are there") }
            if standing.count > copies { wrong.append("doubled: \(standing.count) are there, \(copies) arrived") }
            if let other = standing.first(where: { $0 != mark.department }) { wrong.append("stands in \(other)") }
            let answers = threads[mark.thread] ?? 0
            let due = mark.template == nil ? 0 : 1
            if answers != due { wrong.append("acknowledged \(answers) times, not \(due)") }
            if wrong.isEmpty {
                right += 1
            } else {
                findings.append("  \(mark.type) \(mark.message): \(wrong.joined(separator: "; "))")
            }
        }
        self.findings = findings
        percentRight = judged.isEmpty ? 100 : Double(right) * 100 / Double(judged.count)
    }

    /// How many messages it is about.
    var count: Int { judged.count }

    var lines: [String] {
        var lines = ["\(title): \(judged.count) messages, \(acknowledgements) acknowledgements", ""]
        for aspect in JudgedMessage.Aspect.allCases {
            let pairs = judged.map { (expected: aspect.expected(of: $0), actual: aspect.actual(of: $0)) }
            lines += ConfusionTable(aspect.rawValue, pairs).lines + [""]
        }
        for latency in Latency.stages(of: judged.map(\.walk)) { lines.append(latency.line) }
        lines.append("")
        if !isComplete { lines.append("NOT FINISHED: not everything was dealt with in time") }
        if findings.isEmpty {
            lines.append("Every message is where it belongs, once; every thread that is due was acknowledged, once.")
        } else {
            lines.append("WRONG:")
            lines += findings
        }
        return lines
    }
}
