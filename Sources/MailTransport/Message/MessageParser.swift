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
    /// Fields that count once (RFC 5322 section 3.6) and have been seen.
    private var seen: [Fact] = []
    let bodyStart: Int?

    /// The fields that are facts; what others say is read when a rule or the gate asks.
    private enum Fact: String, CaseIterable {
        case subject, from, sender, to, cc, date, references, importance, priority
        case replyTo = "reply-to"
        case deliveredTo = "delivered-to"
        case originalTo = "x-original-to"
        case returnPath = "return-path"
        case messageID = "message-id"
        case inReplyTo = "in-reply-to"
        case contentType = "content-type"
        case xPriority = "x-priority"
        case microsoftPriority = "x-msmail-priority"

        static let all = Array(allCases)
        static let names = HeaderNames(all.map(\.rawValue))
    }

    init(_ bytes: ArraySlice<UInt8>) {
        let block = HeaderBlock(bytes, defects: &defects)
        bodyStart = block.bodyStart
        message.header = block.header
        if message.header.count == 0 { defects.add(.missingHeader) }
        for place in 0..<message.header.count {
            if !block.isPlain { noteOddities(message.header.octets(at: place)) }
            guard let number = message.header.number(at: place, among: Fact.names) else { continue }
            read(Fact.all[number], message.header.octets(at: place))
        }
    }

    mutating func readBody(_ body: ArraySlice<UInt8>) {
        self.body = body.prefix(Limits.bodyBytes)
    }

    /// The beginning of the body's text.
    var text: String? { body.flatMap { TextPreview(of: $0, in: message)?.text } }

    mutating func finish(size: Int) -> Message {
        if message.from.isEmpty { defects.add(seen.contains(.from) ? .badFrom : .missingFrom) }
        if !seen.contains(.date) { defects.add(.missingDate) }
        if !seen.contains(.messageID) { defects.add(.missingMessageID) }
        message.language = LanguageDetector.language(of: message, body: body)
        message.size = size
        message.defects = defects.names
        return message
    }

    private mutating func noteOddities(_ value: ArraySlice<UInt8>) {
        if value.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) { defects.add(.controlCharacter) }
        if String(validating: value, as: UTF8.self) == nil { defects.add(.eightBitHeader) }
    }

    private mutating func read(_ fact: Fact, _ value: ArraySlice<UInt8>) {
        switch fact {
        case .subject where isFirst(fact):
            message.subject = FieldText.printable(EncodedWords.decode(Array(value), defects: &defects))
        case .from where isFirst(fact): message.from = addresses(value)
        case .sender where isFirst(fact): message.sender = addresses(value).first
        case .replyTo: message.replyTo += addresses(value)
        case .to: message.to += addresses(value)
        case .cc: message.cc += addresses(value)
        case .deliveredTo, .originalTo: message.deliveredTo += addresses(value)
        case .returnPath where !seen.contains(fact):
            seen.append(fact)
            message.returnPath = FieldText.reversePath(value)
            if case .malformed = message.returnPath { defects.add(.badReturnPath) }
        case .messageID where isFirst(fact):
            message.messageID = FieldText.messageIDs(value).first
            if message.messageID == nil { defects.add(.badMessageID) }
        case .inReplyTo: message.inReplyTo += FieldText.messageIDs(value)
        case .references: message.references += FieldText.messageIDs(value)
        case .date where isFirst(fact):
            message.date = DateField.parse(value)
            if message.date == nil { defects.add(.badDate) }
        case .contentType where isFirst(fact):
            if let type = MediaTypeField.parse(value) {
                message.contentType = type
            } else {
                defects.add(.badContentType)
            }
        case .xPriority, .importance, .priority, .microsoftPriority:
            // The highest wins, as it does between rules: a client that writes two of them means the louder one.
            let text = String(decoding: value, as: UTF8.self)
            guard let asked = FieldText.priority(field: fact.rawValue, value: text) else { return }
            message.headerPriority = max(asked, message.headerPriority ?? asked)
        default: break
        }
    }

    /// True for the first field of this name; a second one is a defect and is not read.
    private mutating func isFirst(_ fact: Fact) -> Bool {
        if seen.contains(fact) {
            defects.add(.repeatedField)
            return false
        }
        seen.append(fact)
        return true
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
