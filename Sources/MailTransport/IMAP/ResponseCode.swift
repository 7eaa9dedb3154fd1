/// A response code in upper case, without brackets (RFC 9051 section 7.1, RFC 5530).
public struct ResponseCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue.uppercased() }
    /// As it came through the wire guard, which spoils the last letter of codes that libetpan dies of (`WireGuard.h`).
    init(guarded name: String) {
        let spoiled = ["ALERX": "ALERT", "PARSX": "PARSE", "BADCHARSEX": "BADCHARSET"]
        self.init(rawValue: spoiled[name.uppercased()] ?? name)
    }
    public var description: String { rawValue }

    public static let alert = ResponseCode(rawValue: "ALERT")
    public static let alreadyExists = ResponseCode(rawValue: "ALREADYEXISTS")
    public static let authenticationFailed = ResponseCode(rawValue: "AUTHENTICATIONFAILED")
    public static let expired = ResponseCode(rawValue: "EXPIRED")
    public static let expungeIssued = ResponseCode(rawValue: "EXPUNGEISSUED")
    public static let inUse = ResponseCode(rawValue: "INUSE")
    public static let limit = ResponseCode(rawValue: "LIMIT")
    public static let nonExistent = ResponseCode(rawValue: "NONEXISTENT")
    public static let overQuota = ResponseCode(rawValue: "OVERQUOTA")
    public static let serverBug = ResponseCode(rawValue: "SERVERBUG")
    public static let tryCreate = ResponseCode(rawValue: "TRYCREATE")
    public static let unavailable = ResponseCode(rawValue: "UNAVAILABLE")

    /// Codes that say "not now" (RFC 5530 section 3): the same command may succeed later.
    var meansLater: Bool { self == .unavailable || self == .inUse || self == .limit || self == .serverBug }
}
