import CGMime
import Glibc

/// Searches by the C library: bodies are megabytes, and a loop over them shows, most of all in a debug build.
extension ArraySlice<UInt8> {
    /// Where the first `byte` is.
    func index(of byte: UInt8) -> Int? {
        withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress, let found = memchr(base, Int32(byte), buffer.count) else { return nil }
            return startIndex + (UnsafeRawPointer(found) - base)
        }
    }

    /// Where `pattern` first begins.
    func index(of pattern: [UInt8]) -> Int? {
        withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress, let found = cgmime_find(base, buffer.count, pattern, pattern.count)
            else { return nil }
            return startIndex + (found - base)
        }
    }
}
