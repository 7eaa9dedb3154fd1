import MailRouting

/// An argument that must not go over the wire.
struct ArgumentFault: Error {
    let reason: String
}

/// One command line in the making, without tag and CRLF.
///
/// libetpan sends strings as they are, so a mailbox name with a line break would be a second command. Everything that
/// comes from outside is checked here, before a byte is sent; libetpan then only parses what the server answers.
struct IMAPCommand {
    /// The command's name for faults; its arguments may be secret and are never shown.
    let name: String
    private(set) var line: [UInt8]

    init(_ name: String) {
        self.name = name
        line = Array(name.utf8)
    }

    /// Adds a space and text of our own making.
    mutating func add(_ text: String) {
        line.append(UInt8(ascii: " "))
        line += text.utf8
    }

    /// Adds a quoted string (RFC 3501 section 9). ASCII only: 8-bit text has no place in one.
    mutating func addQuoted(_ text: String, what: String) throws(ArgumentFault) {
        try addQuoted(bytes: Array(text.utf8), what: what)
    }

    /// Adds a mailbox name in modified UTF-7.
    mutating func addMailbox(_ mailbox: MailboxName) throws(ArgumentFault) {
        guard !mailbox.rawValue.isEmpty else { throw ArgumentFault(reason: "a mailbox name is empty") }
        try IMAPCommand.refuseControls(in: mailbox.rawValue.utf8, what: "mailbox name")
        try addQuoted(bytes: ModifiedUTF7.encode(mailbox.rawValue), what: "mailbox name")
    }

    /// Adds a parenthesised list of flags and keywords; `\Recent` is left out, because no client may set it.
    mutating func addFlags(_ flags: [String]) throws(ArgumentFault) {
        let wanted = flags.filter { $0.lowercased() != "\\recent" }
        for flag in wanted {
            let word = flag.utf8.first == UInt8(ascii: "\\") ? flag.utf8.dropFirst() : flag.utf8[...]
            guard !word.isEmpty, word.count <= Limits.imapQuotedString, word.allSatisfy(IMAPCommand.isAtom) else {
                throw ArgumentFault(reason: "a flag or keyword is no atom")
            }
        }
        add("(" + wanted.joined(separator: " ") + ")")
    }

    private mutating func addQuoted(bytes: [UInt8], what: String) throws(ArgumentFault) {
        guard bytes.count <= Limits.imapQuotedString else { throw ArgumentFault(reason: "a \(what) is too long") }
        try IMAPCommand.refuseControls(in: bytes, what: what)
        guard bytes.allSatisfy({ $0 < 0x80 }) else { throw ArgumentFault(reason: "a \(what) is not ASCII") }
        line += [UInt8(ascii: " "), UInt8(ascii: "\"")]
        for byte in bytes {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { line.append(UInt8(ascii: "\\")) }
            line.append(byte)
        }
        line.append(UInt8(ascii: "\""))
    }

    /// CR, LF and NUL would end the string or the command.
    static func refuseControls(in bytes: some Sequence<UInt8>, what: String) throws(ArgumentFault) {
        if bytes.contains(where: { $0 == 0x0D || $0 == 0x0A || $0 == 0 }) {
            throw ArgumentFault(reason: "a \(what) contains a line break or NUL")
        }
    }

    /// ATOM-CHAR (RFC 3501 section 9), with `]`, which keywords may hold.
    static func isAtom(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && !"(){%*\"\\".utf8.contains(byte)
    }
}
