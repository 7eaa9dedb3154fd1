import Testing

@testable import MailRouting

/// One condition, what it is asked of, and its verdict.
struct FactRow: CustomTestStringConvertible {
    let name: String
    let condition: Condition
    let message: Message
    var circumstances = Sample.circumstances()
    let expected: Verdict
    var testDescription: String { name }
}

@Suite("Conditions on facts: yes, no and unknown, each also under not")
struct FactTests {
    private static let place = Sample.place

    private func check(_ row: FactRow) throws {
        #expect(try Sample.verdict(row.condition, row.message, row.circumstances) == row.expected)
        #expect(try Sample.verdict(.not(row.condition), row.message, row.circumstances) == row.expected.negated)
    }

    // MARK: Addresses

    private static func address(
        _ field: AddressField, _ part: AddressCondition.Part, _ values: Set<String>
    ) -> Condition {
        .address(AddressCondition(field: field, part: part, values: values, list: nil, location: place))
    }

    private static func letter() -> Message {
        var message = Sample.message("x", from: ["ana@parts.oem.example"])
        message.from[0] = Address(displayName: "Ana Müller", localPart: "ana", domain: "parts.oem.example")
        message.to = [Address("Info@buttons.example"), Address("team@buttons.example")].compactMap(\.self)
        message.cc = [Address("ben@customer.example")].compactMap(\.self)
        message.deliveredTo = [Address("inbox@buttons.example")].compactMap(\.self)
        message.replyTo = [Address(displayName: "Desk", localPart: "desk", domain: "oem.example")]
        return message
    }

    static let addressRows: [FactRow] = [
        FactRow(
            name: "from", condition: address(.from, .address, ["ana@parts.oem.example"]), message: letter(),
            expected: .yes),
        FactRow(
            name: "from, another", condition: address(.from, .address, ["ben@oem.example"]), message: letter(),
            expected: .no),
        FactRow(
            name: "from-domain above", condition: address(.from, .domain, ["oem.example"]), message: letter(),
            expected: .yes),
        FactRow(
            name: "from-domain beside", condition: address(.from, .domain, ["em.example"]), message: letter(),
            expected: .no),
        FactRow(
            name: "from of nobody", condition: address(.from, .domain, ["oem.example"]),
            message: Sample.message("x", from: []), expected: .unknown),
        FactRow(
            name: "to", condition: address(.to, .address, ["team@buttons.example"]), message: letter(),
            expected: .yes),
        FactRow(
            name: "to, in cc", condition: address(.to, .address, ["ben@customer.example"]), message: letter(),
            expected: .no),
        FactRow(
            name: "to of nobody", condition: address(.to, .address, ["a@b.example"]), message: Message(),
            expected: .no),
        FactRow(name: "cc", condition: address(.cc, .domain, ["customer.example"]), message: letter(), expected: .yes),
        FactRow(
            name: "cc of nobody", condition: address(.cc, .domain, ["customer.example"]), message: Message(),
            expected: .no),
        FactRow(
            name: "recipient in To", condition: address(.recipient, .address, ["info@buttons.example"]),
            message: letter(), expected: .yes),
        FactRow(
            name: "recipient in Cc", condition: address(.recipient, .address, ["ben@customer.example"]),
            message: letter(), expected: .yes),
        FactRow(
            name: "recipient in Delivered-To", condition: address(.recipient, .address, ["inbox@buttons.example"]),
            message: letter(), expected: .yes),
        FactRow(
            name: "recipient is not the author", condition: address(.recipient, .domain, ["oem.example"]),
            message: letter(), expected: .no),
        FactRow(
            name: "reply-to", condition: address(.replyTo, .domain, ["oem.example"]), message: letter(),
            expected: .yes),
        FactRow(
            name: "reply-to of nobody", condition: address(.replyTo, .domain, ["oem.example"]), message: Message(),
            expected: .no),
        FactRow(
            name: "a name", condition: Sample.text(.word, "mueller", in: .name(.from)), message: letter(),
            expected: .yes),
        FactRow(
            name: "a name in another field", condition: Sample.text(.word, "mueller", in: .name(.to)),
            message: letter(), expected: .no),
        FactRow(
            name: "the name of nobody", condition: Sample.text(.word, "x", in: .name(.from)), message: Message(),
            expected: .unknown),
        FactRow(
            name: "an address as text", condition: Sample.text(.startsWith, "ana@", in: .address(.from)),
            message: letter(), expected: .yes),
        FactRow(
            name: "a domain as text", condition: Sample.text(.regex, "^parts\\.", in: .domain(.from)),
            message: letter(), expected: .yes),
        FactRow(
            name: "a reply-to as text", condition: Sample.text(.word, "desk", in: .name(.replyTo)),
            message: letter(), expected: .yes),
    ]

    @Test("addresses of every field", arguments: addressRows) func addresses(_ row: FactRow) throws { try check(row) }

    // MARK: Presence, language, known senders

    private static func language(_ language: Language?) -> Message {
        var message = Sample.message("x")
        message.language = language
        return message
    }

    private static func known(_ isKnown: Bool?) -> Circumstances {
        Circumstances(mailbox: "info", arrivedAt: Sample.now, now: Sample.now, isKnownSender: isKnown)
    }

