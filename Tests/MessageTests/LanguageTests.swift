import MailRouting
import MailTransport
import Testing

@Suite struct LanguageTests {
    @Test(arguments: [
        ("Anfrage zu Perlmuttknöpfen", Language.german), ("Reklamation Charge 4711", .german),
        ("Letzte Mahnung RE-4711", .german),
        ("DRINGEND: Lieferung fehlt", .german), ("Urgent: order 4711 is missing", .english),
        ("Request for quotation", .english), ("Defective buttons in the last shipment", .english), ("4711", nil),
        ("", nil),
        (
            "Demande de prix pour des boutons en nacre et informations sur les délais de livraison à Lyon, s'il vous plaît",
            nil
        ),
        ("Wir bitten um ein Angebot über zehntausend Knöpfe aus Perlmutt in vier verschiedenen Größen", .german),
        ("We would like to ask you for a quotation for ten thousand buttons in four different sizes", .english),
    ])
    func isToldByTheSubject(subject: String, expected: Language?) {
        let message = MessageParser.parse(header: Array("Subject: \(subject)\r\n\r\n".utf8), textPreview: nil, size: 0)
        #expect(message.language == expected)
    }

    @Test(arguments: [
        ("de-DE", "4711", Language.german), ("en-US, de", "4711", .english), ("fr", "4711", nil), ("x", "4711", nil),
        // Mail programs write the language of their menus: what the text says wins.
        ("en-US", "Reklamation wegen defekter Knöpfe", .german),
    ])
    func isDeclaredWhereTheTextDoesNotSay(declared: String, subject: String, expected: Language?) {
        #expect(parse("Content-Language: \(declared)\r\nSubject: \(subject)\r\n\r\n").language == expected)
    }

    @Test func looksThroughMultipartsAndMarkup() {
        let body =
            "Sehr geehrte Damen und Herren, bitte senden Sie uns Ihre aktuelle Preisliste für Perlmuttknöpfe zu. Vielen Dank."
        let message = parse(
            "Subject: 4711\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n"
                + "Content-Type: multipart/alternative; boundary=i\r\n\r\n--i\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
                + "<html><head><style>the and for with</style></head><body><p>\(body)</p></body></html>\r\n--i--\r\n--o--\r\n"
        )
        #expect(message.language == .german)
    }
}
