public import MailRouting

/// What a person can stop, and let go on again.
public enum PauseScope: Sendable, Hashable {
    /// Every account, and the acknowledgements.
    case everything
    /// Nothing is read of the account's mailboxes and nothing is moved out of them. What others bring there goes on.
    case account(AccountName)
    /// Mail is routed; acknowledgements are queued and wait.
    case acknowledgements
}

extension PauseScope: CustomStringConvertible {
    public var description: String {
        switch self {
        case .everything: "everything"
        case .account(let name): "account \(name)"
        case .acknowledgements: "acknowledgements"
        }
    }
}

/// One pause that lasts: what, since when, and by which way it was asked for.
public struct Pause: Sendable, Hashable {
    public let scope: PauseScope
    public let since: Instant
    /// `command line`, `HTTP`, for people; nil of acknowledgements, whose pauses stand with the storm breaker.
    public let by: String?
}

/// The pauses that last, read at one instant.
public struct Pauses: Sendable, Equatable {
    /// Everything first, then accounts by name, then acknowledgements.
    public let all: [Pause]

    public init(_ all: [Pause] = []) { self.all = all }

    /// The pause that holds an account; the one of everything where both do.
    public func pause(of account: AccountName) -> Pause? {
        all.first { $0.scope == .everything } ?? all.first { $0.scope == .account(account) }
    }
    /// Whether nothing is to be read of an account's mailboxes, nor moved out of them.
    public func holds(_ account: AccountName) -> Bool { pause(of: account) != nil }
}

/// What came of asking for a pause or its end.
public enum PauseChange: Sendable, Equatable {
    case changed
    /// It was so already.
    case unchanged
    /// The account's own pause is ended or there was none, and everything is paused since then.
    case heldByEverything(since: Instant)
}
