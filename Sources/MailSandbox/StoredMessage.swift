/// A message as the server keeps it, read through `doveadm` and not through IMAP.
///
/// Tests of an IMAP client compare what the client did with what is there.
public struct StoredMessage: Sendable, Hashable {
    /// The UID in its mailbox.
    public let uid: UInt32
    /// The flags and keywords as Dovecot writes them: `\Seen`, `$Label1`; `\Recent` is left out, it means nothing here.
    public let flags: Set<String>
    /// The internal date, in seconds since 1970.
    public let internalDate: Int
    /// Header and body, with LF as line end.
    public let bytes: [UInt8]

    /// The bytes as text; what is not UTF-8 becomes U+FFFD.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Reads the records of `doveadm fetch "uid flags date.received.unixtime text"`.
    static func records(in output: [UInt8]) -> [StoredMessage] {
        // Each record ends with a form feed and a line end. A message may hold these too, but not before our first field.
        let separator = Array("\u{0C}\n".utf8)
        let start = Array("uid: ".utf8)
        var records: [StoredMessage] = []
        var rest = output[...]
        while rest.starts(with: start) {
            var end = rest.startIndex
            while end < rest.endIndex {
                let after = rest[end...].dropFirst(separator.count)
                if rest[end...].starts(with: separator), after.isEmpty || after.starts(with: start) { break }
                end += 1
            }
            if let record = StoredMessage(record: rest[..<end]) { records.append(record) }
            rest = rest[end...].dropFirst(separator.count)
        }
        return records
    }

    private init?(record: ArraySlice<UInt8>) {
        let lines = record.split(separator: 0x0A, maxSplits: 4, omittingEmptySubsequences: false)
        guard lines.count == 5 else { return nil }
        let values = lines[..<3].map { line in
            String(decoding: line, as: UTF8.self).split(separator: ": ", maxSplits: 1).dropFirst().first.map(
                String.init)
        }
        guard let uid = values[0].flatMap(UInt32.init), let date = values[2].flatMap(Int.init) else { return nil }
        self.uid = uid
        self.flags = Set((values[1] ?? "").split(separator: " ").map(String.init)).subtracting(["\\Recent"])
        self.internalDate = date
        self.bytes = Array(lines[4])
    }
}
