public import MailRouting

/// What one UID FETCH says about a message before anything is decided about it.
public struct FetchedHeader: Sendable, Equatable {
    public let uid: UID
    /// Flags and keywords as the server listed them, without `\Recent`, which no client may set.
    public let flags: [String]
    public let internalDate: Instant
    /// RFC822.SIZE in octets, as the server says.
    public let size: UInt32
    /// The header with its closing empty line, cut at `Limits.headerBytes`.
    public let header: [UInt8]
    /// The first octets of the text, undecoded; nil when they were not asked for.
    public let textPreview: [UInt8]?

    public init(
        uid: UID, flags: [String], internalDate: Instant, size: UInt32, header: [UInt8], textPreview: [UInt8]? = nil
    ) {
        self.uid = uid
        self.flags = flags
        self.internalDate = internalDate
        self.size = size
        self.header = header
        self.textPreview = textPreview
    }

    /// The content identity: SHA-256 of the header as fetched, with the size.
    public var fingerprint: Fingerprint { Fingerprint(digest: MessageContent.digest(of: header), size: size) }
}

/// A message and its size, for finding a copy again.
public struct SizedMessage: Sendable, Equatable {
    public let uid: UID
    /// RFC822.SIZE in octets.
    public let size: UInt32
    public init(uid: UID, size: UInt32) {
        self.uid = uid
        self.size = size
    }
}
