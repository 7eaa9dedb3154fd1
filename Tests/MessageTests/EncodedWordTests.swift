import MailRouting
import MailTransport
import Testing

/// What a Subject field decodes to, byte by byte as senders write it.
@Suite struct EncodedWordTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let field: [UInt8]
        let subject: String
        init(_ field: String, _ subject: String) { self.init(Array(field.utf8), subject) }
        init(_ field: [UInt8], _ subject: String) {
            self.field = field
            self.subject = subject
        }
        var testDescription: String { subject }
    }

    static let cases: [Case] = [
        Case("plain", "plain"),
        Case("=?utf-8?Q?Kn=C3=B6pfe?=", "Knöpfe"),
        Case("=?UTF-8?b?S27DtnBmZQ==?=", "Knöpfe"),
        Case("a =?utf-8?Q?b?= c", "a b c"),
        Case("folded\r\n over\r\n\tlines", "folded over lines"),
        // A keyword over two words, a character over two words: in Q, in B, and with the base64 text itself cut.
        Case("=?utf-8?Q?Rekla?= =?utf-8?Q?mation?=", "Reklamation"),
        Case("=?utf-8?Q?Rekla?=\r\n =?utf-8?Q?mation?=", "Reklamation"),
        Case("=?utf-8?Q?M=C3?= =?utf-8?Q?=A4ngel?=", "Mängel"),
        Case("=?utf-8?B?TcM=?= =?utf-8?B?pG5nZWw=?=", "Mängel"),
        Case("=?utf-8?B?TcOk?= =?utf-8?Q?ngel?=", "Mängel"),
        Case("=?utf-8?B?TcOkb?= =?utf-8?B?mdlbA==?=", "Mängel"),
        Case("=?utf-8?B?YQ?= =?utf-8?B?Yg?=", "ab"),
        Case("=?utf-8?Q?a?==?utf-8?Q?b?=", "ab"),
        Case("=?utf-8?Q?=C3=A4?= =?iso-8859-1?Q?=F6?= =?UTF-8*de?Q?=C3=BC?=", "äöü"),
        Case("=?iso-8859-1*en?Q?caf=E9?=", "café"),
        Case("=?iso-8859-1?Q?=84Kn=F6pfe=93?=", "„Knöpfe“"),
        Case("=?windows-1252?Q?=80_100?=", "€ 100"),
        Case("=?iso-8859-15?Q?=A4?=", "€"),
        Case("=?iso-8859-2?Q?=AE?=", "Ž"),
        Case("=?koi8-r?B?8NLJ18XU?=", "Привет"),
        Case("=?ISO-2022-JP?B?GyRCJUYlOSVIGyhC?=", "テスト"),
        Case("=?shift_jis?B?g2WDWINn?=", "テスト"),
        Case("=?gb2312?B?xOO6ww==?=", "你好"),
        Case("=?ks_c_5601-1987?B?vsiz5w==?=", "안녕"),
        Case("=?utf-7?Q?Fr+APY-sche?=", "Frösche"),
        // What nobody declared.
        Case(Array("Kn".utf8) + [0xC3, 0xB6] + Array("pfe".utf8), "Knöpfe"),
        Case(Array("Kn".utf8) + [0xF6] + Array("pfe ".utf8) + [0x80], "Knöpfe €"),
        Case(Array("a ".utf8) + [0x1B] + Array("$B%F%9%H".utf8) + [0x1B] + Array("(B".utf8), "a テスト"),
        Case("=?x-unknown?Q?Kn=C3=B6pfe?=", "Knöpfe"),
        Case("=?x-unknown?Q?Kn=F6pfe?=", "Knöpfe"),
        Case("=?us-ascii?Q?Kn=F6pfe?=", "Knöpfe"),
        // Broken, and still read.
        Case("=?utf-8?Q?with spaces?=", "with spaces"),
        Case("=?utf-8?Q?=C3?=", "\u{FFFD}"),
        Case("=?utf-8?Q?100=?=", "100="),
        Case("=?utf-8?Q?=zz?=", "=zz"),
        Case("=?utf-8?Q??=", ""),
        Case("glued=?utf-8?Q?=C3=A4?=text", "gluedätext"),
        // No encoded words at all.
        Case("=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
        Case("50% off =?= test =", "50% off =?= test ="),
        Case("=?utf-8?Q?open", "=?utf-8?Q?open"),
        Case("=?", "=?"),
        Case("=??Q?a?=", "=??Q?a?="),
        // Nothing may end a line or hide text.
        Case("=?utf-8?Q?a=0D=0ABcc:_x=00y?=", "a  Bcc: x y"),
    ]

    @Test(arguments: cases) func decodesSubjects(_ example: Case) {
        let message = MessageParser.parse(message: Array("Subject: ".utf8) + example.field + Array("\r\n\r\n".utf8))
        #expect(message.subject == example.subject)
    }

    @Test(arguments: cases.filter { !$0.subject.isEmpty && $0.subject != "\u{FFFD}" })
    func decodesDisplayNames(_ example: Case) {
        // Specials outside an encoded word are the address grammar's own.
        let isEncoded = example.field.starts(with: Array("=?".utf8)) && example.field.suffix(2) == Array("?=".utf8)[...]
        guard isEncoded, !example.subject.hasPrefix("=?") else { return }
        let field = Array("From: ".utf8) + example.field + Array(" <ana@customer.example>\r\n\r\n".utf8)
        let message = MessageParser.parse(message: field)
        #expect(
            message.from == [Address(displayName: example.subject, localPart: "ana", domain: "customer.example")])
    }

    @Test func keepsTheUndecodedValue() {
        let message = parse("Subject: =?utf-8?Q?Kn=C3=B6pfe?=\r\n =?utf-8?Q?!?=\r\n\r\n")
        #expect(message.headerFields.map(\.value) == ["=?utf-8?Q?Kn=C3=B6pfe?= =?utf-8?Q?!?="])
        #expect(message.headerFields.map(\.decoded) == ["Knöpfe!"])
    }

    @Test(arguments: [
        ("=?x-unknown?Q?a?=", Defect.unknownCharset), ("=?utf-8?Q?=C3?=", .undecodableText),
        ("a\u{1}b", .controlCharacter),
    ])
    func namesWhatIsWrong(subject: String, defect: Defect) {
        #expect(parse("Subject: \(subject)\r\n\r\n").defects.contains(defect.rawValue))
    }
}
