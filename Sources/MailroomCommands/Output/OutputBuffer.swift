import Foundation

/// Standard output in large pieces: a write for every row would cost more than deciding it.
struct OutputBuffer {
    /// What is collected before it is written: large enough that writing costs nothing, small enough to be seen soon.
    private static let size = 64 * 1024

    private var bytes: [UInt8] = []
    private let handle: FileHandle

    init(to handle: FileHandle = .standardOutput) { self.handle = handle }

    mutating func write(_ more: [UInt8]) throws {
        bytes += more
        if bytes.count >= Self.size { try flush() }
    }

    mutating func write(line: String) throws { try write(Array("\(line)\n".utf8)) }

    /// Writes what is left; the last thing a verb does.
    mutating func flush() throws {
        guard !bytes.isEmpty else { return }
        try ProgressLine.shared.above { try handle.write(contentsOf: Data(bytes)) }
        bytes.removeAll(keepingCapacity: true)
    }
}
