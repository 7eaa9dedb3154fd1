import MailRouting

/// The beginning of the text of an ordinary message, found without taking the whole body apart.
///
/// Ordinary is a body that is text, or parts of which the very first is plain text. Nil for every other one: GMime reads
/// those. What both know they say alike.
struct FirstText {
    /// Transfer encoding undone, charset not.
    let bytes: [UInt8]
    let charset: String?
    let isHTML: Bool

    /// - Parameter limit: Octets of text that are wanted.
    static func find(in body: ArraySlice<UInt8>, of message: Message, atMost limit: Int) -> FirstText? {
        // A type that cannot be read is shown as plain text, but GMime may make something of it.
        if message.contentType.parameters.isEmpty, let place = message.header.firstPlace(of: .contentType),
            MediaTypeField.parse(message.header.octets(at: place)) == nil
        {
            return nil
        }
        return find(in: body, message.contentType, message.header, atMost: limit, within: [])
    }

    /// - Parameters:
    ///   - header: of the message or part, for its transfer encoding.
    ///   - boundaries: of the multiparts around it.
    private static func find(
        in body: ArraySlice<UInt8>, _ type: MediaType, _ header: Header, atMost limit: Int,
        within boundaries: [[UInt8]]
    ) -> FirstText? {
        if type.type == "multipart" {
            guard boundaries.count < 4, type.subtype != "digest", let boundary = type.parameters["boundary"],
                !boundary.isEmpty, let start = firstPart(of: body, boundary: Array(boundary.utf8))
            else { return nil }
            var defects = DefectList()
            let part = HeaderBlock(body[start...], defects: &defects)
            guard defects.names.isEmpty, let text = part.bodyStart, let type = mediaType(of: part.header) else {
                return nil
            }
            let all = boundaries + [Array(boundary.utf8)]
            return find(in: body[text...], type, part.header, atMost: limit, within: all)
        }
        // Plain text may follow behind HTML, and would be preferred.
        guard type.type == "text", type.subtype == "plain" || type.subtype == "html" && boundaries.isEmpty,
            let encoding = encoding(of: header),  // Escapes take up to three octets for one, and line ends come on top.
            let content = content(body, atMost: limit * 4, within: boundaries)
        else { return nil }
        return FirstText(
            bytes: encoding.decode(content, atMost: limit), charset: type.parameters["charset"],
            isHTML: type.subtype == "html")
    }

    /// What a part says it is; nil for an attachment and for what cannot be read.
    private static func mediaType(of header: Header) -> MediaType? {
        if let place = header.firstPlace(of: .contentDisposition) {
            guard header.value(at: place).lowercased().hasPrefix("inline") else { return nil }
        }
        guard let place = header.firstPlace(of: .contentType) else {
            return MediaType(type: "text", subtype: "plain")
        }
        return MediaTypeField.parse(header.octets(at: place))
    }

    /// Nil for one that GMime may know.
    private static func encoding(of header: Header) -> TransferEncoding? {
        guard let place = header.firstPlace(of: .contentTransferEncoding) else { return .identity }
        switch header.value(at: place).lowercased() {
        case "7bit", "8bit", "binary": return .identity
        case "quoted-printable": return .quotedPrintable
        case "base64": return .base64
        default: return nil
        }
    }

    /// Where the header of the first part begins: behind the line with the boundary (RFC 2046 section 5.1.1).
    private static func firstPart(of body: ArraySlice<UInt8>, boundary: [UInt8]) -> Int? {
        var start = body.startIndex
        while start < body.endIndex {
            let next = lineEnd(body, from: start)
            if isDashed(body, start), let rest = delimiter(body[start..<next], [boundary]) {
                return rest.isEmpty ? next : nil
            }
            start = next
        }
        return nil
    }

    /// As much of the text as makes a preview, up to a boundary; nil where a line only looks like one.
    private static func content(
        _ body: ArraySlice<UInt8>, atMost limit: Int, within boundaries: [[UInt8]]
    ) -> ArraySlice<UInt8>? {
        let window = body.prefix(limit)
        if boundaries.isEmpty { return window }
        var start = window.startIndex
        while start < window.endIndex {
            // The whole line, though the window may cut it.
            let next = lineEnd(body, from: start)
            if isDashed(body, start), let rest = delimiter(body[start..<next], boundaries) {
                let isClosing = rest.elementsEqual([UInt8(ascii: "-"), UInt8(ascii: "-")])
                return rest.isEmpty || isClosing ? withoutLineEnd(body[body.startIndex..<start]) : nil
            }
            start = next
        }
        return window
    }

    /// Whether a line may be a delimiter: few begin with two hyphens.
    private static func isDashed(_ body: ArraySlice<UInt8>, _ start: Int) -> Bool {
        start + 2 < body.endIndex && body[start] == UInt8(ascii: "-") && body[start + 1] == UInt8(ascii: "-")
    }

    /// What stands behind `--boundary` on a line, without white space and line end; nil when the line does not begin so.
    private static func delimiter(_ line: ArraySlice<UInt8>, _ boundaries: [[UInt8]]) -> ArraySlice<UInt8>? {
        guard line.count > 2, line[line.startIndex] == UInt8(ascii: "-"), line[line.startIndex + 1] == UInt8(ascii: "-")
        else { return nil }
        let text = line.dropFirst(2)
        guard let boundary = boundaries.first(where: text.starts(with:)) else { return nil }
        var rest = text.dropFirst(boundary.count)
        while let last = rest.last, last <= 0x20 { rest.removeLast() }
        return rest
    }

    private static func lineEnd(_ body: ArraySlice<UInt8>, from start: Int) -> Int {
        body[start...].index(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? body.endIndex
    }

    /// The line end before a boundary belongs to it.
    private static func withoutLineEnd(_ content: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var content = content
        if content.last == UInt8(ascii: "\n") { content.removeLast() }
        if content.last == UInt8(ascii: "\r") { content.removeLast() }
        return content
    }
}
