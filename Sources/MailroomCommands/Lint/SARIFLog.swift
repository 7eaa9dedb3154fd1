import Foundation
import MailConfig
import MailRouting

/// A lint report for code review tools: SARIF 2.1.0 (OASIS, 2020), one run.
struct SARIFLog {
    private let report: LintReport

    init(_ report: LintReport) { self.report = report }

    static let schema =
        "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

    var object: JSONLine {
        var driver = JSONLine()
        driver.add("name", "mailroom lint")
        driver.add("rules", Self.rules.map(\.object))
        var tool = JSONLine()
        tool.add("driver", driver)
        var run = JSONLine()
        run.add("tool", tool)
        // Whoever asks whether the rules were looked at at all asks here (section 3.20.14); mistakes are results.
        var invocation = JSONLine()
        invocation.add("executionSuccessful", true)
        run.add("invocations", [invocation])
        // As libyaml's marks count: section 3.14.17.
        run.add("columnKind", "unicodeCodePoints")
        run.add("results", report.items.map(result))
        var log = JSONLine()
        log.add("$schema", Self.schema)
        log.add("version", "2.1.0")
        log.add("runs", [run])
        return log
    }

    // MARK: Rules (section 3.49)

    struct Rule {
        let id: String
        let severity: Diagnostic.Severity
        let summary: String
        let help: String

        var object: JSONLine {
            var line = JSONLine()
            line.add("id", id)
            line.add("shortDescription", SARIFLog.message(summary))
            line.add("help", SARIFLog.message(help))
            var configuration = JSONLine()
            configuration.add("level", severity.rawValue)
            line.add("defaultConfiguration", configuration)
            return line
        }
    }

    static let rules =
        [
            Rule(
                id: "error", severity: .error, summary: "A mistake: the files cannot be used.",
                help: "Correct what the message names; the running agent keeps the rules it has.")
        ]
        + RuleFinding.Kind.allCases.map { kind in
            Rule(id: kind.rawValue, severity: kind.severity, summary: kind.summary, help: kind.help)
        }

    // MARK: Results (section 3.27)

    private func result(_ item: LintReport.Item) -> JSONLine {
        var line = JSONLine()
        line.add("ruleId", item.kind)
        line.add("ruleIndex", Self.rules.firstIndex { $0.id == item.kind })
        line.add("level", item.diagnostic.severity.rawValue)
        var text = item.diagnostic.message
        if let suggestion = item.diagnostic.suggestion { text += "; \(suggestion)" }
        if let witness = item.witness { text += ". Shown by: \(witness.example)" }
        line.add("message", Self.message(text))
        let place = item.diagnostic.location
        let end = SourceLocation(file: place.file, line: place.line, column: place.column + item.diagnostic.length)
        line.add("locations", [location(place, end)])
        if !item.related.isEmpty { line.add("relatedLocations", item.related.map { location($0, nil) }) }
        if !item.edits.isEmpty { line.add("fixes", [fix(item)]) }
        return line
    }

    fileprivate static func message(_ text: String) -> JSONLine {
        var line = JSONLine()
        line.add("text", text)
        return line
    }

    private func location(_ start: SourceLocation, _ end: SourceLocation?) -> JSONLine {
        var physical = JSONLine()
        physical.add("artifactLocation", artifact(start.file))
        physical.add("region", Self.region(start, end))
        var line = JSONLine()
        line.add("physicalLocation", physical)
        return line
    }

    /// Section 3.30: lines and columns from 1, the end exclusive.
    private static func region(_ start: SourceLocation, _ end: SourceLocation?) -> JSONLine {
        var line = JSONLine()
        line.add("startLine", start.line)
        line.add("startColumn", start.column)
        if let end {
            line.add("endLine", end.line)
            line.add("endColumn", end.column)
        }
        return line
    }

    private func fix(_ item: LintReport.Item) -> JSONLine {
        let changes = Dictionary(grouping: item.edits, by: \.start.file).sorted { $0.key < $1.key }
            .map { file, edits in
                var change = JSONLine()
                change.add("artifactLocation", artifact(file))
                change.add(
                    "replacements",
                    edits.map { edit in
                        var replacement = JSONLine()
                        replacement.add("deletedRegion", Self.region(edit.start, edit.end))
                        replacement.add("insertedContent", Self.message(edit.replacement))
                        return replacement
                    })
                return change
            }
        var line = JSONLine()
        line.add("description", Self.message(item.diagnostic.suggestion ?? item.diagnostic.message))
        line.add("artifactChanges", changes)
        return line
    }

    /// A path relative to the working folder where the file lies below it, which for a review is the repository's.
    private func artifact(_ file: String) -> JSONLine {
        let inFolder = file.split(separator: "/", maxSplits: 1).last.map(String.init) ?? file
        let path = report.folder.isEmpty ? file : "\(report.folder)/\(inFolder)"
        let url = URL(fileURLWithPath: path).standardizedFileURL
        let base = URL(fileURLWithPath: FileManager.default.currentDirectoryPath).standardizedFileURL
        let prefix = base.absoluteString.hasSuffix("/") ? base.absoluteString : base.absoluteString + "/"
        let whole = url.absoluteString
        var line = JSONLine()
        line.add("uri", whole.hasPrefix(prefix) ? String(whole.dropFirst(prefix.count)) : whole)
        return line
    }
}

extension RuleFinding.Kind {
    fileprivate var summary: String {
        switch self {
        case .contradiction: "No message fulfils the condition."
        case .shadowed: "Lines above take every message the line asks for."
        case .removedPrefix: "A term begins with a reply prefix, which is taken off a subject."
        case .unknownFact: "The condition asks for what no account has."
        case .uselessPriority: "Other lines always give as high a priority."
        case .duplicateCondition: "Two lines ask the same."
        case .missingExample: "No example reaches the line."
        case .plainRegex: "Another operator says the same as the regex."
        case .unusedList: "No line uses the list."
        case .unusedTime: "No line uses the time."
        case .duplicateEntry: "The same entry is there twice."
        }
    }

    fileprivate var help: String {
        switch self {
        case .contradiction:
            "Its parts exclude each other, so the line does nothing. Correct one of them, or remove it."
        case .shadowed:
            "Routes are tried from top to bottom and the first that matches decides. Move the line above those that "
                + "take its messages, narrow them, or remove it. The message shown fulfils the line and goes elsewhere."
        case .removedPrefix:
            "An answer to a message is filed like the message: 'Re:', 'AW:', 'Fwd:' and their like are taken off a subject "
                + "before it is compared. Leave the prefix out, or ask 'header.subject'."
        case .unknownFact:
            "Whose word counts about authentication and spam is said in the configuration, by 'authserv_id' and "
                + "'spam_header' of an account. Until then neither the condition nor its negation holds."
        case .uselessPriority:
            "The priority is the highest of all lines that match. Remove the line, or narrow the others."
        case .duplicateCondition: "Make one line of them, so that both change together."
        case .missingExample: "Rules that fail their examples are refused: one example keeps a line from being broken."
        case .plainRegex: "Other operators know German spelling and need no escaping, and say what is meant."
        case .unusedList: "Remove the list, or name it in a line: a list that does nothing looks as if it did."
        case .unusedTime: "Remove the time, or name it in a line: hours that nobody asks for look as if they counted."
        case .duplicateEntry: "Case, German spelling and white space do not matter, so one of them is enough."
        }
    }
}
