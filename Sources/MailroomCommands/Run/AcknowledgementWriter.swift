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
    /// With their media types, which are looked up once.
    private let attachments: [Language: [TemplateName: [MessageAttachment]]]

    init(_ loaded: LoadedConfiguration) {
        self.init(
            loaded.catalogue, loaded.configuration.acknowledgements,
            loopToken: loaded.router.responseGuard.policy.loopToken)
    }

    init(_ catalogue: TemplateCatalogue, _ settings: AcknowledgementSettings, loopToken: String) {
        self.catalogue = catalogue
        self.settings = settings
        self.loopToken = loopToken
        attachments = Dictionary(
            uniqueKeysWithValues: Language.allCases.map { language in
                let all = catalogue.names.map { name in
                    (
                        name,
                        catalogue.attachments(of: name, in: language).map {
                            MessageAttachment(fileName: $0.fileName, content: $0.content)
                        }
                    )
                }
                return (language, Dictionary(uniqueKeysWithValues: all))
            })
    }

    func knows(_ template: TemplateName) -> Bool { catalogue.names.contains(template) }

    /// The same job always gives the same message, its date excepted.
    func write(
        _ job: Acknowledgement, from department: Department, priority: Priority, now: Instant
    ) throws(Fault) -> OutgoingMessage {
        do {
            let draft = try draft(job, from: department, priority: priority, now: now)
            let envelope = Envelope(
                reversePath: settings.bounceAddress, forwardPaths: [job.recipient],
                wantsNotification: settings.bounceAddress != nil)
            return OutgoingMessage(envelope: envelope, bytes: try AcknowledgementComposer.compose(draft))
        } catch {
            throw Fault(command: "compose", cause: "\(error)")
        }
    }

    /// What `write` composes.
    ///
    /// - Parameter courtesy: Instead of what the configuration says.
    func draft(
        _ job: Acknowledgement, from department: Department, priority: Priority, courtesy: Courtesy? = nil,
        now: Instant
    ) throws(UnknownTemplate) -> AcknowledgementDraft {
        let original = MessageParser.parse(header: job.header, textPreview: nil, size: Int(job.fingerprint.size))
        let values = TemplateValues(
            customerName: (original.from.first ?? original.sender)?.displayName, subject: original.subject,
            ticketReference: AcknowledgementIdentity.ticketReference(
                answering: original.messageID, fingerprint: job.fingerprint, arrivedAt: job.arrivedAt),
            department: department.name, sender: department.sender, arrivedAt: job.arrivedAt,
            offsetFromUTC: Self.offset(at: job.arrivedAt), priority: priority, courtesy: courtesy ?? settings.courtesy)
        let letter = try catalogue.render(job.template, in: job.language, values: values)
        return AcknowledgementDraft(
            from: department.sender, to: job.recipient, subject: letter.subject, text: letter.text, html: letter.html,
            attachments: attachments[job.language]?[job.template] ?? [], inReplyTo: original.messageID,
            references: AcknowledgementDraft.references(answering: original), messageID: job.messageID, date: now,
            language: job.language, loopToken: loopToken)
    }

    /// How far this machine's zone is east of UTC: customers read dates as the department writes them.
    private static func offset(at instant: Instant) -> Interval {
        let date = Date(timeIntervalSince1970: Double(instant.milliseconds) / 1000)
        return .seconds(Int64(TimeZone.current.secondsFromGMT(for: date)))
    }
}
