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
    private var preview: TextPreview?
    /// Fields that count once (RFC 5322 section 3.6) and have been seen.
    private var seen: Set<String> = []
    let bodyStart: Int?

    init(_ bytes: ArraySlice<UInt8>) {
        let block = HeaderBlock(bytes, defects: &defects)
        bodyStart = block.bodyStart
        if block.fields.isEmpty { defects.add(.missingHeader) }
        message.headerFields.reserveCapacity(block.fields.count)
        for field in block.fields {
            let value = HeaderBlock.unfold(bytes[field.range])
            let text = self.text(of: value)
            message.headerFields.append(HeaderField(name: field.name, value: text, decoded: Self.decoded(value)))
            read(field.name.lowercased(), value, text)
        }
    }

    mutating func readBody(_ body: ArraySlice<UInt8>) {
        preview = TextPreview(of: body, in: message, defects: &defects)
    }

    /// What `readBody` found.
    var text: String? { preview?.text }

    mutating func finish(size: Int) -> Message {
        if message.from.isEmpty { defects.add(seen.contains("from") ? .badFrom : .missingFrom) }
        if !seen.contains("date") { defects.add(.missingDate) }
        if !seen.contains("message-id") { defects.add(.missingMessageID) }
        message.language = LanguageDetector.language(of: message, preview: preview)
        message.size = size
        message.defects = defects.names
        return message
    }

    /// The value decoded for rules on any field; nil when there is nothing to decode. Faults are noted by the fields
    /// that are facts, so those found here are not.
    private static func decoded(_ value: [UInt8]) -> String? {
        let mayHaveWords = zip(value, value.dropFirst()).contains { $0 == UInt8(ascii: "=") && $1 == UInt8(ascii: "?") }
        guard mayHaveWords || value.contains(where: { $0 >= 0x80 }) else { return nil }
        var unnoted = DefectList()
        return EncodedWords.decode(value, defects: &unnoted)
    }

    /// The undecoded value as text, its raw faults noted.
    private mutating func text(of value: [UInt8]) -> String {
        if value.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) { defects.add(.controlCharacter) }
        if let text = String(validating: value, as: UTF8.self) { return text }
        defects.add(.eightBitHeader)
        return String(decoding: value, as: UTF8.self)
    }

    private mutating func read(_ name: String, _ value: [UInt8], _ text: String) {
        switch name {
        case "subject" where isFirst(name):
            message.subject = FieldText.printable(EncodedWords.decode(value, defects: &defects))
        case "from" where isFirst(name): message.from = addresses(value)
        case "sender" where isFirst(name): message.sender = addresses(value).first
        case "reply-to": message.replyTo += addresses(value)
        case "to": message.to += addresses(value)
        case "cc": message.cc += addresses(value)
        case "delivered-to", "x-original-to": message.deliveredTo += addresses(value)
        case "return-path" where !seen.contains(name):
            seen.insert(name)
            message.returnPath = FieldText.reversePath(text)
            if case .malformed = message.returnPath { defects.add(.badReturnPath) }
        case "message-id" where isFirst(name):
            message.messageID = FieldText.messageIDs(text).first
            if message.messageID == nil { defects.add(.badMessageID) }
        case "in-reply-to": message.inReplyTo += FieldText.messageIDs(text)
        case "references": message.references += FieldText.messageIDs(text)
        case "date" where isFirst(name): readDate(value)
        case "content-type" where isFirst(name): readContentType(value)
        case "x-priority", "importance", "priority", "x-msmail-priority":
            // The highest wins, as it does between rules: a client that writes two of them means the louder one.
            guard let asked = FieldText.priority(field: name, value: text) else { return }
            message.headerPriority = max(asked, message.headerPriority ?? asked)
        default: break
        }
    }

    /// True for the first field of this name; a second one is a defect and is not read.
    private mutating func isFirst(_ name: String) -> Bool {
        if seen.insert(name).inserted { return true }
        defects.add(.repeatedField)
        return false
    }

    private mutating func addresses(_ value: [UInt8]) -> [Address] {
        AddressField.parse(value, defects: &defects)
    }

    private mutating func readDate(_ value: [UInt8]) {
        var seconds: Int64 = 0
        // Before 1970 nobody wrote mail of this kind; after 9999 a Date field cannot say it.
        if value.withCString({ cgmime_date_parse($0, &seconds) }), (1...253_402_300_799).contains(seconds) {
            message.date = Instant(seconds: seconds)
        } else {
            defects.add(.badDate)
        }
    }

    private mutating func readContentType(_ value: [UInt8]) {
        guard let type = value.withCString({ cgmime_media_type_parse($0) }) else {
            defects.add(.badContentType)
            return
        }
        defer { cgmime_media_type_free(type) }
        var parameters: [String: String] = [:]
        for index in 0..<min(cgmime_media_type_parameter_count(type), Limits.parameters) {
            guard let name = cgmime_media_type_parameter_name(type, index),
                let value = cgmime_media_type_parameter_value(type, index)
            else { continue }
            let key = String(cString: name).lowercased()
            if parameters[key] == nil { parameters[key] = String(cString: value) }
        }
        message.contentType = MediaType(
            type: String(cString: cgmime_media_type_type(type)),
            subtype: String(cString: cgmime_media_type_subtype(type)), parameters: parameters)
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
