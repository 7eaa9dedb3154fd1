import MailRouting

extension Diagnostics {
    /// All findings with their carets, and how many there are: `3 errors in 2 files`.
    func report(in style: TextStyle) -> String {
        let lines = all.map { finding in
            // Only the first line of a finding is ours; below it stand the person's own line and the caret.
            let parts = finding.description.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
            let first = style.paint(String(parts[0]), finding.severity == .error ? .red : .yellow)
            return parts.count > 1 ? "\(first)\n\(parts[1])" : first
        }
        let errors = all.filter { $0.severity == .error }
        if errors.isEmpty { return lines.joined(separator: "\n") }
        let files = Set(errors.map(\.location.file)).count
        let count =
            "\(errors.count) \(errors.count == 1 ? "error" : "errors") in \(files) \(files == 1 ? "file" : "files")"
        return (lines + [style.paint(count, .bold)]).joined(separator: "\n")
    }
}
