import MailJournal
import MailRouting
import MailTransport

/// Gives acknowledgements their stable identity: the same message always leads to the same Message-ID and key.
struct AcknowledgementPlanner: Sendable {
    private let domains: [DepartmentName: String]

    init(departments: [Department]) {
        domains = Dictionary(departments.map { ($0.name, $0.sender.domain) }, uniquingKeysWith: { first, _ in first })
    }

    /// What the journal needs to write an acknowledgement job; nil when none is to be sent.
    func plan(_ decision: Decision, _ message: Message, _ arrival: Arrival) -> PlannedAcknowledgement? {
        guard case .send(let template, _, let recipient) = decision.acknowledgement else { return nil }
        // Copies of one mail in two departments share Message-ID and sender. Without a Message-ID only the content
        // can tell.
        let original = message.messageID?.rawValue ?? arrival.fingerprint.digest
        // In a sink all would be one sender, whose windows are full at once.
        let identity = arrival.simulation.map { _ in SenderIdentity(message.replyAddress ?? recipient).simulated }
        return PlannedAcknowledgement(
            // A digest, because the key is kept for good, and nobody's address is.
            messageKey: MessageContent(Array("\(original) \(recipient.key)".utf8)).sha256,
            messageID: AcknowledgementIdentity.messageID(
                answering: message.messageID, fingerprint: arrival.fingerprint, template: template,
                domain: domains[decision.department] ?? recipient.domain),
            subject: message.windowSubject, thread: message.threadIdentifiers,
            identity: identity)
    }
}
