public import MailRouting

extension Anonymiser {
    /// One message as a recording has it.
    ///
    /// - Parameters:
    ///   - message: With the language that was told then.
    ///   - place: Its day and time in the recording.
    public mutating func record(
        _ message: Message, _ circumstances: Circumstances, attachments: [Attachment]?, programParts: [MediaType],
        at place: (day: Int, time: String), decided: RecordedMessage.Outcome
    ) -> RecordedMessage {
        RecordedMessage(
            day: place.day, time: place.time, account: circumstances.mailbox, header: header(message, circumstances),
            kilobytes: Self.kilobytes(message.size), language: message.language,
            attachments: attachments.map { files in files.prefix(Limits.recordedParts).map { file($0) } },
            programParts: programParts.prefix(Limits.recordedParts).map(part),
            terms: Array((rules.terms[decided.rule] ?? []).prefix(Limits.recordedParts)), decided: decided)
    }

    private mutating func header(_ message: Message, _ circumstances: Circumstances) -> RecordedMessage.Header {
        var header = RecordedMessage.Header()
        header.from = people(message.from)
        header.sender = message.sender.map { person($0) }
        header.replyTo = people(message.replyTo)
        header.to = people(message.to)
        header.cc = people(message.cc)
        header.deliveredTo = people(message.deliveredTo)
        switch message.returnPath {
        case .absent: header.reversePath = nil
        // What nobody can answer is answered by nobody, like the null one.
        case .null, .malformed: header.reversePath = ""
        case .address(let address): header.reversePath = self.address(address)
        }
        header.messageId = message.messageID.map { messageID($0) }
        header.inReplyTo = message.inReplyTo.prefix(Limits.recordedReferences).map { messageID($0) }
        // The first and the last: what is between is forgotten by many programs, too.
        let references = message.references
        let half = Limits.recordedReferences / 2
        let some = references.count <= half * 2 ? references : Array(references.prefix(half) + references.suffix(half))
        header.references = some.map { messageID($0) }
        header.subject = message.subject.map { text($0, rules.subject) }
        header.hasDate = message.header.has(.date)
        header.contentType = part(message.contentType)
        header.others = others(message, circumstances.receivingServer)
        return header
    }

    private mutating func people(_ addresses: [Address]) -> [RecordedMessage.Person] {
        addresses.prefix(Limits.recordedPeople).map { person($0) }
    }

    private mutating func file(_ file: Attachment) -> RecordedMessage.File {
        let parts = (file.name ?? "").split(separator: ".")
        let end = parts.count > 1 ? parts.last.map { $0.lowercased() } : nil
        let isKnown = end.map { Vocabulary.fileEnds.contains($0) } ?? false
        let name = file.name.map { name in
            let whole = isKnown ? parts.dropLast().joined(separator: ".") : name
            let stem = String(String.UnicodeScalarView(whole.unicodeScalars.prefix(Limits.recordedFileName)))
            return text(stem, rules.fileNames) + (isKnown ? ".\(end ?? "")" : "")
        }
        return RecordedMessage.File(name: name, type: type(file.type), kilobytes: Self.kilobytes(file.size))
    }

    private func part(_ type: MediaType) -> RecordedMessage.ProgramPart {
        let method = type.parameters["method"].map { value in
            ["reply", "counter", "declinecounter", "request", "cancel", "publish"].contains(value.lowercased())
                ? value.lowercased() : "publish"
        }
        let isReport = type.isReport || type.parameters["report-type"] != nil
        return RecordedMessage.ProgramPart(
            type: self.type(type), method: method, reportType: isReport ? "delivery-status" : nil)
    }

    /// As it is where it is one of those everybody has, or the rules ask for it.
    private func type(_ type: MediaType) -> String {
        let name = type.description
        if Vocabulary.mediaTypes.contains(name) || rules.mediaTypes.contains(name) { return name }
        if rules.mediaTypes.contains("\(type.type)/*"), ["image", "audio", "video", "text"].contains(type.type) {
            return "\(type.type)/unknown"
        }
        return type.type == "multipart" ? "multipart/mixed" : "application/octet-stream"
    }

    private static func kilobytes(_ octets: Int) -> Int { max(0, octets / 1024 + (octets % 1024 == 0 ? 0 : 1)) }
}
