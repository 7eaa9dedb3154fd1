import Glibc

/// Reads a file descriptor line by line with a buffer of fixed size, whatever the lines are like.
final class ByteReader {
    private let descriptor: Int32
    private let ownsDescriptor: Bool
    private var buffer = [UInt8](repeating: 0, count: Limits.fileBufferBytes)
    private var start = 0
    private var end = 0
    private var isInsideLine = false

    init(descriptor: Int32, ownsDescriptor: Bool) {
        self.descriptor = descriptor
        self.ownsDescriptor = ownsDescriptor
    }

    deinit {
        if ownsDescriptor { close(descriptor) }
    }

    /// The next line with its LF, or a piece of one longer than the buffer (then not `isWhole`); nil at the end.
    func line() throws(MessageFileFault) -> (bytes: [UInt8], isWhole: Bool)? {
        while true {
            if let lf = buffer[start..<end].firstIndex(of: 0x0A) { return take(upTo: lf + 1, endsLine: true) }
            if start > 0 { compact() }
            if end == buffer.count { return take(upTo: end, endsLine: false) }
            guard try fill() else { return start == end ? nil : take(upTo: end, endsLine: true) }
        }
    }

    private func take(upTo limit: Int, endsLine: Bool) -> (bytes: [UInt8], isWhole: Bool) {
        defer {
            start = limit
            isInsideLine = !endsLine
        }
        return (Array(buffer[start..<limit]), endsLine && !isInsideLine)
    }

    private func compact() {
        buffer.replaceSubrange(0..<(end - start), with: Array(buffer[start..<end]))
        (start, end) = (0, end - start)
    }

    /// False at the end of the file.
    private func fill() throws(MessageFileFault) -> Bool {
        while true {
            let count = buffer.withUnsafeMutableBytes { bytes in
                let space = UnsafeMutableRawBufferPointer(rebasing: bytes[end...])
                return read(descriptor, space.baseAddress, space.count)
            }
            if count < 0 {
                guard errno == EINTR else { throw .cannotRead(errno) }
                continue
            }
            end += count
            return count > 0
        }
    }
}

/// The system's own words for its error numbers.
enum SystemError {
    static func text(_ code: Int32) -> String { String(cString: strerror(code)) }
}
