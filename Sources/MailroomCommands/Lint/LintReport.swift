import MailConfig
import MailRouting

/// What `mailroom lint` says: one item for each mistake or finding, in the order of their places.
struct LintReport {
    struct Item {
        /// A kind of finding, or `error`.
        let kind: String
        let diagnostic: Diagnostic
        let related: [SourceLocation]
        let witness: Witness?
        let edits: [TextEdit]
    }

    let items: [Item]
    /// Where the files are that findings show by the last part of their folder's path.
    let folder: String

    init(_ rules: LintedRules) {
        folder = rules.folder
        items = rules.findings.map { finding in
            Item(
                kind: finding.kind.rawValue, diagnostic: rules.sources.diagnostic(finding), related: finding.related,
                witness: finding.witness, edits: rules.sources.edits(for: finding))
        }
    }

    init(mistakes: Diagnostics, at place: LintPlace) {
        switch place {
        case .folder(let folder): self.folder = folder
        case .configuration: folder = ""
        }
        items = mistakes.all.map { Item(kind: "error", diagnostic: $0, related: [], witness: nil, edits: []) }
    }

    func hasFindings(strict: Bool) -> Bool {
        items.contains { $0.diagnostic.severity == .warning || strict }
    }

    func write(as format: LintCommand.Format, to output: inout OutputBuffer) throws {
        switch format {
        case .table: if !isMistakes { try output.write(line: text(in: .standardOutput)) }
        case .jsonl: for item in items { try output.write(item.json.line) }
        case .sarif: try output.write(SARIFLog(self).object.line)
        }
        try output.flush()
    }

    private var isMistakes: Bool { items.contains { $0.diagnostic.severity == .error } }

    /// For people: each finding with its caret and what shows it, and how many there are.
    func text(in style: TextStyle) -> String {
        let texts = items.map { item in
            let report = Diagnostics([item.diagnostic]).report(in: style)
            guard let witness = item.witness else { return report }
            return "\(report)\n    shown by: \(ColumnText.harmless(witness.example, atMost: 1_000))"
        }
        let counts = [Diagnostic.Severity.warning, .note].compactMap { severity -> String? in
            let count = items.count { $0.diagnostic.severity == severity }
            return count == 0 ? nil : "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
        }
        let fixable = items.count { !$0.edits.isEmpty }
        var summary = counts.isEmpty ? "nothing found" : counts.joined(separator: ", ")
        if fixable > 0 { summary += "; --fix mends \(fixable)" }
        return (texts + [style.paint(summary, .bold)]).joined(separator: "\n")
    }
}

extension LintReport.Item {
    /// For `--format jsonl`.
    var json: JSONLine {
        var line = JSONLine()
        line.add("kind", kind)
        line.add("severity", diagnostic.severity.rawValue)
        line.add("file", diagnostic.location.file)
        line.add("line", diagnostic.location.line)
        line.add("column", diagnostic.location.column)
        line.add("length", diagnostic.length)
        line.add("message", diagnostic.message)
        line.add("suggestion", diagnostic.suggestion)
        line.add("related", related.map(\.description))
        line.add("witness", witness?.example)
        line.add("taken_by", witness?.takenBy.rawValue)
        line.add("fixable", !edits.isEmpty)
        return line
    }
}
