import Glibc

/// The octets of one whole message with their SHA-256, in memory or, when they are many, in a spool file.
public struct MessageContent: Sendable, Equatable {
    private enum Storage: Sendable {
        case memory([UInt8])
        case file(SpoolFile)
    }
    private let storage: Storage
    /// In octets.
    public let size: Int
    /// SHA-256 of the octets, 64 lower-case hexadecimal digits.
    public let sha256: String
    /// RFC822.SIZE as the server said; nil for content that came from elsewhere. Servers may be wrong: what counts is
    /// what was read to its end.
    public let reportedSize: UInt32?

    public init(_ bytes: [UInt8]) {
        self.init(bytes, sha256: MessageContent.digest(of: bytes), reportedSize: nil)
    }

    init(_ bytes: [UInt8], sha256: String, reportedSize: UInt32?) {
        storage = .memory(bytes)
        size = bytes.count
        self.sha256 = sha256
        self.reportedSize = reportedSize
    }

    init(_ file: SpoolFile, size: Int, sha256: String, reportedSize: UInt32?) {
        storage = .file(file)
        self.size = size
        self.sha256 = sha256
        self.reportedSize = reportedSize
    }

    /// All of it, in memory, however large it is: for content that is known to be small.
    public var bytes: [UInt8] {
        get throws(SpoolFault) {
            switch storage {
            case .memory(let bytes): bytes
            case .file(let file): try file.read(size, at: 0)
            }
        }
    }

    /// Whether it waits on disk.
    public var isSpooled: Bool { if case .file = storage { true } else { false } }

    /// What stands at `offset` and behind it: all of it from memory, one piece of it from a file; empty at the end.
    fileprivate func piece(at offset: Int) throws(SpoolFault) -> ArraySlice<UInt8> {
        switch storage {
        case .memory(let bytes): bytes[offset...]
        case .file(let file): try file.read(min(Limits.imapPieceBytes, size - offset), at: offset)[...]
        }
    }

    /// Whether the server's RFC822.SIZE is the number of octets it then sent.
    public var sizeMatches: Bool { reportedSize.map { Int($0) == size } ?? true }

    /// The same octets, wherever they are kept.
    public static func == (left: MessageContent, right: MessageContent) -> Bool {
        left.sha256 == right.sha256 && left.size == right.size && left.reportedSize == right.reportedSize
    }

    static func digest(of bytes: [UInt8]) -> String {
        guard let digest = ContentDigest(), bytes.withUnsafeBytes({ digest.update($0) }) else {
            // A digest of a few hundred bytes of state that cannot be had means that nothing else could be either.
            preconditionFailure("no memory for SHA-256")
        }
        return digest.finish()
    }
}

/// A message that is being read, piece by piece: in memory until it is too large for that, then in a spool file.
struct GrowingContent {
    private var bytes: [UInt8] = []
    private var file: SpoolFile?
    private let spool: Spool?
    private let digest: ContentDigest
    private(set) var size = 0

    /// - Parameter spool: nil keeps everything in memory.
    /// - Returns: nil when there is no memory for a digest.
    init?(_ spool: Spool?) {
        guard let digest = ContentDigest() else { return nil }
        self.spool = spool
        self.digest = digest
    }

    mutating func append(_ piece: [UInt8]) throws(SpoolFault) {
        guard piece.withUnsafeBytes(digest.update) else { throw SpoolFault(step: "compute SHA-256", ENOMEM) }
        if file == nil, let spool, size + piece.count > spool.memory {
            let file = try spool.file()
            try file.write(bytes, at: 0)
            self.file = file
            bytes = []
        }
        if let file { try file.write(piece, at: size) } else { bytes += piece }
        size += piece.count
    }

    /// Once only.
    func finish(reportedSize: UInt32?) -> MessageContent {
        let sha256 = digest.finish()
        guard let file else { return MessageContent(bytes, sha256: sha256, reportedSize: reportedSize) }
        return MessageContent(file, size: size, sha256: sha256, reportedSize: reportedSize)
    }
}

/// Reads content from its beginning to its end. What comes from a file is hashed again, and the last piece is only
/// handed out when all of it is what was once written there.
struct ContentReader {
    private let content: MessageContent
    private let digest: ContentDigest?
    private var offset = 0

    init(_ content: MessageContent) {
        self.content = content
        digest = content.isSpooled ? ContentDigest() : nil
    }

    /// Nil behind the last piece.
    mutating func next() throws(SpoolFault) -> ArraySlice<UInt8>? {
        guard offset < content.size else { return nil }
        let piece = try content.piece(at: offset)
        offset += piece.count
        guard content.isSpooled else { return piece }
        guard let digest, piece.withUnsafeBytes(digest.update) else {
            throw SpoolFault(step: "compute SHA-256", ENOMEM)
        }
        guard offset < content.size || digest.finish() == content.sha256 else {
            throw SpoolFault(step: "read back what was written", EIO)
        }
        return piece
    }
}
