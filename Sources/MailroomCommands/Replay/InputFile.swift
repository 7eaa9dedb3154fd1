import Glibc

/// A file open for reading, or standard input. Owns the descriptor.
final class InputFile {
    private let descriptor: Int32

    init(_ path: SourcePath) throws(ReadFault) {
        descriptor = path.withCString { open($0, O_RDONLY | O_CLOEXEC | O_NOCTTY) }
        guard descriptor >= 0 else { throw .last() }
    }

    private init(descriptor: Int32) { self.descriptor = descriptor }

    static var standardInput: InputFile { InputFile(descriptor: STDIN_FILENO) }

    deinit { if descriptor > STDERR_FILENO { close(descriptor) } }

    /// The size of a regular file; nil for a pipe, whose end nobody knows.
    var size: Int? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size)
    }

    /// At most `limit` bytes, fewer only at the end.
    ///
    /// - Parameter expected: where the end is taken to be, if it is known: once so much is read, no more is asked for.
    func read(atMost limit: Int, expected: Int? = nil) throws(ReadFault) -> [UInt8] {
        var fault: ReadFault?
        let wanted = min(limit, expected ?? limit)
        let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
            while count < wanted, let start = buffer.baseAddress {
                let more = Glibc.read(descriptor, start + count, wanted - count)
                if more < 0 && errno == EINTR { continue }
                if more < 0 { fault = .last() }
                if more <= 0 { break }
                count += more
            }
        }
        if let fault { throw fault }
        return bytes
    }
}
