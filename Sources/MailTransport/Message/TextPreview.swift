import CGMime
import MailRouting

/// The beginning of a message's text, its transfer encoding undone: what its language is told by.
struct TextPreview {
    let bytes: [UInt8]
    let charset: Charset?
    let isHTML: Bool

    /// As a person reads it.
    var text: String {
        // Cut at a fixed length, the last character may be broken: not the sender's fault, so no defect of the message.
        var ignored = DefectList()
        return charset?.decode(bytes, defects: &ignored) ?? Charset.guess(bytes)
    }
}

extension TextPreview {
    /// From the beginning of the body; nil when there is no text in it.
    init?(of body: ArraySlice<UInt8>, in message: Message) {
        guard !body.isEmpty else { return nil }
        if let plain = TextPreview(ofPlain: body, in: message, atMost: Limits.previewBytes) {
            self = plain
        } else {
            self.init(byGMime: body, in: message)
        }
    }

    /// The first `limit` bytes of it, when they can be had without GMime; else nil.
    init?(ofPlain body: ArraySlice<UInt8>, in message: Message, atMost limit: Int) {
        guard let found = FirstText.find(in: body, of: message, atMost: limit) else { return nil }
        self.init(bytes: found.bytes, charset: found.charset.flatMap { Charset(label: $0) }, isHTML: found.isHTML)
    }

    init?(byGMime body: ArraySlice<UInt8>, in message: Message) {
        guard let found = Self.extract(body, of: message) else { return nil }
        defer { cgmime_text_free(found) }
        var length = 0
        self.init(
            bytes: Array(UnsafeBufferPointer(start: cgmime_text_bytes(found, &length), count: length)),
            charset: cgmime_text_charset(found).flatMap { Charset(label: String(cString: $0)) },
            isHTML: cgmime_text_is_html(found))
    }

    /// GMime is given only the two fields that say how the body is built, so a strange header cannot change its answer.
    private static func extract(_ body: ArraySlice<UInt8>, of message: Message) -> OpaquePointer? {
        var part: [UInt8] = []
        for name in ["Content-Type", "Content-Transfer-Encoding"] {
            guard let value = message.values(of: name).first else { continue }
            part += Array("\(name): \(value)\r\n".utf8)
        }
        part += Array("\r\n".utf8)
        part += body
        return cgmime_text_extract(part, part.count, Limits.previewBytes, Limits.parts)
    }
}
