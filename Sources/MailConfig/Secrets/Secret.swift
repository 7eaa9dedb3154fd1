/// A password or a bearer token, kept from everything that prints.
///
/// Interpolation, `print`, `dump`, a mirror and a debugger's summary show `<secret>`; the text leaves only through
/// `reveal()`, which is easy to look for.
public struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: String

    public init(_ text: String) { self.text = text }

    /// The text itself. Only for the line that hands it to the server.
    public func reveal() -> String { text }

    public var description: String { "<secret>" }
    public var debugDescription: String { "<secret>" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why a secret could not be had. Names its place and never any part of it.
public enum SecretFault: Error, Equatable, CustomStringConvertible {
    case variableNotSet(String)
    /// Only a service that systemd started has credentials.
    case notUnderSystemd(credential: String)
    case cannotReadFile(String, reason: String)
    /// Somebody besides the owner may read or change it.
    case filePermissions(String, mode: UInt32)
    /// It belongs neither to this user nor to root.
    case fileOwner(String, owner: UInt32)
    case cannotStart(String, code: Int32)
    case commandFailed(String, status: Int32)
    case commandTooSlow(String, seconds: Int)
    /// Nothing, or nothing before the first line break.
    case empty(SecretPlace)
    case tooLong(SecretPlace, limit: Int)
    /// A NUL or another control character, or no UTF-8: no server could be given it safely.
    case notText(SecretPlace)

    public var description: String {
        switch self {
        case .variableNotSet(let name): "the environment variable \(name) is not set"
        case .notUnderSystemd(let name):
            "there is no credential \(name): CREDENTIALS_DIRECTORY is not set, so systemd did not start this process"
        case .cannotReadFile(let path, let reason): "\(path): \(reason)"
        case .filePermissions(let path, let mode):
            "\(path) may be read or changed by others (mode \(String(mode, radix: 8))); run: chmod 600 \(path)"
        case .fileOwner(let path, let owner): "\(path) belongs to user \(owner), neither to this user nor to root"
        case .cannotStart(let program, let code): "\(program) cannot be started (error \(code))"
        case .commandFailed(let program, let status): "\(program) ended with status \(status)"
        case .commandTooSlow(let program, let seconds): "\(program) did not end within \(seconds) seconds"
        case .empty(let place): "\(place) holds no secret"
        case .tooLong(let place, let limit): "\(place) holds more than \(limit) octets"
        case .notText(let place): "\(place) holds control characters or is not UTF-8 text"
        }
    }
}

/// Where a secret was looked for, in words: `the variable NAME`, `the file PATH`, `the output of PROGRAM`.
public struct SecretPlace: Sendable, Equatable, CustomStringConvertible {
    public let description: String
}
