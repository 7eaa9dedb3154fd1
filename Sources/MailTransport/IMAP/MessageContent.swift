/// The bytes of one whole message with their SHA-256.
public struct MessageContent: Sendable, Equatable {
    /// Private, so that a spool file can take its place without a caller noticing.
    private let storage: [UInt8]
    /// SHA-256 of the bytes, 64 lower-case hexadecimal digits.
    public let sha256: String
    /// RFC822.SIZE as the server said; nil for content that came from elsewhere. Servers may be wrong: what counts is
    /// what was read to its end.
    public let reportedSize: UInt32?

    public init(_ bytes: [UInt8]) {
        self.init(bytes, sha256: MessageContent.digest(of: bytes), reportedSize: nil)
    }

    init(_ bytes: [UInt8], sha256: String, reportedSize: UInt32?) {
        storage = bytes
        self.sha256 = sha256
        self.reportedSize = reportedSize
    }

    public var bytes: [UInt8] { storage }
    /// In octets.
    public var size: Int { storage.count }
    /// Whether the server's RFC822.SIZE is the number of octets it then sent.
    public var sizeMatches: Bool { reportedSize.map { Int($0) == storage.count } ?? true }

    static func digest(of bytes: [UInt8]) -> String {
        guard let digest = ContentDigest(), bytes.withUnsafeBytes({ digest.update($0) }) else {
            // A digest of a few hundred bytes of state that cannot be had means that nothing else could be either.
            preconditionFailure("no memory for SHA-256")
        }
        return digest.finish()
    }
}
