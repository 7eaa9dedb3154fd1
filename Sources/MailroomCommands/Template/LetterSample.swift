import ArgumentParser
import Foundation
import MailConfig
import MailRouting
import MailTransport

/// One acknowledgement that a person asked to see: the job the agent would have written, and who answers it.
struct LetterSample {
    let job: Acknowledgement
    let department: Department
    let priority: Priority

    /// Ends the verb with exit code 2 where a name is wrong or the message cannot be read.
    init(of preview: TemplatePreview, in loaded: LoadedConfiguration) throws {
        let template = try Self.template(preview.name, in: loaded)
        let bytes = try Self.message(preview)
        let original = MessageParser.parse(message: bytes)
        let now = Instant(Date())
        let routing = OfflineRouting(
            router: loaded.router, mailbox: loaded.configuration.accounts[0].name, now: now, fallback: now)
        var facts = original
        facts.body = MessageParser.body(of: bytes)
        let decision = routing.router.decide(facts, routing.circumstances(of: facts))
        department = try Self.department(preview.department.map { DepartmentName($0) } ?? decision.department, loaded)
        priority = preview.priority ?? decision.priority
        let content = MessageContent(bytes)
        let fingerprint = Fingerprint(digest: content.sha256, size: UInt32(clamping: bytes.count))
        let language =
            preview.language ?? decision.language ?? loaded.configuration.acknowledgements.defaultLanguage
        job = Acknowledgement(
            template: template, language: language, department: department.name,
            recipient: original.replyAddress ?? Self.nobody,
            messageID: AcknowledgementIdentity.messageID(
                answering: original.messageID, fingerprint: fingerprint, template: template,
                domain: department.sender.domain),
            header: bytes, fingerprint: fingerprint, arrivedAt: original.arrivalDate ?? now)
    }

    /// For messages that nobody may answer: the letter is only looked at.
    private static let nobody = Address(localPart: "customer", domain: "customer.example")

    private static func template(_ name: String, in loaded: LoadedConfiguration) throws -> TemplateName {
        let template = TemplateName(name)
        guard loaded.catalogue.contains(template) else {
            let names = loaded.catalogue.names.map(\.rawValue).sorted()
            let hint =
                Spelling.question(Spelling.closest(to: name, among: names))
                ?? "there are \(names.joined(separator: ", "))"
            Terminal.note("error: there is no template '\(name)'; \(hint)")
            throw ExitStatus.usage.code
        }
        return template
    }

    private static func department(_ name: DepartmentName, _ loaded: LoadedConfiguration) throws -> Department {
        if let department = loaded.configuration.department(name) { return department }
        let names = loaded.configuration.departments.map(\.name.rawValue)
        let hint =
            Spelling.question(Spelling.closest(to: name.rawValue, among: names))
            ?? "there are \(names.joined(separator: ", "))"
        Terminal.note("error: there is no department '\(name)'; \(hint)")
        throw ExitStatus.usage.code
    }

    private static func message(_ preview: TemplatePreview) throws -> [UInt8] {
        guard let file = preview.message else { return Array(sample(preview.language ?? .german).utf8) }
        switch try ExplainCommand.head(of: file) {
        case .success(let head): return head.bytes
        case .failure(let fault):
            Terminal.note("error: \(file): \(fault.reason)")
            throw ExitStatus.usage.code
        }
    }

    private static func sample(_ language: Language) -> String {
        switch language {
        case .german:
            "From: =?utf-8?q?J=C3=B6rg_Muster?= <joerg.muster@customer.example>\r\nSubject: Perlmuttknöpfe, 18 mm\r\n"
                + "Message-ID: <sample@customer.example>\r\n\r\nGuten Tag, bitte senden Sie uns ein Angebot.\r\n"
        case .english:
            "From: Jane Sample <jane.sample@customer.example>\r\nSubject: Mother-of-pearl buttons, 18 mm\r\n"
                + "Message-ID: <sample@customer.example>\r\n\r\nHello, please send us your offer for these.\r\n"
        }
    }
}
