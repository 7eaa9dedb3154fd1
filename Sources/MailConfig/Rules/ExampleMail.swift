import MailRouting

/// The mail of an example, in a few words. Whatever they leave out is unknown to the rules.
struct ExampleMail {
    private(set) var message = Message()
    let mailbox: AccountName?
    let arrivedAt: Instant?
    let isKnownSender: Bool?

    /// Nil only after a report.
    ///
    /// - Parameters:
    ///   - accounts: Reads the name of an account.
    ///   - zone: Where local times are meant.
    init?(_ node: YAMLNode, accounts: (YAMLNode) -> AccountName?, zone: Zone?, _ reading: Reading) {
        guard let fields = Fields(node, KnownKeys.exampleMail, of: "the mail", reading) else { return nil }
        mailbox = fields.optional("mailbox", accounts)
        arrivedAt = fields.optional("arrived", reading.instant(in: zone))
        isKnownSender = fields.optional("known-sender", reading.truth)
        takeHeader(fields, reading)
        takeFacts(fields, reading)
        takeBody(fields, reading)
    }

    private mutating func takeHeader(_ fields: Fields, _ reading: Reading) {
        let addresses = reading.list("addresses", minimum: 1, reading.person)
        message.subject = fields.optional("subject", reading.text)
        message.from = fields.optional("from", addresses) ?? []
        message.to = fields.optional("to", addresses) ?? []
        message.cc = fields.optional("cc", addresses) ?? []
        message.replyTo = fields.optional("reply-to", addresses) ?? []
        if let subject = message.subject { add("Subject", subject) }
        // Whether a field is there can be asked, so those of addresses are there too.
        for (name, addresses) in [("To", message.to), ("Cc", message.cc), ("Reply-To", message.replyTo)]
        where !addresses.isEmpty {
            add(name, addresses.map(\.description).joined(separator: ", "))
        }
        for entry in fields.entries where entry.name.hasPrefix("header.") {
            if let value = reading.text(entry.value) { add(String(entry.name.dropFirst("header.".count)), value) }
        }
    }

    private mutating func add(_ name: String, _ value: String) {
        message.headerFields.append(HeaderField(name: name, value: value))
    }

    private mutating func takeFacts(_ fields: Fields, _ reading: Reading) {
        let priorities = Priority.allCases.reversed().map { ($0.name, $0) }
        message.headerPriority = fields.optional("header-priority", reading.word("a priority", priorities))
        message.size = fields.optional("size", reading.size(0...2_000_000_000)) ?? 0
        let languages = Language.allCases.map { ($0.tag, $0) }
        message.language = fields.optional("language", reading.word("a language", languages))
    }

    private mutating func takeBody(_ fields: Fields, _ reading: Reading) {
        guard fields.has("body") || fields.has("attachments") else { return }
        let attachments = fields.optional("attachments", reading.items("attachments")) ?? []
        message.body = MessageBody(
            text: fields.optional("body", reading.text), attachments: attachments.compactMap { attachment($0, reading) }
        )
    }

    private func attachment(_ node: YAMLNode, _ reading: Reading) -> Attachment? {
        guard let fields = Fields(node, KnownKeys.exampleAttachment, of: "the attachment", reading) else { return nil }
        let type = fields.optional("type", reading.mediaType) ?? "application/octet-stream"
        let parts = type.split(separator: "/").map(String.init)
        return Attachment(
            name: fields.optional("name", reading.text), type: MediaType(type: parts[0], subtype: parts[1]),
            size: fields.optional("size", reading.size(0...2_000_000_000)) ?? 0)
    }
}

extension Reading {
    /// `ana@example.org` or `Ana Beispiel <ana@example.org>`.
    fileprivate func person(_ node: YAMLNode) -> Address? {
        guard let text = text(node) else { return nil }
        if let open = text.lastIndex(of: "<"), text.hasSuffix(">") {
            var name = text[..<open].drop(while: { $0 == " " })
            while name.last == " " { name.removeLast() }
            let spec = String(text[text.index(after: open)...].dropLast())
            if let address = Address(spec, displayName: name.isEmpty ? nil : String(name)) { return address }
        } else if let address = Address(text) {
            return address
        }
        return expected("an address", node, suggestion: "such as ana@example.org or 'Ana <ana@example.org>'")
    }
}
