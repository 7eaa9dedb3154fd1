import MailRouting
import MailTransport
import Testing

func parse(_ text: String) -> Message { MessageParser.parse(message: Array(text.utf8)) }

@Suite struct MessageParserTests {
    @Test func readsAnOrdinaryMessage() {
        let message = parse(
            "Return-Path: <ana@customer.example>\r\nFrom: =?utf-8?Q?Ana_M=C3=BCller?= <Ana@Customer.example>\r\n"
                + "To: Info <info@buttons.test>, sales@buttons.test\r\n"
                + "Subject: Anfrage zu\r\n Perlmuttkn=?utf-8?Q?=C3=B6pfe?=n\r\n"
                + "Date: Mon, 23 Nov 2026 10:00:00 +0100\r\nMessage-ID: <1@customer.example>\r\nImportance: high\r\n"
                + "Content-Type: text/plain; charset=\"utf-8\"\r\n\r\nSehr geehrte Damen und Herren\r\n")
        #expect(message.subject == "Anfrage zu Perlmuttknöpfen")
        #expect(message.from == [Address(displayName: "Ana Müller", localPart: "Ana", domain: "customer.example")])
        #expect(message.to.map(\.spec) == ["info@buttons.test", "sales@buttons.test"])
        #expect(message.date == Instant(seconds: 1_795_424_400))
        #expect(message.messageID == "1@customer.example")
        #expect(message.headerPriority == .high)
        #expect(message.contentType == MediaType(type: "text", subtype: "plain", parameters: ["charset": "utf-8"]))
        #expect(message.language == .german)
        #expect(message.defects == [])
        #expect(message.headerFields.count == 8)
    }

    @Test(arguments: ["\r\n", "\n", "\r", "\r\r\n"]) func readsEveryKindOfLineEnd(end: String) {
        let lines = [
            "From jm Mon Nov 23 10:00:00 2026", "From: a@customer.example", "Subject: one", " two", "", "Subject: no",
        ]
        let message = parse(lines.joined(separator: end))
        #expect(message.subject == "one two")
        #expect(message.headerFields.map(\.name) == ["From", "Subject"])
        #expect(message.defects.contains("bare-cr-line-ends") == (end == "\r"))
    }

    @Test func looksNoFurtherThanTheHeaderForItsLineEnds() {
        #expect(parse("From: a@customer.example\rSubject: one\r\rbody\nmore").subject == "one")
        #expect(parse("X: a\rb\nSubject: one\n\nbody").subject == "one")
    }

