import CGMime
import MailRouting

/// One part of a message: what its header says of it, and where its content lies (RFC 2045, RFC 2046).
///
/// The bytes are split by us, as header fields are: part by part, to a fixed depth and number, without a copy, so that
/// the cost is linear whatever was sent. GMime reads the parameters, which have a grammar.
struct MIMEPart {
    let type: MediaType
    let encoding: TransferEncoding
    /// Content-Disposition calls it an attachment (RFC 2183).
    let isDeclaredAttachment: Bool
    /// Decoded (RFC 2231, RFC 2047).
    let fileName: String?
    /// As it stands, transfer encoding and all.
    let content: ArraySlice<UInt8>
    /// The parts of a multipart, in order.
    private(set) var parts: [MIMEPart] = []

    /// A whole message.
    init(message: ArraySlice<UInt8>) {
        var partsLeft = Limits.bodyParts
        self.init(message, default: MediaType(type: "text", subtype: "plain"), depth: 0, &partsLeft)
    }

    /// - Parameter standard: The type of a part that names none: text, or a message in a digest (RFC 2046 section 5.1.5).
    private init(_ bytes: ArraySlice<UInt8>, default standard: MediaType, depth: Int, _ partsLeft: inout Int) {
        var ignored = DefectList()
        let header = HeaderBlock(bytes, defects: &ignored)
        func value(_ name: String) -> [UInt8]? { header.value(of: name) }
        let declared = value("content-type").flatMap { MediaTypeField.parse($0[...]) } ?? standard
        let disposition = value("content-disposition").flatMap { Disposition($0) }
        encoding = TransferEncoding(value("content-transfer-encoding") ?? [])
        isDeclaredAttachment = disposition?.isAttachment ?? false
        fileName = Self.fileName(disposition?.fileName ?? declared.parameters["name"])
        content = bytes[(header.bodyStart ?? bytes.endIndex)...]
        guard declared.type == "multipart" else {
            type = declared
            return
        }
        if depth < Limits.multipartDepth, let boundary = declared.parameters["boundary"], !boundary.isEmpty {
            let isDigest = declared.subtype == "digest"
            let standard = isDigest ? MediaType(type: "message", subtype: "rfc822") : standard
            var bodies = MultipartBodies(of: content, boundary: boundary)
            while partsLeft > 0, let body = bodies.next() {
                partsLeft -= 1
                parts.append(MIMEPart(body, default: standard, depth: depth + 1, &partsLeft))
            }
        }
        // What cannot be taken apart is shown as it stands, as mail programs do.
        type = parts.isEmpty ? MediaType(type: "text", subtype: "plain") : declared
    }

    private static func fileName(_ text: String?) -> String? {
        guard let text else { return nil }
        var ignored = DefectList()
        // Decoded once more, because some senders put encoded words into extended parameters.
        let decoded = text.contains("=?") ? EncodedWords.decode(Array(text.utf8), defects: &ignored) : text
        let name = FieldText.printable(String(decoded.unicodeScalars.prefix(Limits.fileNameScalars)))
        return name.isEmpty ? nil : name
    }
}

extension HeaderBlock {
    /// The unfolded value of the first field of this name.
    func value(of name: String) -> [UInt8]? {
        header.places(of: name).first.map { Array(header.octets(at: $0)) }
    }
}

/// What Content-Disposition says.
private struct Disposition {
    let isAttachment: Bool
    let fileName: String?

    init?(_ value: [UInt8]) {
        guard let parsed = value.withCString({ cgmime_disposition_parse($0) }) else { return nil }
        defer { cgmime_disposition_free(parsed) }
        isAttachment = cgmime_disposition_is_attachment(parsed)
        fileName = cgmime_disposition_file_name(parsed).map { String(cString: $0) }
    }
}

/// The parts of a multipart's content, one after the other (RFC 2046 section 5.1.1).
///
/// What stands before the first delimiter and after the closing one belongs to no part; a content that ends too early
/// ends its last part.
struct MultipartBodies {
    private let content: ArraySlice<UInt8>
    private let delimiter: [UInt8]
    /// Behind the line of the delimiter before the next part; nil when there is no further part.
    private var start: Int?

    init(of content: ArraySlice<UInt8>, boundary: String) {
        self.content = content
        delimiter = Array("--\(boundary)".utf8)
        start = nil
        if let first = nextDelimiter(from: content.startIndex), !first.isClosing { start = first.next }
    }

    mutating func next() -> ArraySlice<UInt8>? {
        guard let start else { return nil }
        guard let found = nextDelimiter(from: start) else {
            self.start = nil
            return content[start...]
        }
        self.start = found.isClosing ? nil : found.next
        return content[start..<max(start, found.end)]
    }

    /// The next line that is a delimiter: where the content before it ends, and where the line after it begins.
    private func nextDelimiter(from position: Int) -> (end: Int, next: Int, isClosing: Bool)? {
        var place = position
        while let line = content[place...].index(of: delimiter) {
            place = line + delimiter.count
            guard line == position || content[line - 1] == UInt8(ascii: "\n") else { continue }
            let end = content[place...].index(of: UInt8(ascii: "\n")) ?? content.endIndex
            let rest = content[place..<end]
            let isClosing = rest.starts(with: Array("--".utf8))
            guard isClosing || rest.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) else { continue }
            // The line end before a delimiter belongs to the delimiter.
            var contentEnd = line
            if contentEnd > position, content[contentEnd - 1] == UInt8(ascii: "\n") { contentEnd -= 1 }
            if contentEnd > position, content[contentEnd - 1] == UInt8(ascii: "\r") { contentEnd -= 1 }
            return (contentEnd, min(end + 1, content.endIndex), isClosing)
        }
        return nil
    }
}
