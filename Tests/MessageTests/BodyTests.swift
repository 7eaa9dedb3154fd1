import MailRouting
import MailTransport
import Testing

private typealias File = MailRouting.Attachment

private func body(_ lines: String...) -> MessageBody {
    MessageParser.body(of: Array(lines.joined(separator: "\r\n").utf8))
}

private func file(_ name: String?, _ type: String, _ subtype: String, _ size: Int) -> File {
    File(name: name, type: MediaType(type: type, subtype: subtype), size: size)
}

@Suite struct BodyTests {
    @Test func aMessageWithoutPartsIsItsText() {
        #expect(body("Subject: x", "", "Hello") == MessageBody(text: "Hello", attachments: []))
        #expect(body("Subject: x", "", "") == MessageBody(text: "", attachments: []))
        #expect(body("Subject: x") == MessageBody(text: "", attachments: []))
        #expect(body("") == MessageBody(text: "", attachments: []))
    }

    @Test(arguments: [
        ("Content-Transfer-Encoding: base64", "R3LDvMOfZQ==", "Grüße"),
        ("Content-Transfer-Encoding: BASE64", "R3LD\r\nvMOfZQ", "Grüße"),
        ("Content-Transfer-Encoding: quoted-printable", "Gr=C3=BC=\r\n=C3=9fe =\r\n", "Grüße"),
        ("Content-Transfer-Encoding: quoted-printable", "1=1 =G =", "1=1 =G"),
        ("Content-Transfer-Encoding: unknown", "Grüße", "Grüße"),
        (
            "Content-Transfer-Encoding: quoted-printable\r\nContent-Type: text/plain; charset=iso-8859-1", "Gr=FC=DFe",
            "Grüße"
        ),
        (
            "Content-Transfer-Encoding: quoted-printable\r\nContent-Type: text/plain; charset=nonsense", "Gr=FC=DFe",
            "Grüße"
        ),
    ])
    func transferEncodingAndCharsetAreUndone(header: String, text: String, expected: String) {
        #expect(body(header, "", text).text == expected)
    }

    @Test func plainTextIsPreferredToHTML() {
        func alternative(_ plain: String) -> MessageBody {
            body(
                "Content-Type: multipart/alternative; boundary=a", "", "--a", "Content-Type: text/html", "", "<p>rich",
                "--a", "Content-Type: text/plain", "", plain, "--a--")
        }
        #expect(alternative("plain").text == "plain")
        #expect(alternative(" ").text == "rich")
        #expect(alternative("plain").attachments == [])
    }

    @Test func textBetweenFilesIsOneText() {
        let found = body(
            "Content-Type: multipart/mixed; boundary=\"m x\"", "", "preamble", "--m x", "", "one", "--m x  ",
            "Content-Type: image/png; name=a.png", "Content-Disposition: inline", "Content-Transfer-Encoding: base64",
            "",
            "AAAA", "--m x", "Content-Type: text/plain", "", "two", "--m x--", "epilogue")
        #expect(found == MessageBody(text: "one\ntwo", attachments: [file("a.png", "image", "png", 3)]))
    }

    private static let parts: [(header: String, expected: File?)] = [
        ("Content-Type: application/pdf", file(nil, "application", "pdf", 4)),
        ("Content-Type: application/pdf; name=\"a b.pdf\"", file("a b.pdf", "application", "pdf", 4)),
        ("Content-Disposition: attachment; filename=a.txt", file("a.txt", "text", "plain", 4)),
        ("Content-Type: text/csv; name=a.csv", file("a.csv", "text", "csv", 4)),
        ("Content-Type: image/png; name=logo.png\r\nContent-ID: <1>", file("logo.png", "image", "png", 4)),
        ("Content-Type: image/png\r\nContent-Disposition: attachment", file(nil, "image", "png", 4)),
        ("Content-Type: message/rfc822", file(nil, "message", "rfc822", 4)),
        (
            "Content-Disposition: attachment; filename*=utf-8''Gr%C3%B6%C3%9Fe.pdf",
            file("Größe.pdf", "text", "plain", 4)
        ),
        (
            "Content-Disposition: attachment;\r\n filename*0*=iso-8859-1''Gr%F6;\r\n filename*1=sse.pdf",
            file("Grösse.pdf", "text", "plain", 4)
        ),
        (
            "Content-Type: application/pdf; name=\"=?utf-8?Q?Gr=C3=B6=C3=9Fe.pdf?=\"",
            file("Größe.pdf", "application", "pdf", 4)
        ),
        (
            "Content-Disposition: attachment; filename=\"=?utf-8?B?R3LD?=\r\n =?utf-8?B?tsOfZS5wZGY=?=\"",
            file("Größe.pdf", "text", "plain", 4)
        ),
        ("Content-Type: image/png", nil), ("Content-Type: text/calendar; method=REQUEST", nil),
        ("Content-Type: application/pgp-signature; name=signature.asc", nil),
        ("Content-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Disposition: attachment", nil),
        ("Content-Type: message/delivery-status", nil),
    ]

