public import MailRouting

extension MessageParser {
    /// The author's text and the attachments of a whole message, for the conditions that ask about them.
    ///
    /// Never fails: what cannot be read is not there. The cost is linear in the octets and bounded by `Limits`.
    ///
    /// - Parameter isReport: whether to look for what it reports of a delivery (`Message.mayBeDeliveryReport`).
    public static func body(of message: [UInt8], isReport: Bool = false) -> MessageBody {
        var bytes = message.prefix(Limits.messageBytes)
        var defects = DefectList()
        var header = HeaderBlock(bytes, defects: &defects)
        if defects.names.contains(Defect.bareCarriageReturn.rawValue) {
            // Parts are told apart by their lines, and these end in CR alone.
            bytes = bytes.map { $0 == UInt8(ascii: "\r") ? UInt8(ascii: "\n") : $0 }[...]
            header = HeaderBlock(bytes, defects: &defects)
        }
        let from = header.value(of: "from").map { AddressField.parse($0[...], defects: &defects) }
        let author = from?.first?.displayName
        let subject = header.value(of: "subject").map { EncodedWords.decode($0, defects: &defects) } ?? ""
        let root = MIMEPart(message: bytes)
        var reader = BodyReader(of: root)
        let lines = reader.lines
        let text = lines.map { AuthorText.text(of: $0, by: author, isForward: isForward(subject)) }
        return MessageBody(
            text: text?.prefix(octets: Limits.bodyTextBytes), attachments: reader.attachments,
            programParts: reader.programParts,
            report: isReport ? DeliveryReportReader.report(in: root) : nil)
    }

    private static func isForward(_ subject: String) -> Bool {
        let word = subject.prefix { $0 != ":" }.trimmingPrefix(while: \.isWhitespace).lowercased()
        return ["fw", "fwd", "wg"].contains(word)
    }
}

/// Tells the text of a message from the files that came with it.
private struct BodyReader {
    private let root: MIMEPart
    private let firstLeaf: MIMEPart?
    /// Octets of decoded text that may still be looked at, over all parts.
    private var sourceLeft = Limits.bodySourceBytes

    init(of root: MIMEPart) {
        self.root = root
        firstLeaf = root.firstLeaf
    }

    /// What a reader sees, before it is known who wrote it; nil when there is no text.
    var lines: [TextLine]? { mutating get { lines(of: root) } }
    var attachments: [Attachment] { attachments(in: root) }
    var programParts: [MediaType] { programParts(in: root) }

    // MARK: Text

    /// The lines a reader sees of a part; nil when it holds no text.
    private mutating func lines(of part: MIMEPart) -> [TextLine]? {
        if part.parts.isEmpty { return isBody(part) ? decodedLines(of: part) : nil }
        guard part.type.subtype == "alternative" else {
            let found = part.parts.compactMap { lines(of: $0) }
            return found.isEmpty ? nil : Array(found.joined())
        }
        // Plain text says the same with less; some programs leave it empty, though.
        let plainFirst = part.parts.filter(\.isPlain) + part.parts.filter { !$0.isPlain }
        var found: [TextLine]?
        for alternative in plainFirst {
            let lines = lines(of: alternative)
            if lines?.contains(where: { !$0.isBlank }) == true { return lines }
            found = found ?? lines
        }
        return found
    }

    private mutating func decodedLines(of part: MIMEPart) -> [TextLine] {
        let bytes = part.encoding.decode(part.content, atMost: sourceLeft)
        sourceLeft -= bytes.count
        // Cut at a fixed length, the last character may be broken: no defect of the message.
        var ignored = DefectList()
        let charset = part.type.parameters["charset"].flatMap { Charset(label: $0) }
        let text = charset?.decode(bytes, defects: &ignored) ?? Charset.guess(bytes)
        if part.type.subtype == "html" { return HTMLText.lines(of: text) }
        guard part.type.parameters["format"]?.lowercased() == "flowed" else { return TextLine.lines(ofPlain: text) }
        return TextLine.lines(ofFlowed: text, deletesSpace: part.type.parameters["delsp"]?.lowercased() == "yes")
    }

    // MARK: Attachments

    private func attachments(in part: MIMEPart) -> [Attachment] {
        guard part.parts.isEmpty else { return part.parts.flatMap(attachments) }
        guard !isBody(part), part.isFile else { return [] }
        let type = MediaType(type: part.type.type, subtype: part.type.subtype)
        return [Attachment(name: part.fileName, type: type, size: part.encoding.decodedSize(of: part.content))]
    }

    // MARK: Parts for programs

    private func programParts(in part: MIMEPart) -> [MediaType] {
        let inner = part.parts.flatMap(programParts)
        return part.type.isReport || part.type.isCalendar ? [part.type] + inner : inner
    }

    /// Text to be read. With a name it is a file, unless the message begins with it.
    private func isBody(_ part: MIMEPart) -> Bool {
        guard part.type.description == "text/plain" || part.type.description == "text/html" else { return false }
        let isFirst = part.content.startIndex == firstLeaf?.content.startIndex
        return !part.isDeclaredAttachment && (part.fileName == nil || isFirst)
    }
}

extension MIMEPart {
    fileprivate var isPlain: Bool { type.description == "text/plain" }

    fileprivate var firstLeaf: MIMEPart? { parts.isEmpty ? self : parts[0].firstLeaf }

    /// Whether a part that is no body is a file. Pictures inside a text have no name, reports and calendars are read by
    /// programs, and a signature belongs to the message it signs.
    fileprivate var isFile: Bool {
        if Self.signatures.contains(type.description) { return false }
        if isDeclaredAttachment || fileName != nil { return true }
        switch type.type {
        case "text", "image": return false
        case "message": return type.subtype == "rfc822" || type.subtype == "global"
        default: return true
        }
    }

    private static let signatures: Set<String> = [
        "application/pgp-signature", "application/pgp-encrypted", "application/pkcs7-signature",
        "application/x-pkcs7-signature",
    ]
}

extension String {
    /// The beginning, cut between two characters.
    fileprivate func prefix(octets limit: Int) -> String {
        guard utf8.count > limit else { return self }
        let end = utf8.index(startIndex, offsetBy: limit)
        let whole = unicodeScalars.index(before: unicodeScalars.index(after: end))
        return String(unicodeScalars[..<min(whole, end)])
    }
}
