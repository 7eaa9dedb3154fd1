import MailRouting

/// A group of changes as a person and as a program reads it.
extension ChangeGroup {
    func lines(in style: TextStyle) -> [String] {
        let (from, to) = (Self.label(first.old), Self.label(first.new))
        let mark = isAllowed.map { $0 ? "allowed: " : "not allowed: " } ?? ""
        var lines = [style.paint("\(mark)\(from == to ? from : "\(from) -> \(to)") (\(count))", .bold)]
        lines.append("  old  \(first.old.rule)  \(first.old.ruleLocation.short)")
        lines.append("  new  \(first.new.rule)  \(first.new.ruleLocation.short)")
        for change in key.changes where isShown(change.field) {
            lines.append("  \(change.field.rawValue): \(Self.text(change.old)) -> \(Self.text(change.new))")
        }
        if acknowledged.old != acknowledged.new {
            lines.append("  acknowledged: \(acknowledged.old) -> \(acknowledged.new) of them")
        }
        for sample in samples {
            let subject = sample.subject.map { "\"\(ColumnText.harmless($0, atMost: 80))\"" } ?? "no subject"
            lines.append("  e.g. \(ColumnText.harmless(sample.file, atMost: 400))  \(subject)")
        }
        return lines
    }

    /// The heading and the lines say the rest; where something else is sent, it is in its own language.
    private func isShown(_ field: DecisionField) -> Bool {
        switch field {
        case .rule, .department, .asked: false
        case .acknowledgeLanguage: !changes(.acknowledge)
        default: true
        }
    }

    private func changes(_ field: DecisionField) -> Bool { key.changes.contains { $0.field == field } }

    private static func text(_ values: [String]) -> String { values.isEmpty ? "none" : values.joined(separator: ", ") }

    var json: JSONLine {
        var line = JSONLine()
        line.add("kind", "group")
        line.add("count", count)
        line.add("allowed", isAllowed ?? false)
        line.add("from", Self.side(first.old))
        line.add("to", Self.side(first.new))
        line.add("acknowledged", Self.json(acknowledged))
        line.add("changes", key.changes.map(\.json))
        line.add("samples", samples.map(Self.json))
        return line
    }

    private static func side(_ decision: Decision) -> JSONLine {
        var line = JSONLine()
        line.add("department", decision.department.rawValue)
        line.add("template", decision.values(of: .asked).first)
        line.add("rule", decision.rule.rawValue)
        line.add("file", decision.ruleLocation.file)
        line.add("line", decision.ruleLocation.line)
        return line
    }

    private static func json(_ acknowledged: (old: Int, new: Int)) -> JSONLine {
        var line = JSONLine()
        line.add("from", acknowledged.old)
        line.add("to", acknowledged.new)
        return line
    }

    private static func json(_ sample: (file: String, subject: String?)) -> JSONLine {
        var line = JSONLine()
        line.add("file", sample.file)
        line.add("subject", sample.subject)
        return line
    }
}

extension ChangeGroup.Change {
    fileprivate var json: JSONLine {
        var line = JSONLine()
        line.add("field", field.rawValue)
        line.add("from", old)
        line.add("to", new)
        return line
    }
}
