import CGMime
import MailRouting
import MailTransport
import Testing

@Suite struct MessageAttachmentTests {
    @Test(arguments: [
        ("Preisliste.pdf", Array("%PDF-1.7\n".utf8), "application/pdf"),
        ("photo.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "image/png"),
        ("terms.txt", Array("Knöpfe\n".utf8), "text/plain; charset=utf-8"),
        ("terms.txt", [0x4B, 0x6E, 0xF6, 0x70, 0x66, 0x65], "application/octet-stream"),
        ("letter.eml", Array("From: a@b.example\n\n".utf8), "application/octet-stream"),
    ])
    func knowsItsMediaType(name: String, content: [UInt8], type: String) {
        #expect(MessageAttachment(fileName: name, content: content).mediaType == type)
        #expect(cgmime_fault_count() == 0)
    }

    private static let files = [
        MessageAttachment(
            fileName: "Geschäftsbedingungen „2026“; Anhang\r\nX: y.pdf", content: Array("%PDF-1.7\n".utf8)),
        MessageAttachment(fileName: "a.bin", content: Array(0...255) + Array(repeating: 0, count: 2_000)),
    ]

    @Test(arguments: [true, false]) func areReadBack(withHTML: Bool) throws {
        let (bytes, message) = try AcknowledgementComposerTests.composed {
            $0.attachments = Self.files
            if !withHTML { $0.html = nil }
        }
        #expect(message.contentType.description == "multipart/mixed")
        #expect(message.values(of: "Content-Language") == ["de"])
        #expect(message.defects == [])
        #expect(bytes.allSatisfy { $0 < 0x80 })
        #expect(bytes.split(separator: 0x0A).map(\.count).max() ?? 0 <= 79)
        let body = MessageParser.body(of: bytes)
        #expect(body.text?.hasPrefix("Sehr geehrter Herr Müller,") == true)
        #expect(
            body.attachments.map(\.name) == ["Geschäftsbedingungen „2026“; Anhang X: y.pdf", "a.bin"])
        #expect(body.attachments.map(\.size) == [9, 2_256])
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("filename*"), "RFC 2231")
        #expect(text.contains("multipart/alternative") == withHTML)
        #expect(cgmime_fault_count() == 0)
    }

    @Test func areInTheSameMessageEachTime() throws {
        let compose = { try AcknowledgementComposerTests.composed { $0.attachments = Self.files }.bytes }
        #expect(try compose() == compose())
    }
}
