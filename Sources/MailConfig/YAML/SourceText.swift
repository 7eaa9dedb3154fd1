import MailRouting

/// The bytes of one file a person wrote, and its lines for the caret.
struct SourceText {
    /// As findings show it.
    let file: String
    /// Without a byte order mark, so that columns count what a person sees.
    let bytes: [UInt8]
    private let lineStarts: [Int]

    init(file: String, bytes: [UInt8]) {
        self.file = file
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        var starts = [0]
        for (index, byte) in content.enumerated() {
            let isBreak = byte == 0x0A || (byte == 0x0D && !(index + 1 < content.count && content[index + 1] == 0x0A))
            if isBreak { starts.append(index + 1) }
        }
        self.bytes = content
        lineStarts = starts
    }

    /// Line `number`, counted from 1, without its line break, with secrets masked; nil when there is none.
    func line(_ number: Int) -> String? {
        guard number >= 1, number <= lineStarts.count else { return nil }
        let end = number < lineStarts.count ? lineStarts[number] : bytes.count
        var slice = bytes[lineStarts[number - 1]..<end]
        while let last = slice.last, last == 0x0A || last == 0x0D { slice.removeLast() }
        let scalars = String(decoding: slice, as: UTF8.self).unicodeScalars.prefix(Limits.shownLineScalars)
        // What is refused for being invisible must not turn the terminal around while it is shown.
        return SecretMask.masked(scalars.map { TextInspection.isRefused($0) ? "\u{FFFD}" : $0 })
    }
}

/// Hides what may be a secret in a source line before it is shown: a password written where only its place belongs
/// must not reach a terminal, a log or a bug report through the very finding that refuses it.
enum SecretMask {
    private static let suspicious = ["passw", "pasw", "passp", "secret", "token"]
    private static let places = ["env:", "file:", "{", "["]

    static func masked(_ scalars: [Unicode.Scalar]) -> String {
        let text = String(String.UnicodeScalarView(scalars))
        guard let start = valueStart(scalars) else { return text }
        let value = scalars[start...].drop { $0 == " " || $0 == "\"" || $0 == "'" }
        let spelled = String(String.UnicodeScalarView(value))
        if spelled.isEmpty || places.contains(where: { spelled.hasPrefix($0) }) { return text }
        return String(
            String.UnicodeScalarView(scalars[..<start] + everythingHidden(Array(scalars[start...])).unicodeScalars))
    }

    /// Every visible character as a star, so that the caret stays where it was.
    static func everythingHidden(_ scalars: [Unicode.Scalar]) -> String {
        String(String.UnicodeScalarView(scalars.map { $0 == " " ? " " : "*" }))
    }

    /// Where the value after the first suspicious key begins.
    private static func valueStart(_ scalars: [Unicode.Scalar]) -> Int? {
        let lowered = scalars.map { (0x41...0x5A).contains($0.value) ? Unicode.Scalar(UInt8($0.value + 0x20)) : $0 }
        for index in lowered.indices {
            for word in suspicious where lowered[index...].starts(with: Array(word.unicodeScalars)) {
                if let colon = lowered[index...].firstIndex(of: ":") { return colon + 1 }
            }
        }
        return nil
    }
}
