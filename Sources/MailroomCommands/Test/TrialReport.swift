import MailRouting

/// Trials as a person reads them: those that failed, with what to do next, then how many there were.
struct TrialReport {
    private let style: TextStyle
    private var counts: [Trial.Kind: (all: Int, failed: Int)] = [:]

    init(style: TextStyle) { self.style = style }

    /// What to print of one result; empty for one that is fine.
    mutating func lines(of result: TrialResult) -> [String] {
        let before = counts[result.kind] ?? (0, 0)
        counts[result.kind] = (before.all + 1, before.failed + (result.isFine ? 0 : 1))
        if result.isFine { return [] }
        let heading = ColumnText.harmless("\(result.kind.rawValue) \(result.name)", atMost: 200)
        return ["\(style.paint("FAIL", .red))  \(heading)  \(result.location.short)"]
            + result.failureLines.map { "      " + ColumnText.harmless($0, atMost: 2000) }
    }

    /// `1 of 52 failed: 0 of 40 examples, 1 of 12 cases`
    var summary: String {
        let all = counts.values.reduce(0) { $0 + $1.all }
        let failed = counts.values.reduce(0) { $0 + $1.failed }
        if all == 0 { return "there are no examples and no cases" }
        let parts = Trial.Kind.allCases.compactMap { kind -> String? in
            guard let count = counts[kind] else { return nil }
            return (failed == 0 ? "" : "\(count.failed) of ")
                + "\(count.all) \(kind.rawValue)\(count.all == 1 ? "" : "s")"
        }
        let words = failed == 0 ? "all passed" : "\(failed) of \(all) failed"
        return "\(style.paint(words, failed == 0 ? .green : .red)): \(parts.joined(separator: ", "))"
    }
}

extension TrialResult {
    /// What was expected and came, which line decided, and how to see why.
    var failureLines: [String] {
        mismatches.map(\.text) + ["decided by \(rule) (\(ruleLocation.short))", command.text]
    }

    /// The object of `--format jsonl`; keys and their order are stable.
    var json: JSONLine {
        var line = JSONLine()
        line.add("kind", kind.rawValue)
        line.add("name", name)
        line.add("ok", isFine)
        line.add("file", location.file)
        line.add("line", location.line)
        line.add("rule", rule.rawValue)
        line.add("rule_file", ruleLocation.file)
        line.add("rule_line", ruleLocation.line)
        line.add("failures", mismatches.map(\.json))
        line.add("command", command.text)
        return line
    }
}

extension TrialResult.Mismatch {
    fileprivate var json: JSONLine {
        var line = JSONLine()
        line.add("field", expectation.field.rawValue)
        line.add("expected", expectation.values)
        line.add("got", got)
        line.add("line", expectation.location.line)
        return line
    }
}
