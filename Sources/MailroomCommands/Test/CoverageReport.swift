import MailRouting

/// Coverage as a person and as a program reads it.
struct CoverageReport {
    let coverage: Coverage
    private var counted: [Coverage.Line] { coverage.lines.filter { $0.kind != .group } }
    private var leaves: [Coverage.Leaf] { coverage.lines.flatMap(\.conditions) }

    /// Every line with how often it matched, then the conditions of it that were not seen both ways.
    func text(in style: TextStyle) -> String {
        var rows = ["", style.paint(" hits  line", .bold)]
        let width = min(40, coverage.lines.map { ColumnText.columns(of: Self.name($0)) }.max() ?? 0)
        for line in coverage.lines {
            let count = String(line.matches)
            let margin = String(repeating: " ", count: max(0, 5 - count.count))
            let row = "\(margin)\(count)  \(ColumnText.fitted(Self.name(line), to: width))  \(line.location.short)"
            rows.append(line.isUnreached ? style.paint(row, .red) : row)
            for leaf in line.conditions where !leaf.wasSeenBothWays {
                rows.append("       never \(leaf.unseen): \(leaf.words)  \(leaf.location.short)")
            }
        }
        return (rows + ["", summary]).joined(separator: "\n")
    }

    /// `24 of 26 lines were reached, 31 of 40 conditions were seen both ways`
    var summary: String {
        let reached = counted.filter { !$0.isUnreached }.count
        let seen = leaves.filter(\.wasSeenBothWays).count
        return "\(reached) of \(counted.count) lines were reached, "
            + "\(seen) of \(leaves.count) conditions were seen both ways"
    }

    /// One object for each line; keys and their order are stable.
    var json: [JSONLine] {
        coverage.lines.map { line in
            var object = JSONLine()
            object.add("kind", "line")
            object.add("of", line.kind.rawValue)
            object.add("name", line.name)
            object.add("file", line.location.file)
            object.add("line", line.location.line)
            object.add("hits", line.matches)
            object.add("conditions", line.conditions.map(\.json))
            return object
        }
    }

    static func name(_ line: Coverage.Line) -> String { line.kind == .group ? "group \(line.name)" : line.name }
}

extension Coverage {
    /// Lines that never did anything.
    var unreached: [Line] { lines.filter(\.isUnreached) }
}

extension Coverage.Leaf {
    fileprivate var unseen: String {
        switch (verdicts[.yes], verdicts[.no]) {
        case (nil, nil): verdicts[.unknown] == nil ? "asked" : "known"
        case (nil, _): "yes"
        default: "no"
        }
    }

    fileprivate var json: JSONLine {
        var line = JSONLine()
        line.add("words", words)
        line.add("file", location.file)
        line.add("line", location.line)
        line.add("column", location.column)
        for verdict in [Verdict.yes, .no, .unknown] { line.add(verdict.rawValue, verdicts[verdict] ?? 0) }
        return line
    }
}
