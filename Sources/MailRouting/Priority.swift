/// How urgent a message is. Ordered: `low < normal < high < critical`.
public enum Priority: Int, CaseIterable, Comparable, Sendable, Codable {
    case low, normal, high, critical

    public init?(name: String) {
        guard let match = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = match
    }
    /// As rules and reports write it.
    public var name: String {
        switch self {
        case .low: "low"
        case .normal: "normal"
        case .high: "high"
        case .critical: "critical"
        }
    }
    public static func < (left: Priority, right: Priority) -> Bool { left.rawValue < right.rawValue }
}

/// A range of priorities as rules write it: `high` (exactly), `high+` (at least), `normal-` (at most).
public struct PriorityRange: Hashable, Sendable, CustomStringConvertible {
    public let lowest: Priority
    public let highest: Priority
    public init(_ lowest: Priority, _ highest: Priority) {
        self.lowest = lowest
        self.highest = highest
    }
    /// Nil when `text` is not a priority name, optionally followed by `+` or `-`.
    public init?(text: String) {
        let name = text.hasSuffix("+") || text.hasSuffix("-") ? String(text.dropLast()) : text
        guard let priority = Priority(name: name) else { return nil }
        self.init(text.hasSuffix("-") ? .low : priority, text.hasSuffix("+") ? .critical : priority)
    }
    public func contains(_ priority: Priority) -> Bool { lowest <= priority && priority <= highest }
    public var description: String {
        if lowest == highest { return lowest.name }
        return highest == .critical ? "at least \(lowest.name)" : "at most \(highest.name)"
    }
}

/// The languages acknowledgements are written in. A message in any other has none (`nil` wherever it is a fact).
public enum Language: String, CaseIterable, Sendable, Codable {
    case german = "de"
    case english = "en"
    /// The RFC 5646 tag: `de`, `en`.
    public var tag: String { rawValue }
}
