/// Where the agent's lines go, which of them, and how much of people they show.
public struct LogSettings: Sendable, Equatable {
    public let format: LogFormat
    /// Lines below it are not written, where a component has no level of its own.
    public let level: LogLevel
    public let levels: [LogComponent: LogLevel]
    /// Absolute; nil is standard output.
    public let file: String?
    /// A file that is larger, in octets, is put aside.
    public let rotateSize: Int
    /// How many put aside are kept.
    public let keep: Int
    public let privacy: Privacy

    public init(
        format: LogFormat = .text, level: LogLevel = .info, levels: [LogComponent: LogLevel] = [:],
        file: String? = nil, rotateSize: Int = 10_000_000, keep: Int = 5, privacy: Privacy = .masked
    ) {
        self.format = format
        self.level = level
        self.levels = levels
        self.file = file
        self.rotateSize = rotateSize
        self.keep = keep
        self.privacy = privacy
    }

    /// Whether a line is written.
    public func takes(_ level: LogLevel, of component: LogComponent) -> Bool {
        level >= levels[component] ?? self.level
    }
}

/// How a line is written.
public enum LogFormat: String, Sendable, CaseIterable {
    /// For people.
    case text
    /// One JSON object a line, for collectors.
    case json
}

/// How much a line matters; the names are those of swift-log.
public enum LogLevel: String, Sendable, CaseIterable, Comparable {
    case debug, info, notice, warning, error
    public static func < (left: LogLevel, right: LogLevel) -> Bool { left.rank < right.rank }
    private var rank: Int {
        switch self {
        case .debug: 0
        case .info: 1
        case .notice: 2
        case .warning: 3
        case .error: 4
        }
    }
}

/// The parts of the agent that have a level of their own.
public enum LogComponent: String, Sendable, CaseIterable {
    /// Watching, arrivals and decisions.
    case intake
    /// Deliveries, copies and undos.
    case delivery
    /// Acknowledgements, and what comes back for them.
    case acknowledgement
    /// The submission hosts.
    case submission
    /// Rules and configuration.
    case rules
    /// The process and its journal.
    case agent
}

/// What lines show of addresses and of what people write.
public enum Privacy: String, Sendable, CaseIterable {
    /// As it is.
    case full
    /// The first letter of a local-part, and the domain.
    case masked
    /// A keyed hash in place of an address, so that lines about one person can be found; no subject.
    case hashed
}
