import MailConfig
import MailRouting

/// What `--fix` changes: tried on rules in memory first, written only when every decision stays as it is.
struct LintMending {
    private let rules: LintedRules
    private let mended: [RuleFinding]
    private let contents: [String: [UInt8]]

    /// Nil when nothing can be mended.
    init?(_ rules: LintedRules) {
        self.rules = rules
        mended = rules.findings.filter { !rules.sources.edits(for: $0).isEmpty }
        guard !mended.isEmpty else { return nil }
        contents = rules.sources.applying(mended.flatMap { rules.sources.edits(for: $0) })
    }

    enum Fault: Error, CustomStringConvertible {
        /// The new rules cannot be read.
        case mistakes(Diagnostics)
        /// The new rules decide differently about a message with this subject.
        case otherDecision(subject: String?)
        case changedMeanwhile(String)
        case file(FileFault)

        var description: String {
            switch self {
            case .mistakes(let diagnostics):
                "the rules could not be read afterwards; please report this: \(diagnostics.all.first?.message ?? "")"
            case .otherDecision(let subject):
                "a message '\(subject ?? "")' would be decided differently; please report this"
            case .changedMeanwhile(let file): "\(file) was changed meanwhile; try again"
            case .file(let fault): "\(fault)"
            }
        }
    }

    /// Writes the files; returns what was done, a line each.
    func write() throws(Fault) -> [String] {
        try prove()
        var files: [(file: ReplaceableFile, content: [UInt8])] = []
        for (name, content) in contents.sorted(by: { $0.key < $1.key }) {
            let file = try Self.file { () throws(FileFault) in
                try ReplaceableFile(rules.sources.path(of: name), atMost: YAMLFormat.maximumSize + 1)
            }
            guard file.bytes == rules.sources.content(of: name) else { throw .changedMeanwhile(name) }
            files.append((file, content))
        }
        for number in files.indices {
            do throws(FileFault) {
                try files[number].file.replace(with: files[number].content)
            } catch {
                // All or nothing: those that are written already get back what they held.
                for (file, _) in files[..<number] {
                    try Self.file { () throws(FileFault) in try file.replace(with: file.bytes) }
                }
                throw .file(error)
            }
        }
        return mended.map { "mended \($0.location.short): \($0.message)" }
    }

    private static func file<Value>(_ body: () throws(FileFault) -> Value) throws(Fault) -> Value {
        do throws(FileFault) { return try body() } catch { throw .file(error) }
    }

    /// Reads the rules as they would be and compares their decisions.
    private func prove() throws(Fault) {
        let after: LintedRules
        do throws(Diagnostics) {
            after = try rules.with(contents)
        } catch {
            throw .mistakes(error)
        }
        let examples = rules.router.ruleSet.examples.map { example in
            (message: example.message, circumstances: rules.circumstances(of: example))
        }
        for (message, circumstances) in examples + rules.analysis.samples + after.analysis.samples {
            guard rules.decides(message, circumstances, like: after) else {
                throw .otherDecision(subject: message.subject)
            }
        }
    }
}

extension LintedRules {
    /// The same in every field but where the line stands, which lines above it may have changed.
    fileprivate func decides(_ message: Message, _ circumstances: Circumstances, like other: LintedRules) -> Bool {
        let (one, two) = (router.decide(message, circumstances), other.router.decide(message, circumstances))
        return one.rule == two.rule && one.priority == two.priority && one.department == two.department
            && one.folder == two.folder && one.acknowledgement == two.acknowledgement && one.keywords == two.keywords
            && one.copies == two.copies
    }
}
