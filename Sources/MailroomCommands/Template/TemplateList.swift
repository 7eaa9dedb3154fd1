import ArgumentParser
import MailRouting

/// `mailroom template list`: the templates there are, and who uses them.
struct TemplateList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the templates: their parts, their attachments, and the lines of the rules that name them.",
        discussion: """
            Every template is there in German and in English, and nothing is wrong with any of them, or the mistakes \
            are shown instead and the exit code is 2.

            With --format jsonl, one object for each: name, html, attachments {de: [file names], en: [...]}, rules \
            [line ids].

            EXAMPLES
              mailroom template list
              mailroom template list --format jsonl | jq -r 'select(.rules == []).name'
            """)

    @OptionGroup var place: ConfigurationOption
    @OptionGroup var output: FormatOption

    func run() throws { try run(to: OutputBuffer()) }

    func run(to buffer: OutputBuffer) throws {
        let loaded = try place.load()
        var buffer = buffer
        let rows = loaded.catalogue.names.sorted().map { Row($0, in: loaded) }
        let width = (rows.map(\.name.rawValue.count) + [8]).max() ?? 8
        if output.format == .table {
            let title = "\(ColumnText.fitted("template", to: width))  parts            attached  named by"
            try buffer.write(line: TextStyle.standardOutput.paint(title, .bold))
        }
        for row in rows {
            switch output.format {
            case .table: try buffer.write(line: row.text(width: width))
            case .jsonl: try buffer.write(row.json.line)
            }
        }
        try buffer.flush()
    }

    private struct Row {
        let name: TemplateName
        let hasHTML: Bool
        let attachments: [(language: Language, names: [String])]
        let rules: [RuleID]

        init(_ name: TemplateName, in loaded: LoadedConfiguration) {
            self.name = name
            hasHTML = loaded.catalogue.hasHTML(name)
            attachments = Language.allCases.map { language in
                (language, loaded.catalogue.attachments(of: name, in: language).map(\.fileName))
            }
            rules = loaded.ruleSet.routeLines.filter { $0.acknowledge.templates.contains(name) }.map(\.id)
        }

        func text(width: Int) -> String {
            let counts = attachments.map { "\($0.language.tag) \($0.names.count)" }.joined(separator: " ")
            let attached = attachments.allSatisfy { $0.names.isEmpty } ? "none" : counts
            let users = rules.isEmpty ? "no line" : rules.map(\.rawValue).joined(separator: ", ")
            return "\(ColumnText.fitted(name.rawValue, to: width))  "
                + "\(ColumnText.fitted(hasHTML ? "text and HTML" : "text", to: 15))  "
                + "\(ColumnText.fitted(attached, to: 9)) \(users)"
        }

        var json: JSONLine {
            var files = JSONLine()
            for (language, names) in attachments { files.add(language.tag, names) }
            var line = JSONLine()
            line.add("name", name.rawValue)
            line.add("html", hasHTML)
            line.add("attachments", files)
            line.add("rules", rules.map(\.rawValue))
            return line
        }
    }
}
