import MailRouting
import Testing

@testable import MailTransport

@Suite struct WireFormTests {
    @Test(arguments: [
        ("a\r\nb\r\n", "a\r\nb\r\n"), ("a\nb", "a\r\nb\r\n"), ("a\rb\r", "a\r\nb\r\n"), ("a\r\r\nb", "a\r\n\r\nb\r\n"),
        (".\r\n", "..\r\n"), ("a\n.\nb", "a\r\n..\r\nb\r\n"), (".dot\n..two\na.b", "..dot\r\n...two\r\na.b\r\n"),
        ("a\r.\r\nb", "a\r\n..\r\nb\r\n"), ("\n", "\r\n"), ("a\r\n\r\n", "a\r\n\r\n"), ("a\n\n\n", "a\r\n\r\n\r\n"),
    ])
    func lineEndsAndDots(message: String, wire: String) throws {
        let form = try WireMessage(Array(message.utf8))
        #expect(String(decoding: form.bytes, as: UTF8.self) == wire)
        #expect(!wire.contains("\r\n.\r\n"))
    }

    @Test func sizeIsCountedBeforeStuffing() throws {
        #expect(try WireMessage(Array(".\n.\nabc".utf8)).size == 11)
    }

    @Test func eightBitWhereItStands() throws {
        let plain = try WireMessage(Array("Subject: a\n\nb".utf8))
        #expect(!plain.is8Bit && !plain.hasUTF8Header)
        let body = try WireMessage(Array("Subject: a\n\nä".utf8))
        #expect(body.is8Bit && !body.hasUTF8Header)
        let header = try WireMessage(Array("Subject: ä\n\nb".utf8))
        #expect(header.is8Bit && header.hasUTF8Header)
    }

    @Test func whatCannotBeSent() {
        for message in ["", "a\u{0}b", String(repeating: "x", count: 999)] {
            #expect(throws: WireMessage.Invalid.self) { try WireMessage(Array(message.utf8)) }
        }
        #expect(throws: Never.self) { try WireMessage(Array(String(repeating: "x", count: 998).utf8)) }
    }

    @Test(arguments: [
        (Address(localPart: "ana.b+c", domain: "Customer.example"), "ana.b+c@customer.example"),
        (Address(localPart: "ana b", domain: "x.example"), "\"ana b\"@x.example"),
        (Address(localPart: "a\"\\b", domain: "x.example"), "\"a\\\"\\\\b\"@x.example"),
        (Address(localPart: ".a", domain: "x.example"), "\".a\"@x.example"),
        (Address(localPart: "\"a b\"", domain: "x.example"), "\"a b\"@x.example"),
        (Address(localPart: "a>", domain: "x.example"), "\"a>\"@x.example"),
        (Address(localPart: "a", domain: "[127.0.0.1]"), "a@[127.0.0.1]"),
        (Address(localPart: "jörg", domain: "müller.example"), "jörg@müller.example"),
    ])
    func paths(address: Address, text: String) throws {
        let path = try WirePath(address)
        #expect(path.text == text)
        #expect(path.needsSMTPUTF8 == text.contains("ö"))
    }

    @Test(arguments: [
        Address(localPart: "a\r\nRSET", domain: "x.example"), Address(localPart: "a", domain: "x.example>\r\nRSET"),
        Address(localPart: "a\u{0}", domain: "x.example"), Address(localPart: "a", domain: "x.example> SIZE=1"),
        Address(localPart: "a", domain: "x example"), Address(localPart: "", domain: "x.example"),
        Address(localPart: "a", domain: ""), Address(localPart: "a", domain: "[]"),
        Address(localPart: "a\u{85}b", domain: "x.example"),
        Address(localPart: String(repeating: "a", count: 65), domain: "x.example"),
        Address(localPart: "a", domain: String(repeating: "a", count: 256)),
        Address(localPart: String(repeating: "a", count: 64), domain: String(repeating: "a", count: 200)),
    ])
    func pathsThatCannotBeSent(address: Address) {
        #expect(throws: WirePath.Invalid.self) { try WirePath(address) }
    }
}
