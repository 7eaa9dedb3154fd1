/// A place in a file a person edits, counted from 1; columns count Unicode scalars, as libyaml's marks do.
public struct SourceLocation: Hashable, Sendable, Codable, CustomStringConvertible {
    public let file: String
    public let line: Int
    public let column: Int
    public init(file: String, line: Int, column: Int = 1) {
        self.file = file
        self.line = line
        self.column = column
    }
    /// `rules/finance.yaml:12:5`
    public var description: String { "\(file):\(line):\(column)" }
    /// By file, line and column: the order findings are shown in.
    public func isBefore(_ other: SourceLocation) -> Bool {
        (file, line, column) < (other.file, other.line, other.column)
    }
    /// `rules/finance.yaml:12`, as explanations show it.
    public var short: String { "\(file):\(line)" }
}
