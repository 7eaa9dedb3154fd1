import MailRouting

/// Makes the octets of a letter as its author's program does.
struct Composition {
    let letter: Letter
    let mark: SimulationMark
    let simulation: Simulation

    var bytes: [UInt8] {
        var lines = fields.flatMap { field(($0.name, $0.value)) }
        let body = letter.noise.failedRecipient.map(report) ?? content
        if letter.client != .broken { lines += field(("MIME-Version", "1.0")) }
        return lines + body.header + Array("\r\n".utf8) + body.octets
    }

    // MARK: Header

    private var date: DateText { DateText(letter.arrivedAt, in: simulation.plan.zone) }

    private var fields: [(name: String, value: String)] {
        let charset = letter.client.charset
        let to = letter.accounts.map(simulation.address)
        var fields = [("From", HeaderText.mailbox(letter.sender, as: charset)), ("To", to[0])]
        if to.count > 1 { fields.append(("Cc", to.dropFirst().joined(separator: ", "))) }
        let isBroken = letter.client == .broken
        fields += [
            ("Subject", isBroken ? letter.subject : HeaderText.encoded(letter.subject, as: charset)),
            (isBroken ? "DATE" : "Date", isBroken ? date.obsoleteField : date.field),
            ("Message-ID", "<\(letter.messageID)>"),
        ]
        if let last = letter.answering.last {
            fields.append(("In-Reply-To", "<\(last.messageID)>"))
            fields.append(("References", letter.answering.map { "<\($0.messageID)>" }.joined(separator: "\r\n ")))
        }
        fields += letter.client.fields(of: letter.priority) + letter.noise.fields
        if let program = letter.client.program { fields.append(program) }
        fields.append((SimulationMark.fieldName, sealed.value))
        return fields
    }

    private var sealed: SimulationField {
        let field = mark.field
        guard let seal = simulation.seal else { return field }
        return field.sealed(with: seal(field.sealedText(of: MessageID(letter.messageID), by: letter.sender)))
    }

    /// What is not ASCII goes out in the program's own set, unlabelled: only a broken one leaves any.
    private func field(_ field: (String, String)) -> [UInt8] {
        letter.client.charset.octets("\(field.0): \(field.1)\r\n")
    }

    // MARK: Body

    /// A part with its own fields (RFC 2045 section 2.4).
    private struct Entity {
        let header: [UInt8]
        let octets: [UInt8]
        init(_ fields: [String], _ octets: [UInt8]) {
            header = Array(fields.map { $0 + "\r\n" }.joined().utf8)
            self.octets = octets
        }
    }

    private var content: Entity {
        let words = LetterText(letter, mark: mark, sentAt: date)
        var content = text(words.plain, "plain")
        if letter.client.writesHTML {
            content = multipart("alternative", [content, text(words.html, "html")])
        }
        guard let file = letter.attachment else { return content }
        let (type, name) = SampleAttachment.describe(file, for: letter)
        let attachment = Entity(
            [
                "Content-Type: \(type); name=\"\(name)\"", "Content-Transfer-Encoding: base64",
                "Content-Disposition: attachment; filename=\"\(name)\"",
            ], SampleAttachment.content(file, for: letter))
        return multipart("mixed", [content, attachment])
    }

    private func text(_ text: String, _ subtype: String) -> Entity {
        let client = letter.client
        let octets = client.charset.octets(text.replacing("\n", with: "\r\n"))
        return Entity(
            [
                "Content-Type: text/\(subtype); charset=\(client.charset.rawValue)",
                "Content-Transfer-Encoding: \(client.encoding.rawValue)",
            ], client.encoding.encoded(octets))
    }

    private func multipart(_ subtype: String, _ parts: [Entity], _ more: String = "") -> Entity {
        let boundary = "=_\(subtype)_\(letter.token)"
        var octets: [UInt8] = []
        for part in parts {
            octets += Array("--\(boundary)\r\n".utf8) + part.header + Array("\r\n".utf8) + part.octets
            octets += Array("\r\n".utf8)
        }
        if letter.client != .broken { octets += Array("--\(boundary)--\r\n".utf8) }
        return Entity(["Content-Type: multipart/\(subtype);\(more) boundary=\"\(boundary)\""], octets)
    }

    /// RFC 3464.
    private func report(about recipient: String) -> Entity {
        let status = """
            Reporting-MTA: dns; \(letter.sender.domain)

            Final-Recipient: rfc822; \(recipient)
            Action: failed
            Status: 5.1.1
            Diagnostic-Code: smtp; 550 5.1.1 User unknown

            """
        let words = LetterText(letter, mark: mark, sentAt: date)
        let parts = [
            text(words.plain, "plain"),
            Entity(["Content-Type: message/delivery-status"], Array(status.replacing("\n", with: "\r\n").utf8)),
        ]
        return multipart("report", parts, " report-type=delivery-status;")
    }
}
