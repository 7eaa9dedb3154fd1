import CGMime
public import MailRouting

/// Bytes to `Message`: a pure function, safe on any thread, that never fails.
///
/// Whatever the bytes are, there is a `Message`, with what is wrong named in `defects` (see `Defect`). The cost is
/// linear in the header and bounded by `Limits`; the body is only looked at to tell its language.
public enum MessageParser {
    /// From a header as IMAP's BODY.PEEK[HEADER] gives it.
    ///
    /// - Parameters:
    ///   - header: the header fields; an empty line and what follows are ignored.
    ///   - textPreview: the beginning of the body as it stands (BODY.PEEK[TEXT]<0.n>), for its language, or nil.
    ///   - size: RFC822.SIZE, in octets.
    public static func parse(header: [UInt8], textPreview: [UInt8]?, size: Int) -> Message {
        var reader = MessageReader(header[...])
        if let textPreview { reader.readBody(textPreview[...]) }
        return reader.finish(size: size)
    }

    /// From a whole message, or as much of it as there is.
    public static func parse(message: [UInt8]) -> Message {
        var reader = MessageReader(message[...])
        if let start = reader.bodyStart, start < message.endIndex { reader.readBody(message[start...]) }
        return reader.finish(size: message.count)
    }

    /// The beginning of a message's text as a person reads it, decoded; nil when it has none.
    public static func text(of message: [UInt8]) -> String? {
        var reader = MessageReader(message[...])
        if let start = reader.bodyStart, start < message.endIndex { reader.readBody(message[start...]) }
        return reader.text
    }
}

/// Collects the facts of one message, field by field.
private struct MessageReader {
    private var message = Message()
    private var defects = DefectList()
    private var body: ArraySlice<UInt8>?
    let bodyStart: Int?

    init(_ bytes: ArraySlice<UInt8>) {
        let block = HeaderBlock(bytes, defects: &defects)
        bodyStart = block.bodyStart
        let header = block.header
        message.header = header
        if header.count == 0 { defects.add(.missingHeader) }
        for place in 0..<header.count {
            if !block.isPlain, !header.isPlain(at: place) { noteOddities(header.octets(at: place)) }
            let name = header.knownName(at: place)
            if name != .other { read(name, at: place, of: header) }
        }
    }

    mutating func readBody(_ body: ArraySlice<UInt8>) {
        self.body = body.prefix(Limits.bodyBytes)
    }

    /// The beginning of the body's text.
    var text: String? { body.flatMap { TextPreview(of: $0, in: message)?.text } }

    mutating func finish(size: Int) -> Message {
        if message.from.isEmpty { defects.add(message.header.has(.from) ? .badFrom : .missingFrom) }
        if !message.header.has(.date) { defects.add(.missingDate) }
        if !message.header.has(.messageID) { defects.add(.missingMessageID) }
        message.language = LanguageDetector.language(of: message, body: body)
        message.size = size
        message.defects = defects.names
        return message
    }

    private mutating func noteOddities(_ value: ArraySlice<UInt8>) {
        if value.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) { defects.add(.controlCharacter) }
        if String(validating: value, as: UTF8.self) == nil { defects.add(.eightBitHeader) }
    }

    /// Reads the fields that are facts; what others say is read when a rule or the gate asks.
    private mutating func read(_ name: FieldName, at place: Int, of header: Header) {
        switch name {
        case .subject where isFirst(name, place, header):
            let value = EncodedWords.decode(Array(header.octets(at: place)), defects: &defects)
            message.subject = FieldText.printable(value)
        case .from where isFirst(name, place, header): message.from = addresses(header.octets(at: place))
        case .sender where isFirst(name, place, header): message.sender = addresses(header.octets(at: place)).first
        case .replyTo: message.replyTo += addresses(header.octets(at: place))
        case .to: message.to += addresses(header.octets(at: place))
        case .cc: message.cc += addresses(header.octets(at: place))
        case .deliveredTo, .originalTo: message.deliveredTo += addresses(header.octets(at: place))
        case .returnPath where header.firstPlace(of: name) == place:
            message.returnPath = FieldText.reversePath(header.octets(at: place))
            if case .malformed = message.returnPath { defects.add(.badReturnPath) }
        case .messageID where isFirst(name, place, header):
            message.messageID = FieldText.messageIDs(header.octets(at: place)).first
            if message.messageID == nil { defects.add(.badMessageID) }
        case .inReplyTo: message.inReplyTo += FieldText.messageIDs(header.octets(at: place))
        case .references: message.references += FieldText.messageIDs(header.octets(at: place))
        case .date where isFirst(name, place, header):
            message.date = DateField.parse(header.octets(at: place))
            if message.date == nil { defects.add(.badDate) }
        case .contentType where isFirst(name, place, header):
            if let type = MediaTypeField.parse(header.octets(at: place)) {
                message.contentType = type
            } else {
                defects.add(.badContentType)
            }
        case .xPriority, .importance, .priority, .microsoftPriority:
            // The highest wins, as it does between rules: a client that writes two of them means the louder one.
            guard let asked = FieldText.priority(field: name, value: header.value(at: place)) else { return }
            message.headerPriority = max(asked, message.headerPriority ?? asked)
        default: break
        }
    }

    /// True for the first field of this name (RFC 5322 section 3.6 has it once); a second one is a defect and not read.
    private mutating func isFirst(_ name: FieldName, _ place: Int, _ header: Header) -> Bool {
        if header.firstPlace(of: name) == place { return true }
        defects.add(.repeatedField)
        return false
    }

    private mutating func addresses(_ value: ArraySlice<UInt8>) -> [Address] {
        AddressField.parse(value, defects: &defects)
    }
}

extension [UInt8] {
    /// Calls `body` with these bytes as a C string; a NUL inside becomes a space, so that nothing is hidden behind it.
    func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        var bytes = self.contains(0) ? map { $0 == 0 ? 0x20 : $0 } : self
        bytes.append(0)
        return bytes.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { text in
                guard let address = text.baseAddress else { preconditionFailure("a NUL was appended") }
                return body(address)
            }
        }
    }
}
