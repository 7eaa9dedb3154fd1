/// One finding about a file a person wrote: where, what is wrong, and what would be right.
///
/// All findings of a file are collected before any is shown, so that one round of editing mends them all.
public struct Diagnostic: Error, Hashable, Sendable, CustomStringConvertible {
    /// How bad it is; only an error keeps files from being used.
    public enum Severity: String, Sendable, Comparable, Codable {
        case note, warning, error
        public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
        private var rank: Int { self == .note ? 0 : self == .warning ? 1 : 2 }
    }

    public let severity: Severity
    public let location: SourceLocation
    /// How many columns the caret line underlines; at least 1.
    public let length: Int
    /// What is wrong, in lower case without a final full stop: `unknown key 'priorty'`.
    public let message: String
    /// What would be right: `did you mean 'priority'?`
    public let suggestion: String?
    /// The line as it stands in the file, for the caret; nil when it could not be read.
    public let sourceLine: String?

    public init(
        _ severity: Severity = .error, at location: SourceLocation, length: Int = 1, _ message: String,
        suggestion: String? = nil, sourceLine: String? = nil
    ) {
        self.severity = severity
        self.location = location
        self.length = max(1, length)
        self.message = message
        self.suggestion = suggestion
        self.sourceLine = sourceLine
    }

    /// The three lines a person reads: the finding, the source line, the caret.
    public var description: String {
        var text = "\(location): \(severity.rawValue): \(message)"
        if let suggestion { text += "; \(suggestion)" }
        guard let sourceLine else { return text }
        let shown = String(sourceLine.unicodeScalars.map { isPrintable($0) ? Character($0) : "\u{FFFD}" })
        let width = max(1, min(length, shown.unicodeScalars.count - location.column + 1))
        return text + "\n    \(shown)\n    " + String(repeating: " ", count: max(0, location.column - 1))
            + String(repeating: "^", count: width)
    }

    /// Tabs become one column like every other control character, so that the caret stays under its word.
    private func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x20 && scalar.value != 0x7F && !(0x80...0x9F).contains(scalar.value)
    }
}

/// Everything that is wrong with the files that were read, sorted by place.
public struct Diagnostics: Error, Sendable, CustomStringConvertible {
    public let all: [Diagnostic]
    public init(_ all: [Diagnostic]) {
        self.all = all.sorted {
            ($0.location.file, $0.location.line, $0.location.column)
                < ($1.location.file, $1.location.line, $1.location.column)
        }
    }
    public var hasErrors: Bool { all.contains { $0.severity == .error } }
    public var description: String { all.map(\.description).joined(separator: "\n") }
}
