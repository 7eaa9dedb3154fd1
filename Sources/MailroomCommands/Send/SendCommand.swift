import ArgumentParser
import Foundation
import MailAgent
import MailConfig
import MailJournal
import MailRouting
import MailTransport

/// `mailroom send`: templates tried end to end, through the real submission host.
struct SendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send",
        abstract: "Sends acknowledgements from templates as a test, through the submission host and its limits.",
        discussion: """
            Each letter is written like a real one, about a message that is made up, and handed in where acknowledgements \
            are: same login, same limits. A running agent counts these letters, and they count its own; so with 5 a \
            minute, fourteen letters take three minutes. Prints 'queued' for each letter, then 'sent' with the host's \
            reply or 'failed' with its line, and a summary.

            The address must be one of the installation's own, unless --yes says that its owner expects the letters. \
            Arriving at an own address they are routed like all mail and never acknowledged.

            The objects of --format jsonl have the keys status (queued, sent, failed, summary), template, language, to, \
            department, message_id, host, reply, problem; the summary has sent, failed and seconds.

            EXAMPLES
              mailroom send --all --to info@happybuttons.example
              mailroom send quality_complaint --language de --to support@happybuttons.example
              mailroom send oem_order --to me@elsewhere.example --yes

            Ends with 1 when a letter was not accepted, with 3 when no submission host can be reached.
            """)

    @OptionGroup var place: ConfigurationOption
    @OptionGroup var output: FormatOption

    @Argument(help: ArgumentHelp("The names of the templates.", valueName: "template"))
    var templates: [String] = []

    @Option(help: ArgumentHelp("Who gets the letters.", valueName: "address"))
    var to: String

    @Option(help: "de or en; both unless given.", transform: Self.language)
    var language: Language?

    @Option(help: ArgumentHelp("Whom they come from; the first department unless given.", valueName: "name"))
    var department: String?

    @Flag(name: .long, help: "Every template there is.")
    var all = false

    @Flag(name: .long, help: "Send to an address that is not one of the installation's own.")
    var yes = false

    private static func language(_ tag: String) throws -> Language {
        guard let language = Language(rawValue: tag) else { throw ValidationError("'\(tag)' is neither de nor en") }
        return language
    }

    mutating func validate() throws {
        guard all != !templates.isEmpty else {
            throw ValidationError("name templates, or write --all ('ls' of the templates folder shows them)")
        }
    }

    func run() async throws {
        let loaded = try place.load()
        let letters = try SendPlan(
            loaded, templates: all ? nil : templates, language: language, department: department, to: to, yes: yes
        ).letters(SendPlan.run)
        let journal = try SendPlan.journal(loaded.configuration)
        let pool = WorkerPool()
        let authenticator = Authenticator(stateFolder: loaded.configuration.stateFolder)
        let sender = LetterSender(loaded.configuration.submissionHosts, journal: journal) { host in
            SubmissionHostPort(host, on: pool) { server throws(Fault) in
                do throws(CredentialFault) { return try await authenticator.authentication(for: server) } catch {
                    throw error.fault(of: server)
                }
            }
        }
        var report = SendReport(output.format, count: letters.count)
        for letter in letters { try report.queued(letter) }
        var isUnreachable = false
        for letter in letters {
            let progress = report.progress
            let result: LetterSender.Result
            do {
                result = try await sender.send(letter.message) { progress.wait($0) }
            } catch let fault as JournalFault {
                Terminal.note("\(fault)")
                throw ExitStatus.environment.code
            }
            isUnreachable = isUnreachable || result.host == nil
            try report.done(letter, result)
        }
        await sender.close()
        try report.finish()
        if isUnreachable { throw ExitStatus.environment.code }
        if report.failed > 0 { throw ExitStatus.findings.code }
    }
}
