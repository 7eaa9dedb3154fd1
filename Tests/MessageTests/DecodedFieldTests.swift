import MailRouting
import Testing

@Suite struct DecodedFieldTests {
    /// Rules may ask for any field, so each has its decoded value beside the one that came.
    @Test func everyFieldIsDecoded() {
        let message = parse(
            "X-Customer: =?utf-8?Q?Gr=C3=B6=C3=9Fe?=\r\nX-Plain: a=b?\r\nX-Raw: Gr\u{F6}\u{DF}e\r\n\r\n")
        #expect(message.headerFields.map(\.decoded) == ["Größe", "a=b?", "Größe"])
        #expect(message.values(of: "X-Customer") == ["=?utf-8?Q?Gr=C3=B6=C3=9Fe?="])
    }
}
