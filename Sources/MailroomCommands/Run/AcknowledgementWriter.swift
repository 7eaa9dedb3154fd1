import Foundation
import MailAgent
import MailConfig
import MailRouting
import MailTransport

/// Writes acknowledgements: the facts of a message, a template and the composer put together.
struct AcknowledgementWriter: Sendable {
    private let catalogue: TemplateCatalogue
    private let settings: AcknowledgementSettings
    private let loopToken: String

    init(_ loaded: LoadedConfiguration) {
        catalogue = loaded.catalogue
        settings = loaded.configuration.acknowledgements
        loopToken = loaded.router.responseGuard.policy.loopToken
    }

    /// The same job always gives the same message, its date excepted.
    func write(
        _ job: Acknowledgement, from department: Department, priority: Priority, now: Instant
    ) throws(Fault) -> OutgoingMessage {
        let original = MessageParser.parse(
            header: job.header, textPreview: nil, size: Int(job.fingerprint.size))
        let values = TemplateValues(
            customerName: (original.from.first ?? original.sender)?.displayName, subject: original.subject,
            ticketReference: AcknowledgementIdentity.ticketReference(
                answering: original.messageID, fingerprint: job.fingerprint, arrivedAt: job.arrivedAt),
            department: department.name, sender: department.sender, arrivedAt: job.arrivedAt,
            offsetFromUTC: Self.offset(at: job.arrivedAt), priority: priority, courtesy: settings.courtesy)
        do {
            let letter = try catalogue.render(job.template, in: job.language, values: values)
            let bytes = try AcknowledgementComposer.compose(
                AcknowledgementDraft(
                    from: department.sender, to: job.recipient, subject: letter.subject, text: letter.text,
                    html: letter.html, inReplyTo: original.messageID,
                    references: AcknowledgementDraft.references(answering: original), messageID: job.messageID,
                    date: now, language: job.language, loopToken: loopToken))
            // The null reverse-path: nobody may answer an automatic response (RFC 3834 section 3.3).
            return OutgoingMessage(
                envelope: Envelope(reversePath: nil, forwardPaths: [job.recipient]), bytes: bytes)
        } catch {
            throw Fault(command: "compose", cause: "\(error)")
        }
    }

    /// How far this machine's zone is east of UTC: customers read dates as the department writes them.
    private static func offset(at instant: Instant) -> Interval {
        let date = Date(timeIntervalSince1970: Double(instant.milliseconds) / 1000)
        return .seconds(Int64(TimeZone.current.secondsFromGMT(for: date)))
    }
}
