import Foundation
import MailAgent
import MailJournal
import MailRouting
import MailTransport

/// One test letter, written.
struct TestLetter: Sendable {
    let template: TemplateName
    let language: Language
    let department: DepartmentName
    let recipient: Address
    let messageID: MessageID
    let message: OutgoingMessage
}

/// Which letters `mailroom send` sends, after everything that can be wrong with the wish was said.
struct SendPlan {
    private let loaded: LoadedConfiguration
    private let templates: [TemplateName]
    private let languages: [Language]
    private let department: Department
    private let recipient: Address

    /// Names one run of the command, so that no two letters ever have the same Message-ID.
    static var run: String { String(UUID().uuidString.prefix(8)).lowercased() }

    /// - Parameter templates: nil for all there are.
    init(
        _ loaded: LoadedConfiguration, templates: [String]?, language: Language?, department: String?, to: String,
        yes: Bool
    ) throws {
        self.loaded = loaded
        let configuration = loaded.configuration
        guard let recipient = Address(to) else { throw Self.usage("'\(to)' is no address, such as info@example.org") }
        guard !configuration.submissionHosts.isEmpty else {
            throw Self.usage("the configuration names no submission host; add 'submission'")
        }
        let own = loaded.router.responseGuard.policy.ownAddresses
        guard yes || own.contains(recipient.key) else {
            throw Self.usage(
                "\(recipient.spec) is not one of your own addresses; write --yes if its owner expects the letters")
        }
        let known = loaded.catalogue.names.sorted()
        self.templates =
            try templates?.map { name in
                guard let template = known.first(where: { $0.rawValue == name }) else {
                    throw Self.usage(
                        "there is no template '\(name)'; there are \(known.map(\.rawValue).joined(separator: ", "))")
                }
                return template
            } ?? known
        languages = language.map { [$0] } ?? Language.allCases
        let found =
            department.map { name in configuration.departments.first { $0.name.rawValue == name } }
            ?? configuration.departments.first
        guard let found else {
            throw Self.usage(
                "there is no department '\(department ?? "")'; there are "
                    + configuration.departments.map(\.name.rawValue).joined(separator: ", "))
        }
        self.department = found
        self.recipient = recipient
    }

    private static func usage(_ text: String) -> any Error {
        Terminal.note("error: \(text)")
        return ExitStatus.usage.code
    }

    /// Every letter, written; a template that cannot be rendered ends it all before anything is sent.
    func letters(_ run: String) throws -> [TestLetter] {
        let writer = AcknowledgementWriter(loaded)
        let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        return try templates.flatMap { template in
            try languages.map { language in
                let messageID = MessageID("test.\(run).\(template).\(language.tag)@\(department.sender.domain)")
                let job = Acknowledgement(
                    template: template, language: language, department: department.name, recipient: recipient,
                    messageID: messageID, header: sample(template, language, run),
                    fingerprint: Fingerprint(digest: run, size: 1000), arrivedAt: now)
                do {
                    return TestLetter(
                        template: template, language: language, department: department.name, recipient: recipient,
                        messageID: messageID,
                        message: try writer.write(job, from: department, priority: .normal, now: now))
                } catch {
                    throw Self.usage("\(template) (\(language.tag)): \(error)")
                }
            }
        }
    }

    /// The message that the letter is about.
    private func sample(_ template: TemplateName, _ language: Language, _ run: String) -> [UInt8] {
        let subject = language == .german ? "Probe der Vorlage \(template)" : "Test of the template \(template)"
        return Array(
            """
            From: Erika Mustermann <\(recipient.spec)>\r
            Subject: \(subject)\r
            Message-ID: <sample.\(run).\(template).\(language.tag)@\(department.sender.domain)>\r
            \r

            """.utf8)
    }

    /// The journal of the installation; made where no agent has run yet, so that its first run knows of these letters.
    static func journal(_ configuration: MailRouting.Configuration) throws -> Journal {
        let path = configuration.stateFolder + "/journal.sqlite"
        if FileManager.default.fileExists(atPath: path) { return try JournalFile.openToChange(configuration) }
        do {
            try FileManager.default.createDirectory(
                atPath: configuration.stateFolder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            return try Journal(path: path)
        } catch {
            Terminal.note("cannot use the state folder \(configuration.stateFolder): \(error)")
            throw ExitStatus.environment.code
        }
    }
}
