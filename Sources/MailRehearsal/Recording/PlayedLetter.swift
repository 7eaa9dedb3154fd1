import MailRouting

/// Makes the octets of a recorded message: its header, and a text in its language that says nothing.
struct PlayedLetter {
    let message: RecordedMessage
    let mark: SimulationMark
    let rules: RuleWords
    let sentAt: DateText
    /// What our own loop field says where it is played.
    let loopToken: String

    /// - Parameter size: In octets; more than the text needs is filled with lines that say nothing.
    func bytes(filledTo size: Int) -> [UInt8] {
        var lines = fields.flatMap { Array("\($0.name): \($0.value)\r\n".utf8) }
        let body = self.body
        lines += Array("MIME-Version: 1.0\r\n".utf8) + body.header + Array("\r\n".utf8) + body.octets
        // Behind the last part nothing is looked at (RFC 2046 section 5.1.1); a plain text just goes on.
        let line = Array("\(String(repeating: "-", count: 70))\r\n".utf8)
        while lines.count < size { lines += line }
        return lines
    }

    // MARK: Header

    private var fields: [(name: String, value: String)] {
        let header = message.header
        var fields: [(name: String, value: String)] = []
        func add(_ name: String, _ people: [RecordedMessage.Person]) {
            guard !people.isEmpty else { return }
            fields.append((name, people.map(Self.mailbox).joined(separator: ",\r\n ")))
        }
        add("From", header.from)
        add("Sender", header.sender.map { [$0] } ?? [])
        add("Reply-To", header.replyTo)
        add("To", header.to)
        add("Cc", header.cc)
        for person in header.deliveredTo { fields.append(("Delivered-To", person.address)) }
        if let subject = header.subject { fields.append(("Subject", Self.text(subject))) }
        if header.hasDate { fields.append(("Date", sentAt.field)) }
        if let id = header.messageId { fields.append(("Message-ID", "<\(id)>")) }
        for (name, ids) in [("In-Reply-To", header.inReplyTo), ("References", header.references)] where !ids.isEmpty {
            fields.append((name, ids.map { "<\($0)>" }.joined(separator: "\r\n ")))
        }
        for field in header.others {
            let isOwnLoop = field.name == AutoResponseGuard.loopFieldName && field.value == RecordedMessage.ownLoop
            fields.append((field.name, isOwnLoop ? loopToken : Self.text(field.value)))
        }
        fields.append((SimulationField.name, mark.field.value))
        return fields
    }

    private static func mailbox(_ person: RecordedMessage.Person) -> String {
        guard let address = Address(person.address, displayName: person.name) else { return person.address }
        let quoted = person.name.map { !$0.contains("\"") && !$0.contains("\\") } ?? true
        return quoted ? HeaderText.mailbox(address, as: .utf8) : address.spec
    }

    /// In encoded words also where a line would be too long for SMTP (RFC 5322 section 2.1.1).
    private static func text(_ text: String) -> String {
        text.utf8.count > 900 ? HeaderText.words(of: text, as: .utf8) : HeaderText.encoded(text, as: .utf8)
    }

    // MARK: Body

    /// Its header fields, and what they describe.
    private var body: (header: [UInt8], octets: [UInt8]) {
        let type = message.header.contentType
        let text = (["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"], Array(words.utf8))
        var parts: [(fields: [String], octets: [UInt8])] = [text]
        for part in message.programParts {
            let method = part.method.map { "; method=\($0)" } ?? ""
            parts.append((["Content-Type: \(part.type)\(method)"], Array("\r\n".utf8)))
        }
        for file in message.attachments ?? [] {
            let name = file.name.map { HeaderText.parameter("filename", $0) } ?? ""
            parts.append(
                (
                    [
                        "Content-Type: \(file.type)", "Content-Transfer-Encoding: base64",
                        "Content-Disposition: attachment\(name)",
                    ], Base64Text.lines(content(of: file))
                ))
        }
        let isMultipart = type.type.hasPrefix("multipart/")
        if parts.count == 1, !isMultipart {
            let parameters = (type.method.map { "; method=\($0)" } ?? "")
            let fields = type.type == "text/plain" ? text.0 : ["Content-Type: \(type.type)\(parameters)"]
            return (Self.header(fields), text.1)
        }
        let boundary = "=_\(mark.message)"
        var octets: [UInt8] = []
        for part in parts {
            octets += Array("--\(boundary)\r\n".utf8) + Self.header(part.fields) + Array("\r\n".utf8)
            octets += part.octets + Array("\r\n".utf8)
        }
        octets += Array("--\(boundary)--\r\n".utf8)
        let report = type.reportType.map { " report-type=\($0);" } ?? ""
        let name = isMultipart ? type.type : "multipart/mixed"
        return (Self.header(["Content-Type: \(name);\(report) boundary=\"\(boundary)\""]), octets)
    }

    private static func header(_ fields: [String]) -> [UInt8] { Array(fields.map { $0 + "\r\n" }.joined().utf8) }

    /// As large as the rules can tell.
    private func content(of file: RecordedMessage.File) -> [UInt8] {
        let size = min(rules.leastSize(like: file.kilobytes * 1024), Limits.playedFile)
        return [UInt8](repeating: UInt8(ascii: "-"), count: max(size, 64))
    }

    /// Enough small words that nobody doubts the language, and the words of the rules it is taken to have had.
    private var words: String {
        let terms = message.terms.isEmpty ? "" : message.terms.joined(separator: "\n\n") + "\n\n"
        let text =
            message.language == .german
            ? """
            Guten Tag,

            \(terms)bitte sehen Sie sich das an und geben Sie uns Bescheid, wenn noch etwas fehlt. Wir haben die Angaben nicht \
            geprüft und werden sie nach der Antwort durch unsere Unterlagen ergänzen.

            Mit freundlichen Grüßen

            ________________________________
            Aufgezeichnete Nachricht ohne ihren Text. Simulation \(mark.simulation), Nachricht \(mark.message).

            """
            : """
            Hello,

            \(terms)please have a look at this and tell us what you think, or if there is anything that you need from us. We \
            have not checked the details, and would complete them with the documents that are still missing.

            Kind regards

            ________________________________
            Recorded message without its text. Simulation \(mark.simulation), message \(mark.message).

            """
        return text.replacing("\n", with: "\r\n")
    }
}
