/// How fast the clock of a simulated week runs.
public enum Speed: Sendable, Equatable, CustomStringConvertible {
    /// One message after the other, with nothing between them.
    case max
    /// So many times as fast as the clock on the wall: at 60 an hour is a minute.
    case times(Double)
    /// By the clock of this machine: each message at the very instant the plan gives it.
    case real

    /// As a person writes it: `max`, `real` or a positive number; nil when it is none of these.
    public init?(_ text: String) {
        switch text {
        case "max": self = .max
        case "real": self = .real
        default:
            guard let factor = Double(text), factor >= Limits.slowest, factor <= Limits.fastest else { return nil }
            self = .times(factor)
        }
    }

    /// As a person writes it.
    public var description: String {
        switch self {
        case .max: "max"
        case .times(let factor): factor == factor.rounded() ? "\(Int(factor))" : "\(factor)"
        case .real: "real"
        }
    }
}
