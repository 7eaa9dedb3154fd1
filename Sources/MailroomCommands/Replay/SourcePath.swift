import Glibc

/// A path as the file system has it: bytes, because a file name need not be text.
struct SourcePath: Sendable, Hashable {
    let bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.utf8) }
    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// For people and reports; bytes that are no UTF-8 become U+FFFD.
    var shown: String { String(decoding: bytes, as: UTF8.self) }
    var name: ArraySlice<UInt8> { bytes[(bytes.lastIndex(of: slash).map { $0 + 1 } ?? 0)...] }

    func appending(_ name: [UInt8]) -> SourcePath {
        var whole: [UInt8] = []
        whole.reserveCapacity(bytes.count + name.count + 2)
        whole += bytes
        if whole.last != slash { whole.append(slash) }
        whole += name
        return SourcePath(bytes: whole)
    }

    /// Whether the name ends in `suffix`, which is in lower case.
    func hasSuffix(_ suffix: String) -> Bool {
        guard name.count > suffix.utf8.count else { return false }
        return zip(name.suffix(suffix.utf8.count), suffix.utf8).allSatisfy {
            ($0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0) == $1
        }
    }

    func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        // A NUL cannot be in a path; one that is handed in cuts it, and what is left is looked for.
        var text = bytes
        text.append(0)
        return text.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { text in
                guard let address = text.baseAddress else { preconditionFailure("a NUL was appended") }
                return body(address)
            }
        }
    }

    enum Kind: Sendable, Equatable {
        case file, folder
        /// A pipe, a device, a socket: read only when it was named itself, because opening one may wait for ever.
        case other
    }

    /// What the path leads to, through symbolic links.
    func kind() -> Result<Kind, ReadFault> {
        var status = stat()
        guard withCString({ stat($0, &status) }) == 0 else { return .failure(.last()) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .success(.file)
        case S_IFDIR: return .success(.folder)
        default: return .success(.other)
        }
    }

    /// True for a symbolic link: one to a folder is not followed inside a folder, since it may lead in a circle.
    func isLink() -> Bool {
        var status = stat()
        return withCString({ lstat($0, &status) }) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }
}

extension SourcePath {
    /// The names in this folder in order of their bytes, without those that begin with a dot.
    func names() throws(ReadFault) -> [[UInt8]] {
        let listing = try FolderListing(of: self)
        var names: [[UInt8]] = []
        while let entry = listing.next() {
            if entry.name.first != UInt8(ascii: ".") { names.append(entry.name) }
        }
        return names
    }
}

/// Why a file or folder could not be read: the system's error number.
struct ReadFault: Error, Sendable, Equatable, CustomStringConvertible {
    let code: Int32
    static func last() -> ReadFault { ReadFault(code: errno) }
    var description: String { String(cString: strerror(code)) }
}

private let slash = UInt8(ascii: "/")
