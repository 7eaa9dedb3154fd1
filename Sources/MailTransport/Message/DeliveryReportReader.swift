import MailRouting

/// Reads what a message reports of a delivery (RFC 3464, RFC 6522), and the bounces that follow no standard.
///
/// Bounded and never failing, as everything about bodies: what cannot be read is not there. Nothing is believed here;
/// the journal knows which identifiers are ours.
struct DeliveryReportReader {
    private var recipients: [DeliveryReport.Recipient] = []
    private var returned: [MessageID] = []
    private var loopTokens: [String] = []
    private var textStatus: String?
    /// Octets of text that may still be looked at, over all parts.
    private var textLeft = Limits.bodySourceBytes

    /// Nil when there is nothing of the kind.
    static func report(in root: MIMEPart) -> DeliveryReport? {
        var reader = DeliveryReportReader()
        reader.read(root)
        let report = DeliveryReport(
            recipients: reader.recipients, returned: reader.returned, loopTokens: reader.loopTokens,
            textStatus: reader.textStatus)
        return report.isEmpty ? nil : report
    }

    private mutating func read(_ part: MIMEPart) {
        guard part.parts.isEmpty else {
            for part in part.parts { read(part) }
            return
        }
        switch part.type.description {
        case "message/delivery-status", "message/global-delivery-status", "message/disposition-notification",
            "message/global-disposition-notification", "message/feedback-report":
            readStatus(part)
        case "message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers",
            "message/global-headers", "message/partial":
            readReturned(part.encoding.decode(part.content, atMost: Limits.reportBytes)[...])
        case _ where part.type.type == "text": readText(part)
        default: break
        }
    }

    /// Groups of fields with empty lines between them: one about the message, then one for each recipient.
    private mutating func readStatus(_ part: MIMEPart) {
        let octets = part.encoding.decode(part.content, atMost: Limits.reportBytes)
        var rest = octets[...]
        for _ in 0...Limits.reportRecipients {
            var ignored = DefectList()
            let group = HeaderBlock(rest, defects: &ignored)
            readGroup(group)
            guard let next = group.bodyStart, next < rest.endIndex, next > rest.startIndex else { return }
            rest = rest[next...]
        }
    }

    private mutating func readGroup(_ group: HeaderBlock) {
        for name in ["original-message-id", "original-envelope-id"] {
            if let value = group.value(of: name) { note(DeliveryReportText.identifiers(in: value[...])) }
        }
        let address = group.value(of: "final-recipient") ?? group.value(of: "original-recipient")
        let action = group.value(of: "action")
        let status = group.value(of: "status")
        guard address != nil || action != nil, recipients.count < Limits.reportRecipients else { return }
        let diagnostic = group.value(of: "diagnostic-code").map { DeliveryReportText.behindType($0) }
        recipients.append(
            DeliveryReport.Recipient(
                address: address.flatMap { DeliveryReportText.address($0) },
                action: action.flatMap { DeliveryReport.Action(rawValue: DeliveryReportText.word($0)) },
                // Some leave the status out and put it into the diagnostic.
                status: (status ?? diagnostic).flatMap { DeliveryReportText.status(in: $0[...]) },
                diagnostic: diagnostic.map {
                    FieldText.printable(
                        String(String(decoding: $0, as: UTF8.self).unicodeScalars.prefix(Limits.diagnosticScalars)))
                }))
    }

    /// The message that came back, or its header.
    private mutating func readReturned(_ octets: ArraySlice<UInt8>) {
        var ignored = DefectList()
        let block = HeaderBlock(octets, defects: &ignored)
        for place in block.header.places(of: "message-id").prefix(Limits.reportTokens) {
            note(DeliveryReportText.identifiers(in: block.header.octets(at: place)))
        }
        for place in block.header.places(of: AutoResponseGuard.loopFieldName).prefix(Limits.reportTokens)
        where loopTokens.count < Limits.reportTokens {
            loopTokens.append(String(block.header.value(at: place).prefix(Limits.diagnosticScalars)))
        }
    }

    /// What qmail, Exchange and others write for people: the status in words, and below it the header of what came back.
    private mutating func readText(_ part: MIMEPart) {
        let octets = part.encoding.decode(part.content, atMost: min(textLeft, Limits.reportBytes))
        textLeft -= octets.count
        note(DeliveryReportText.identifiers(in: octets[...]))
        textStatus = textStatus ?? DeliveryReportText.status(in: octets[...])
    }

    private mutating func note(_ identifiers: [MessageID]) {
        for id in identifiers where returned.count < Limits.reportTokens && !returned.contains(id) {
            returned.append(id)
        }
    }
}
