/// How a session proves who it is. Never printed: its description names the user and the kind only.
public enum Authentication: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// AUTH PLAIN (RFC 4616) or LOGIN.
    case password(user: String, password: String)
    /// XOAUTH2 with a bearer token.
    case xoauth2(user: String, token: String)

    public var user: String {
        switch self {
        case .password(let user, _), .xoauth2(let user, _): user
        }
    }

    public var description: String {
        switch self {
        case .password(let user, _): "password of \(user)"
        case .xoauth2(let user, _): "token of \(user)"
        }
    }

    public var debugDescription: String { description }

    /// Without children, so that `dump` and crash reports have nothing to show.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
