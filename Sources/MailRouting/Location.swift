/// The number of a message in a mailbox, stable while UIDVALIDITY is (RFC 9051 section 2.3.1.1). Never 0.
public struct UID: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    public let value: UInt32
    /// Nil for 0 and for anything above 32 bits: servers may say so, but no message has such a number.
    public init?(_ value: some BinaryInteger) {
        guard value > 0, let number = UInt32(exactly: value) else { return nil }
        self.value = number
    }
    private init(known value: UInt32) { self.value = value }
    /// The lowest UID there can be.
    public static let first = UID(known: 1)
    /// The UID after this one; nil at the end of the 32-bit scale.
    public var next: UID? { UID(UInt64(value) + 1) }
    /// The UID before this one; nil for the first.
    public var previous: UID? { UID(value - 1) }
    public var description: String { String(value) }
    public static func < (left: UID, right: UID) -> Bool { left.value < right.value }
}

/// The generation of a mailbox's UIDs (RFC 9051 section 2.3.1.1): when it changes, every UID known before is void.
public struct UIDValidity: Hashable, Sendable, Codable, CustomStringConvertible {
    public let value: UInt32
    public init(_ value: UInt32) { self.value = value }
    public var description: String { String(value) }
}

/// One mailbox of one account.
public struct MailboxAddress: Hashable, Sendable, Codable, CustomStringConvertible {
    public let account: AccountName
    public let mailbox: MailboxName
    public init(account: AccountName, mailbox: MailboxName) {
        self.account = account
        self.mailbox = mailbox
    }
    public var description: String { "\(account)/\(mailbox)" }
}

/// Where one message is: mailbox, generation and number.
public struct Location: Hashable, Sendable, Codable, CustomStringConvertible {
    public let mailbox: MailboxAddress
    public let uidValidity: UIDValidity
    public let uid: UID
    public init(mailbox: MailboxAddress, uidValidity: UIDValidity, uid: UID) {
        self.mailbox = mailbox
        self.uidValidity = uidValidity
        self.uid = uid
    }
    /// As the walk prints it: `info/INBOX 7`.
    public var description: String { "\(mailbox) \(uid)" }
}

/// What SELECT or STATUS says about a mailbox.
public struct MailboxStatus: Hashable, Sendable {
    public let uidValidity: UIDValidity
    /// The UID the next message will get or exceed (RFC 9051 section 2.3.1.1); 0 never occurs, see `UID`.
    public let uidNext: UID
    public let exists: UInt32
    public init(uidValidity: UIDValidity, uidNext: UID, exists: UInt32) {
        self.uidValidity = uidValidity
        self.uidNext = uidNext
        self.exists = exists
    }
}

/// A content identity that survives MOVE and APPEND: SHA-256 of the header as fetched, with the size in octets.
///
/// Two copies of one mail delivered to two departments differ, because their trace fields do; the copy the agent itself
/// delivers does not, because it never changes a byte.
public struct Fingerprint: Hashable, Sendable, Codable, CustomStringConvertible {
    /// 64 lower-case hexadecimal digits.
    public let digest: String
    /// RFC822.SIZE in octets.
    public let size: UInt32
    public init(digest: String, size: UInt32) {
        self.digest = digest
        self.size = size
    }
    public var description: String { "\(digest.prefix(12)) \(size) octets" }
}
