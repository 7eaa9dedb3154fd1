import MailJournal
import MailRouting
import MailTransport

extension KeptArrival {
    /// The message as far as it is kept, to be decided about again: its header is read anew, the language and the
    /// attachments are those of then, the text is unknown.
    func message() -> Message {
        var message = MessageParser.parse(header: header, textPreview: nil, size: size)
        message.language = language
        message.body = attachments.map { MessageBody(text: nil, attachments: $0, programParts: programParts) }
        return message
    }

    /// Why conditions of `router` may be unknown now that were known then; nil when there are none of that kind.
    func unknowns(to router: Router) -> String? {
        guard router.demand.body else { return nil }
        return attachments == nil
            ? "the text is not kept in the journal and the attachments were not read: conditions on them are unknown"
            : "the text is not kept in the journal: conditions on it are unknown"
    }
}
