/// One message as the rules and the gate see it: an immutable record of facts.
///
/// Nothing here is read from a server or a clock again, so whatever is decided about a message can be decided again
/// later and explained. A fact that could not be computed is nil ("unknown"); a condition on it is neither true nor
/// false. Malformed mail still makes a `Message`, with its defects named.
public struct Message: Sendable, Equatable {
    public var header = Header()
    /// Decoded Subject (RFC 2047); nil when there is no such field.
    public var subject: String?
    public var from: [Address] = []
    public var sender: Address?
    public var replyTo: [Address] = []
    public var to: [Address] = []
    public var cc: [Address] = []
    /// Delivered-To and X-Original-To: where delivery agents say it went.
    public var deliveredTo: [Address] = []
    /// The Return-Path field the final delivery wrote (RFC 5321 section 4.4).
    public var returnPath: ReversePath = .absent
    public var messageID: MessageID?
    public var inReplyTo: [MessageID] = []
    public var references: [MessageID] = []
    /// What the author's clock said (Date field); nil when absent or unreadable.
    public var date: Instant?
    public var contentType = MediaType(type: "text", subtype: "plain")
    /// The language of the text; nil when it could not be told with confidence.
    public var language: Language?
    /// What the priority header fields ask for (X-Priority, Importance, Priority); nil when there are none.
    public var headerPriority: Priority?
    /// RFC822.SIZE in octets.
    public var size: Int = 0
    /// Text and attachments; nil while they have not been read.
    public var body: MessageBody?
    /// What is wrong with the message, as stable names: `missing-from`, `bad-date`, `eight-bit-header`.
    public var defects: [String] = []

    public init() {}

    /// Every header field in order; all are read out for it, so what asks for some asks the `header`.
    public var headerFields: [HeaderField] {
        get { (0..<header.count).map { header[$0] } }
        set { header = Header(newValue) }
    }
    /// The values of every field of this name, in order, undecoded; as cheap as a bit where there is none.
    func octets(of name: FieldName) -> [ArraySlice<UInt8>] { header.places(of: name).map(header.octets) }
    func firstOctets(of name: FieldName) -> ArraySlice<UInt8>? { header.firstPlace(of: name).map(header.octets) }
    /// The values of every field called `name` (case-insensitive), in order, undecoded.
    public func values(of name: String) -> [String] { header.places(of: name).map(header.value) }
    /// Whether there is any field called `name` (case-insensitive).
    public func has(_ name: String) -> Bool { !header.places(of: name).isEmpty }
    /// Everyone the message says it is for: To, Cc, Delivered-To, X-Original-To.
    public var recipients: [Address] { to + cc + deliveredTo }
}

/// One header field, as it came and decoded.
public struct HeaderField: Sendable, Equatable {
    public let name: String
    /// Unfolded, without the leading space; bytes that are no UTF-8 are kept as U+FFFD.
    public let value: String
    /// The value with its encoded words decoded (RFC 2047); the same as `value` where it has none.
    public let decoded: String
    public init(name: String, value: String, decoded: String? = nil) {
        self.name = name
        self.value = value
        self.decoded = decoded ?? value
    }
}

/// What Return-Path says. The three cases must never be mixed up: only `.null` forbids an automatic response.
public enum ReversePath: Sendable, Equatable {
    /// There is no such field.
    case absent
    /// `<>`: a delivery status notification or another message nobody may answer (RFC 3834 section 2).
    case null
    case address(Address)
    /// There is a field, but it holds no address.
    case malformed(String)
}

/// A media type with the parameters that matter here (RFC 2045 section 5), lower-cased.
public struct MediaType: Sendable, Hashable, CustomStringConvertible {
    public let type: String
    public let subtype: String
    public let parameters: [String: String]
    public init(type: String, subtype: String, parameters: [String: String] = [:]) {
        self.type = type.lowercased()
        self.subtype = subtype.lowercased()
        self.parameters = parameters
    }
    public var description: String { "\(type)/\(subtype)" }

    /// A part that tells a program about the fate of a message (RFC 6522 and the types made for it).
    public var isReport: Bool { (type == "message" || type == "multipart") && Self.reports.contains(description) }
    /// iCalendar data (RFC 5545).
    public var isCalendar: Bool { subtype == "calendar" && type == "text" }

    private static let reports: Set<String> = [
        "multipart/report", "message/delivery-status", "message/global-delivery-status",
        "message/disposition-notification", "message/global-disposition-notification", "message/feedback-report",
        "message/tracking-status",
    ]
}