    @Test(arguments: parts.map(\.header)) func filesAreToldFromOtherParts(header: String) throws {
        let expected = try #require(Self.parts.first { $0.header == header }).expected
        let found = body(
            "Content-Type: multipart/mixed; boundary=m", "", "--m", "", "text", "--m", header, "", "four", "--m--")
        #expect(found.attachments == [expected].compactMap(\.self))
        #expect(found.text == "text")
    }

    @Test func aNamedTextIsReadWhereTheMessageBeginsWithIt() {
        let named = "Content-Type: text/plain; name=letter.txt"
        #expect(body(named, "", "Hello") == MessageBody(text: "Hello", attachments: []))
        #expect(
            body(named, "Content-Disposition: attachment", "", "Hello")
                == MessageBody(text: nil, attachments: [file("letter.txt", "text", "plain", 5)]))
    }

    @Test(arguments: [
        ("base64", "QUJDRA==\r\n", 4), ("base64", "QUJD\r\nREVG", 6), ("quoted-printable", "a=C3=A4=\r\nb\r\n", 6),
        ("8bit", "äb", 3), ("base64", "", 0),
    ])
    func sizesAreThoseOfTheDecodedFile(encoding: String, content: String, size: Int) {
        let found = body(
            "Content-Type: application/pdf", "Content-Transfer-Encoding: \(encoding)", "", content)
        #expect(found.attachments.map(\.size) == [size])
        #expect(found.text == nil)
    }

    @Test func aForwardedMessageIsOneFileWhateverIsInIt() {
        let found = body(
            "Content-Type: multipart/digest; boundary=d", "", "--d", "", "Subject: x",
            "Content-Type: multipart/mixed; boundary=i", "", "--i", "Content-Type: application/pdf", "", "a", "--i--",
            "--d--")
        #expect(found.attachments.map(\.type.description) == ["message/rfc822"])
        #expect(found.text == nil)
    }

    @Test func partsForProgramsAreNamedWhereverTheyStand() {
        let found = body(
            "Content-Type: multipart/mixed; boundary=m", "", "--m", "", "text", "--m",
            "Content-Type: multipart/report; boundary=r; report-type=delivery-status", "", "--r", "", "status", "--r",
            "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; x", "--r--", "--m",
            "Content-Type: text/calendar; method=REPLY; name=a.ics", "", "BEGIN:VCALENDAR", "--m--")
        #expect(
            found.programParts.map(\.description) == ["multipart/report", "message/delivery-status", "text/calendar"])
        #expect(found.programParts.last?.parameters["method"] == "REPLY")
        // What somebody forwards is theirs to ask about.
        let forwarded = body(
            "Content-Type: multipart/mixed; boundary=m", "", "--m", "", "Why did this come back?", "--m",
            "Content-Type: message/rfc822", "", "Content-Type: multipart/report; boundary=r", "", "--r",
            "Content-Type: message/delivery-status", "", "x", "--r--", "--m--")
        #expect(forwarded.programParts.isEmpty)
        #expect(body("Subject: x", "", "Hello").programParts.isEmpty)
    }

    @Test func theSameIsReadFromEveryKindOfLineEnd() {
        let lines = [
            "Content-Type: multipart/mixed; boundary=m", "", "--m", "", "text", "--m",
            "Content-Type: application/pdf; name=a.pdf", "", "four", "--m--", "",
        ]
        for end in ["\r\n", "\n", "\r"] {
            let found = MessageParser.body(of: Array(lines.joined(separator: end).utf8))
            #expect(found == MessageBody(text: "text", attachments: [file("a.pdf", "application", "pdf", 4)]))
        }
    }

    @Test(arguments: [
        // No boundary, one that never comes, one that never ends, an inner one that begins like the outer.
        ("Content-Type: multipart/mixed\r\n\r\ntext", "text"),
        ("Content-Type: multipart/mixed; boundary=m\r\n\r\ntext", "text"),
        ("Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\r\ntext", "text"),
        (
            "Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: multipart/mixed; boundary=mm\r\n\r\n"
                + "--mm\r\n\r\none\r\n--mm--\r\n--m\r\n\r\ntwo\r\n--m--", "one\ntwo"
        ),
    ])
    func brokenMultipartsShowWhatTheyHold(message: String, expected: String) {
        #expect(MessageParser.body(of: Array(message.utf8)).text == expected)
    }
}
