import Glibc

extension ArraySlice<UInt8> {
    /// The first `byte`, found by the C library: bodies are searched line by line, and a plain loop would take seconds
    /// for a large one in a debug build.
    func index(of byte: UInt8) -> Int? {
        withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress, let found = memchr(base, Int32(byte), buffer.count) else { return nil }
            return startIndex + (UnsafeRawPointer(found) - base)
        }
    }
}
