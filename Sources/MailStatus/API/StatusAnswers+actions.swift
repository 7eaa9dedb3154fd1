import MailRouting

extension StatusAnswers {
    /// Why changed files are not in force: every finding with its place, as `mailroom check` has it.
    static func refusedFiles(_ words: String, _ diagnostics: [Diagnostic]) -> JSON {
        [
            "success": false, "error": .text(words),
            "diagnostics": .list(
                diagnostics.prefix(Limits.diagnostics).map { finding in
                    [
                        "file": .text(Shown.text(finding.location.file)),
                        "line": .integer(Int64(finding.location.line)),
                        "column": .integer(Int64(finding.location.column)),
                        "severity": .text(finding.severity.rawValue), "message": .text(Shown.text(finding.message)),
                        "suggestion": JSON(Shown.text(finding.suggestion)),
                    ]
                }),
        ]
    }
}