    @Test(arguments: [
        ("", ReversePath.absent), ("Return-Path: <>", .null), ("Return-Path:  < > ", .null),
        ("Return-Path: <Ana@Customer.example>", .address(Address(localPart: "Ana", domain: "customer.example"))),
        ("Return-Path: ana@customer.example", .address(Address(localPart: "ana", domain: "customer.example"))),
        (
            "Return-Path: <@hop.example:ana@customer.example>",
            .address(Address(localPart: "ana", domain: "customer.example"))
        ),
        ("Return-Path:", .malformed("")), ("Return-Path: <MAILER-DAEMON>", .malformed("<MAILER-DAEMON>")),
        ("Return-Path: <a@b.example", .malformed("<a@b.example")), ("Return-Path: <<>>", .malformed("<<>>")),
        ("Return-Path: <>\r\nReturn-Path: <a@b.example>", .null),
    ])
    func keepsTheCasesOfReturnPathApart(header: String, expected: ReversePath) {
        let message = parse("Subject: x\r\n\(header)\r\n\r\n")
        #expect(message.returnPath == expected)
        if case .malformed = expected { #expect(message.defects.contains("bad-return-path")) }
    }

    @Test(arguments: [
        ("X-Priority: 1 (Highest)", Priority.high), ("X-Priority: 2", .high), ("X-Priority: 3 (Normal)", .normal),
        ("X-Priority: 4", .low), ("X-Priority:5", .low), ("X-Priority: 0", nil), ("X-Priority: 11", nil),
        ("Importance: High", .high), ("importance: normal", .normal), ("Importance: low", .low),
        ("Importance: urgent", nil), ("Priority: urgent", .high), ("Priority: Non-Urgent", .low),
        ("Priority: normal", .normal), ("X-MSMail-Priority: High", .high), ("X-MSMail-Priority: Lowest", .low),
        ("X-Priority: 5\r\nImportance: high", .high), ("Importance: high\r\nX-Priority: 3", .high),
        ("Subject: urgent", nil),
    ])
    func readsWhatThePriorityFieldsAskFor(header: String, expected: Priority?) {
        #expect(parse("\(header)\r\n\r\n").headerPriority == expected)
    }

    @Test(arguments: [
        ("<a@b.example>", ["a@b.example"]), ("<a@b.example> <c@d.example>", ["a@b.example", "c@d.example"]),
        ("a@b.example", ["a@b.example"]), ("<a@b. example>", ["a@b.example"]), ("<>", []), ("<a\u{1}@b>", []),
        ("none", []),
        ("<open", []),
    ])
    func readsMessageIDs(value: String, expected: [String]) {
        let message = parse("Message-ID: \(value)\r\nReferences: \(value)\r\nIn-Reply-To: \(value)\r\n\r\n")
        #expect(message.references == expected.map { MessageID($0) })
        #expect(message.inReplyTo == expected.map { MessageID($0) })
        #expect(message.messageID == expected.first.map { MessageID($0) })
        #expect(message.defects.contains("bad-message-id") == expected.isEmpty)
    }

    @Test(arguments: [
        ("a@b.example", ["a@b.example"]),
        ("A <a@b.example>, \"B, C\" <c@d.example>", ["A <a@b.example>", "B, C <c@d.example>"]),
        ("Team: a@b.example, c@d.example;", ["a@b.example", "c@d.example"]), ("undisclosed-recipients:;", []),
        ("a@b.example (Ana)", ["Ana <a@b.example>"]), ("no address", []), ("<a@b.example\u{0}>", ["a@b.example"]),
        ("Jörg <j@b.example>", ["Jörg <j@b.example>"]),
        ("\"=?utf-8?Q?J=C3=B6rg?=\" <j@b.example>", ["Jörg <j@b.example>"]),
        ("=?utf-8?Q?A=22,_=3Cx=40y.example=3E?= <j@b.example>", ["A\", <x@y.example> <j@b.example>"]),
    ])
    func readsAddresses(value: String, expected: [String]) {
        #expect(parse("To: \(value)\r\n\r\n").to.map(\.description) == expected)
    }

    @Test(arguments: [
        ("\r\nbody", ["missing-header", "missing-from", "missing-date", "missing-message-id"]),
        ("", ["missing-header", "missing-from", "missing-date", "missing-message-id"]),
        (
            "From: nobody\r\nDate: yesterday\r\nMessage-ID: <>\r\nContent-Type: text\r\n\r\n",
            ["bad-address", "bad-date", "bad-message-id", "bad-content-type", "bad-from"]
        ),
        (
            " fold\r\nFrom: a@b.example\r\nno colon\r\nFrom: c@d.example\r\nDate: 23 Nov 2026 10:00 +0100\r\nMessage-ID: <a@b>\r\n",
            ["leading-continuation", "malformed-header-line", "repeated-field"]
        ),
    ])
    func yieldsAMessageWithItsDefectsNamed(text: String, expected: [String]) {
        #expect(parse(text).defects == expected)
    }

    @Test func takesHeaderAndPreviewApart() {
        let header = Array("Subject: 4711\r\nContent-Transfer-Encoding: base64\r\n\r\n".utf8)
        let preview = Array(
            "VmllbGVuIERhbmsgZsO8ciBJaHJlIExpZWZlcnVuZyB2b20gTW9udGFnLCBkaWUgbGVpZGVyIGJlc2Now6RkaWd0IHdhci4=".utf8)
        let message = MessageParser.parse(header: header, textPreview: preview, size: 12_345)
        #expect(message.size == 12_345)
        #expect(message.language == .german)
        #expect(MessageParser.parse(header: header, textPreview: nil, size: 1).language == nil)
    }
}
