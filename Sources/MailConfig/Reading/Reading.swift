import MailRouting

/// One reading of a set of files: their texts, and everything found wrong so far.
///
/// Nothing stops at the first mistake. A decoder reports and goes on with nil; whoever started the reading throws all
/// findings at the end, sorted by place. Local to one call, so a plain class without a lock.
final class Reading {
    private struct Finding: Hashable {
        let location: SourceLocation
        let length: Int
        let message: String
        let suggestion: String?
    }

    private var findings: [Finding] = []
    /// A shared value, such as a default, is decoded for everyone who uses it and reported once.
    private var seen: Set<Finding> = []
    private var texts: [String: SourceText] = [:]
    private var secretLines: Set<SourceLocation> = []
    private var wasCut = false
    /// Contents to take instead of what is in the files, by the names findings show: a change is tried before it is
    /// written.
    let replacements: [String: [UInt8]]

    init(replacements: [String: [UInt8]] = [:]) { self.replacements = replacements }

    /// The text of a file that has been read.
    func text(of file: String) -> SourceText? { texts[file] }

    var count: Int { findings.count }
    /// True when more findings would not be shown.
    var isFull: Bool { findings.count >= Limits.findings }

    /// Takes in a file so that findings in it can show their line.
    func add(_ text: SourceText) { texts[text.file] = text }

    func report(at node: YAMLNode, _ message: String, suggestion: String? = nil) {
        report(at: node.location, length: node.length, message, suggestion: suggestion)
    }

    func report(at location: SourceLocation, length: Int, _ message: String, suggestion: String? = nil) {
        guard !isFull else {
            wasCut = true
            return
        }
        let finding = Finding(location: location, length: length, message: message, suggestion: suggestion)
        if seen.insert(finding).inserted { findings.append(finding) }
    }

    /// Never shows the lines of this node: it may be a secret somebody wrote where only its place belongs.
    func hide(_ node: YAMLNode) {
        secretLines.insert(SourceLocation(file: node.location.file, line: node.location.line))
    }

    /// Returns `value` when nothing was reported, and throws everything that was otherwise.
    func finish<Value>(_ value: Value?) throws(Diagnostics) -> Value {
        guard let value, findings.isEmpty else { throw diagnostics }
        return value
    }

    private var diagnostics: Diagnostics {
        var all = findings.map { finding in
            Diagnostic(
                at: finding.location, length: finding.length, finding.message, suggestion: finding.suggestion,
                sourceLine: sourceLine(finding.location))
        }
        if wasCut, let last = all.max(by: { $0.location.line < $1.location.line }) {
            all.append(
                Diagnostic(.note, at: last.location, "only the first \(Limits.findings) findings are shown"))
        }
        return Diagnostics(all)
    }

    func sourceLine(_ location: SourceLocation) -> String? {
        guard let line = texts[location.file]?.line(location.line), !line.isEmpty,
            location.column <= line.unicodeScalars.count + 1
        else { return nil }
        let isSecret = secretLines.contains(SourceLocation(file: location.file, line: location.line))
        return isSecret ? SecretMask.everythingHidden(Array(line.unicodeScalars)) : line
    }
}