    static let singleRows: [FactRow] = [
        FactRow(
            name: "there", condition: .present(header: "x-tag", true, at: place),
            message: Sample.message("x", fields: [("X-TAG", "")]), expected: .yes),
        FactRow(
            name: "not there", condition: .present(header: "x-tag", true, at: place), message: Sample.message("x"),
            expected: .no),
        FactRow(
            name: "absent", condition: .present(header: "x-tag", false, at: place), message: Sample.message("x"),
            expected: .yes),
        FactRow(
            name: "not absent", condition: .present(header: "x-tag", false, at: place),
            message: Sample.message("x", fields: [("x-tag", "a")]), expected: .no),
        FactRow(name: "German", condition: .language([.german], at: place), message: language(.german), expected: .yes),
        FactRow(
            name: "not German", condition: .language([.german], at: place), message: language(.english),
            expected: .no),
        FactRow(
            name: "in no language", condition: .language([.german], at: place), message: language(nil),
            expected: .unknown),
        FactRow(
            name: "known", condition: .knownSender(true, at: place), message: Message(), circumstances: known(true),
            expected: .yes),
        FactRow(
            name: "not known", condition: .knownSender(true, at: place), message: Message(),
            circumstances: known(false), expected: .no),
        FactRow(
            name: "new", condition: .knownSender(false, at: place), message: Message(), circumstances: known(false),
            expected: .yes),
        FactRow(
            name: "nobody looked", condition: .knownSender(false, at: place), message: Message(),
            circumstances: known(nil), expected: .unknown),
    ]

    @Test("presence, language, known senders", arguments: singleRows)
    func single(_ row: FactRow) throws { try check(row) }

    // MARK: Text and attachments

    private static func body(_ text: String?, _ attachments: (String?, String, Int)...) -> Message {
        var message = Sample.message("x")
        message.body = MessageBody(
            text: text,
            attachments: attachments.map { name, type, size in
                let parts = type.split(separator: "/").map(String.init)
                return Attachment(name: name, type: MediaType(type: parts[0], subtype: parts[1]), size: size)
            })
        return message
    }

    private static func attachment(
        _ name: String? = nil, types: Set<String> = [], size: [Bound] = [], count: [Bound] = [.over(0)]
    ) -> Condition {
        let test = name.map {
            TextCondition(field: .attachmentName, match: .endsWith, terms: [$0], list: nil, location: place)
        }
        return .attachment(AttachmentCondition(name: test, types: types, size: size, count: count, location: place))
    }

    private static let files = body(
        "We need *buttons*.", ("Rechnung.PDF", "application/pdf", 90_000), ("Größe.pdf", "application/pdf", 5_000),
        ("photo.jpg", "image/jpeg", 2_000_000), (nil, "message/rfc822", 700))

    static let bodyRows: [FactRow] = [
        FactRow(name: "text", condition: Sample.text(.word, "buttons", in: .body), message: files, expected: .yes),
        FactRow(
            name: "not in the text", condition: Sample.text(.word, "button", in: .body), message: files,
            expected: .no),
        FactRow(
            name: "no text", condition: Sample.text(.word, "button", in: .body), message: body(nil),
            expected: .unknown),
        FactRow(
            name: "empty text", condition: Sample.text(.contains, "button", in: .body), message: body(""),
            expected: .no),
        FactRow(
            name: "text not read", condition: Sample.text(.word, "x", in: .body), message: Message(),
            expected: .unknown),
        FactRow(name: "some file", condition: attachment(), message: files, expected: .yes),
        FactRow(name: "no file", condition: attachment(), message: body("x"), expected: .no),
        FactRow(name: "files not read", condition: attachment(), message: Message(), expected: .unknown),
        FactRow(name: "none asked", condition: attachment(count: [.under(1)]), message: body("x"), expected: .yes),
        FactRow(name: "more than three", condition: attachment(count: [.over(3)]), message: files, expected: .yes),
        FactRow(name: "more than four", condition: attachment(count: [.over(4)]), message: files, expected: .no),
        FactRow(name: "name", condition: attachment(".pdf"), message: files, expected: .yes),
        FactRow(
            name: "two by name", condition: attachment(".pdf", count: [.over(1), .under(3)]), message: files,
            expected: .yes),
        FactRow(name: "name by German spelling", condition: attachment("groesse.pdf"), message: files, expected: .yes),
        FactRow(name: "no such name", condition: attachment(".exe"), message: files, expected: .no),
        FactRow(name: "type", condition: attachment(types: ["message/rfc822"]), message: files, expected: .yes),
        FactRow(name: "all of a type", condition: attachment(types: ["image/*"]), message: files, expected: .yes),
        FactRow(
            name: "no such type", condition: attachment(types: ["video/*", "pdf/*"]), message: files, expected: .no),
        FactRow(name: "size", condition: attachment(size: [.over(1_000_000)]), message: files, expected: .yes),
        FactRow(
            name: "size within", condition: attachment(size: [.over(700), .under(5_000)]), message: files,
            expected: .no),
        // All of it must hold of one and the same file.
        FactRow(
            name: "together", condition: attachment(".pdf", types: ["application/pdf"], size: [.over(80_000)]),
            message: files, expected: .yes),
        FactRow(
            name: "not together", condition: attachment(".jpg", types: ["application/pdf"]), message: files,
            expected: .no),
        FactRow(
            name: "large, but no PDF", condition: attachment(".pdf", size: [.over(1_000_000)]), message: files,
            expected: .no),
    ]

    @Test("text and attachments", arguments: bodyRows) func body(_ row: FactRow) throws { try check(row) }
}
