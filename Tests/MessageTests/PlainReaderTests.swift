import MailRouting
import Testing

@testable import MailTransport

/// What most fields say is read by readers of ours; for all they answer, GMime must say the same.
@Suite struct PlainReaderTests {
    @Test(arguments: [
        "ana@customer.example", "Ana <ana@customer.example>", "\"Meyer, Ana\" <ana@customer.example>",
        " Ana Meyer  <a.b+c=d@x.customer.example> , b@customer.example", "a@customer.example,b@customer.example",
        "ana@Customer.Example", "O'Hara <o'hara@customer.example>", "a@b", "<ana@customer.example>",
        "ana@customer.example (Ana)", "Ana: a@b.example, c@d.example;", "a..b@customer.example", "Ana B. <a@b.example>",
        "=?utf-8?Q?J=C3=BCrgen?= <j@customer.example>", "\"a  b\" <a@b.example>", "\"a\\\"b\" <a@b.example>",
        "a@b.example,", ",a@b.example", "a b@c.example", "a@xn--h-bga.example", "\"\" <a@b.example>", "a@b@c.example",
        "Ana <a@b.example> c", "Ana<a@b.example>", "jörg@customer.example", "@a.example:b@c.example", "a@.b", "a@b.",
    ])
    func readsAddressesAsGMimeDoes(value: String) {
        guard let plain = PlainAddresses.parse(Array(value.utf8)[...]) else { return }
        var defects = DefectList()
        #expect(plain == AddressField.parseByGMime(Array(value.utf8), defects: &defects))
        #expect(defects.names.isEmpty)
    }

    @Test(arguments: [
        "ana@customer.example", "Ana Meyer <ana@customer.example>",
        "\"Meyer, Ana\" <ana@customer.example>, b@c.example",
    ])
    func readsOrdinaryAddresses(value: String) {
        #expect(PlainAddresses.parse(Array(value.utf8)[...])?.isEmpty == false)
    }

    @Test(arguments: [1970, 1999, 2000, 2024, 2026, 2100, 9999], [1, 2, 3, 12])
    func readsDatesAsGMimeDoes(year: Int, month: Int) {
        let name = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][month - 1]
        for text in ["Sun, 2 \(name) \(year) 00:00:59 -0930", "28 \(name) \(year) 23:59:00 +1400 (X)"] {
            let value = Array(text.utf8)
            let seconds = DateField.plain(value[...])
            #expect(seconds != nil && seconds == DateField.secondsByGMime(value))
        }
    }

    @Test(arguments: [
        "Sun, 30 Feb 2026 10:00:00 +0000", "Sun, 22 Nov 2026 24:00:00 +0000", "Sun, 22 Nov 26 10:00:00 +0000",
        "Sun, 22 Nov 2026 10:00:00", "Sun, 22 Nov 2026 10:00:00 CET", "2026-11-22T10:00:00Z", "", "x",
        "Sun, 0 Nov 2026 10:00:00 +0000",
    ])
    func leavesOtherDatesToGMime(value: String) {
        #expect(DateField.plain(Array(value.utf8)[...]) == nil)
    }

    @Test(arguments: [
        "text/plain", "Text/HTML; Charset=UTF-8", "multipart/mixed; boundary=\"a b\"; x=y",
        "text/plain; charset=a; charset=b",
        "application/pdf; name=\"Beleg; 1.pdf\"", "text/plain;charset=utf-8 ; format=flowed",
        "text/plain; name*=utf-8''x",
        "text", "text/plain;", "text/plain; charset", "text/plain (comment)", "multipart/mixed; boundary=\"a\\\"b\"",
    ])
    func readsMediaTypesAsGMimeDoes(value: String) {
        let octets = Array(value.utf8)
        #expect(MediaTypeField.parse(octets[...]) == MediaTypeField.parseByGMime(octets))
    }

    @Test(arguments: [
        ("text/plain; charset=utf-8", "", "Guten Tag\r\n"),
        ("text/plain; charset=utf-8", "quoted-printable", "Gr=C3=BC=\r\n=C3=9Fe =X\r\n"),
        ("text/html", "base64", "PGI+ZGFzIGlzdDwvYj4="),
        (
            "multipart/mixed; boundary=o", "",
            "preamble\r\n--o\r\nContent-Type: multipart/alternative; boundary=i\r\n\r\n--i\r\n\r\nplain\r\n--i--\r\n--o--\r\n"
        ),
        ("multipart/mixed; boundary=o", "", "--o\r\nContent-Type: text/plain\r\n\r\nno end of it"),
        (
            "multipart/mixed; boundary=o", "",
            "--o\r\nContent-Disposition: inline\r\n\r\nfirst\r\n--o\r\n\r\nsecond\r\n--o--"
        ),
    ])
    func findsTheTextGMimeFinds(type: String, encoding: String, body: String) throws {
        let encodingField = encoding.isEmpty ? "" : "Content-Transfer-Encoding: \(encoding)\r\n"
        let message = MessageParser.parse(
            header: Array("Content-Type: \(type)\r\n\(encodingField)\r\n".utf8), textPreview: nil, size: 0)
        let found = try #require(FirstText.find(in: Array(body.utf8)[...], of: message, atMost: 2_048))
        let expected = try #require(TextPreview(byGMime: Array(body.utf8)[...], in: message))
        #expect(String(decoding: found.bytes, as: UTF8.self) == String(decoding: expected.bytes, as: UTF8.self))
        #expect(found.isHTML == expected.isHTML)
    }

    @Test(arguments: [
        "--o\r\nContent-Type: text/html\r\n\r\n<p>\r\n--o\r\n\r\nplain\r\n--o--\r\n",
        "--o\r\nContent-Disposition: attachment\r\n\r\nfile\r\n--o\r\n\r\nplain\r\n--o--\r\n", "no part",
    ])
    func leavesOtherBodiesToGMime(body: String) {
        let message = MessageParser.parse(
            header: Array("Content-Type: multipart/mixed; boundary=o\r\n\r\n".utf8), textPreview: nil, size: 0)
        #expect(FirstText.find(in: Array(body.utf8)[...], of: message, atMost: 2_048) == nil)
    }
}
