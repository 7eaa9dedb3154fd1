import MailRouting

/// What a replay says about one message: the object of `--format jsonl`, whose keys and their order are stable.
struct ReplayRow: Sendable {
    let file: String
    let outcome: Result<Judged, UnreadableMessage>

    /// An object, because a message and a decision are large to hand on as values.
    final class Judged: Sendable {
        let mailbox: AccountName
        let message: Message
        let decision: Decision
        /// The language an acknowledgement is, or would have been, written in.
        let answerLanguage: Language

        /// Nil when it names none.
        var authors: String? {
            switch message.from.count {
            case 0: nil
            case 1: message.from[0].description
            default: message.from.map(\.description).joined(separator: ", ")
            }
        }

        init(_ head: MessageHead, by routing: OfflineRouting) throws(UnreadableMessage) {
            mailbox = routing.mailbox
            (message, decision) = try routing.decide(head)
            answerLanguage = message.language ?? routing.router.defaultLanguage
        }
    }

    init(of item: MessageSource.Item, by routing: OfflineRouting) {
        file = item.file
        outcome = Result { () throws(UnreadableMessage) in
            try Judged(item.content.head().get(), by: routing)
        }
    }

    var isError: Bool { if case .failure = outcome { true } else { false } }

    var json: JSONLine {
        var line = JSONLine(capacity: 1_024)
        line.add("file", file)
        // Without a message every other key is there too.
        let judged = try? outcome.get()
        line.add("message_id", judged?.message.messageID?.rawValue)
        line.add("subject", judged?.message.subject)
        line.add("from", judged?.authors)
        line.add("mailbox", judged?.mailbox.rawValue)
        line.add("language", judged?.decision.language?.tag)
        line.add("priority", judged?.decision.priority.name)
        line.add("department", judged?.decision.department.rawValue)
        line.add("folder", judged?.decision.folder?.rawValue)
        line.add("rule", judged?.decision.rule.rawValue)
        line.add("acknowledge", Self.acknowledgement(judged))
        line.add("keywords", judged?.decision.keywords.map(\.rawValue) ?? [])
        line.add("copies", judged?.decision.copies.map(\.rawValue) ?? [])
        line.add("defects", judged?.message.defects ?? [])
        if case .failure(let fault) = outcome {
            line.add("error", fault.reason)
        } else {
            line.add("error", nil as String?)
        }
        return line
    }

    private static func acknowledgement(_ judged: Judged?) -> JSONLine {
        let facts = judged.map { AcknowledgementFacts($0.decision.acknowledgement, $0.answerLanguage) }
        var line = JSONLine(capacity: 128)
        line.add("send", facts?.isSent ?? false)
        line.add("template", facts?.template?.rawValue)
        line.add("language", facts?.language?.tag)
        line.add("reason", facts?.reason)
        return line
    }
}

/// An acknowledgement's decision taken apart for reports.
struct AcknowledgementFacts {
    let isSent: Bool
    /// What the rules ask for, also when the gate refuses it; nil when they ask for none.
    let template: TemplateName?
    let language: Language?
    /// Why none is sent: `autoSubmitted: Auto-Submitted is auto-replied (RFC 3834 section 2)`. The word before the colon
    /// is one of `Refusal.Reason`, or `notAsked`, and is stable.
    let reason: String?

    init(_ decision: AcknowledgementDecision, _ answerLanguage: Language) {
        switch decision {
        case .send(let template, let language, _):
            (isSent, self.template, self.language, reason) = (true, template, language, nil)
        case .refused(let template, let refusal):
            (isSent, self.template, language) = (false, template, answerLanguage)
            reason = "\(refusal.reason.rawValue): \(refusal)"
        case .notAsked:
            (isSent, template, language) = (false, nil, nil)
            reason = "notAsked: the rule asks for no acknowledgement"
        }
    }
}
