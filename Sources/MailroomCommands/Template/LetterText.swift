import MailRouting
import MailTransport

/// A finished letter for people: what its header says, its text, and what else is in the message.
struct LetterText {
    let text: String

    init(_ draft: AcknowledgementDraft, bytes: [UInt8]) {
        let message = MessageParser.parse(message: bytes)
        var page = WrappedText(width: 76)
        for index in 0..<message.header.count {
            let field = message.header[index]
            page.add(
                "", ColumnText.harmless(OneLine.of("\(field.name): \(field.decoded)", scalars: 2_000), atMost: 2_000))
        }
        page.add("")
        for line in draft.text.split(separator: "\n", omittingEmptySubsequences: false) {
            page.add("", ColumnText.harmless(String(line), atMost: 4_000))
        }
        let html = draft.html.map { ["HTML, \($0.utf8.count) octets"] } ?? []
        let files = draft.attachments.map { "\($0.fileName), \($0.mediaType), \($0.content.count) octets" }
        for part in html + files { page.add("", "[\(part)]") }
        text = page.text
    }
}
