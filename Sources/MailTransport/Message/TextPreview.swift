import CGMime
import MailRouting

/// The beginning of a message's text, decoded: what its language is told by.
struct TextPreview {
    let text: String
    let isHTML: Bool

    /// From the beginning of the body; nil when there is no text in it.
    ///
    /// GMime is given only the two fields that say how the body is built, so a strange header cannot change its answer.
    init?(of body: ArraySlice<UInt8>, in message: Message, defects: inout DefectList) {
        guard !body.isEmpty else { return nil }
        var part: [UInt8] = []
        for name in ["Content-Type", "Content-Transfer-Encoding"] {
            guard let value = message.values(of: name).first else { continue }
            part += Array("\(name): \(value)\r\n".utf8)
        }
        part += Array("\r\n".utf8)
        part += body.prefix(Limits.bodyBytes)
        guard let found = cgmime_text_extract(part, part.count, Limits.previewBytes, Limits.parts) else {
            return nil
        }
        defer { cgmime_text_free(found) }
        var length = 0
        let bytes = Array(UnsafeBufferPointer(start: cgmime_text_bytes(found, &length), count: length))
        let charset = cgmime_text_charset(found).flatMap { Charset(label: String(cString: $0)) }
        // Cut at a fixed length, the last character may be broken: not the sender's fault, so no defect of the message.
        var ignored = DefectList()
        text = charset?.decode(bytes, defects: &ignored) ?? Charset.guess(bytes)
        isHTML = cgmime_text_is_html(found)
    }
}
