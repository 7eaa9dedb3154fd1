import CGMime
import MailRouting

/// Writes an acknowledgement as RFC 5322 bytes with CRLF line ends.
///
/// The same draft always gives the same bytes, so a message that is sent again after an uncertain outcome is the same
/// message. Values come from strangers: what could end a line or hide text is taken out here, whatever the caller did.
public enum AcknowledgementComposer {
    public static func compose(_ draft: AcknowledgementDraft) throws(CompositionError) -> [UInt8] {
        guard HeaderSafety.isWritable(draft.messageID) else { throw .unusableMessageID(draft.messageID) }
        for address in [draft.from, draft.to] where !HeaderSafety.isWritable(address) {
            throw .unusableAddress(address)
        }
        let message = cgmime_draft_new()
        defer { cgmime_draft_free(message) }
        addFields(of: draft, to: message)
        cgmime_draft_set_body(
            message, FlowedText.flowed(HeaderSafety.body(draft.text)), draft.html.map(HeaderSafety.body),
            AcknowledgementIdentity.boundary(for: draft.messageID, of: "alternative"), draft.language.tag)
        for file in draft.attachments {
            cgmime_draft_attach(
                message, AcknowledgementIdentity.boundary(for: draft.messageID, of: "mixed"), file.mediaType,
                HeaderSafety.line(file.fileName), file.content, file.content.count)
        }
        var length = 0
        guard let bytes = cgmime_draft_write(message, &length) else { throw .notWritten }
        defer { cgmime_free(bytes) }
        return Array(UnsafeBufferPointer(start: bytes, count: length))
    }

    private static func addFields(of draft: AcknowledgementDraft, to message: OpaquePointer?) {
        func add(_ field: cgmime_address_field, _ address: Address) {
            let name = address.displayName.map { HeaderSafety.line($0) }
            cgmime_draft_add_address(message, field, name?.isEmpty == false ? name : nil, address.spec)
        }
        add(CGMIME_FROM, draft.from)
        add(CGMIME_TO, draft.to)
        cgmime_draft_add_field(message, "Subject", HeaderSafety.line(draft.subject))
        cgmime_draft_set_date(message, draft.date.milliseconds / 1000)
        cgmime_draft_set_message_id(message, draft.messageID.rawValue)
        if let answered = draft.inReplyTo, HeaderSafety.isWritable(answered) {
            cgmime_draft_add_field(message, "In-Reply-To", answered.bracketed)
        }
        let references = capped(draft.references.filter(HeaderSafety.isWritable))
        if !references.isEmpty {
            cgmime_draft_add_field(message, "References", references.map(\.bracketed).joined(separator: " "))
        }
        // RFC 3834 section 5; the second field is what Exchange and Outlook look at. Precedence is left out: it is
        // not standard (section 3.1.8 advises against it) and marks wanted mail as bulk.
        cgmime_draft_add_field(message, "Auto-Submitted", "auto-replied")
        cgmime_draft_add_field(message, "X-Auto-Response-Suppress", "All")
        cgmime_draft_add_field(message, "X-Mailroom-Loop", HeaderSafety.token(draft.loopToken))
        // Each text part names its language; a message that is one text part is named by it.
        if draft.html != nil || !draft.attachments.isEmpty {
            cgmime_draft_add_field(message, "Content-Language", draft.language.tag)
        }
        cgmime_draft_add_field(message, "MIME-Version", "1.0")
    }

    /// The first, which names the thread, and the latest (RFC 5537 section 3.4.4 trims the same way).
    private static func capped(_ references: [MessageID]) -> [MessageID] {
        references.count <= Limits.references + 1
            ? references : [references[0]] + references.suffix(Limits.references)
    }
}
