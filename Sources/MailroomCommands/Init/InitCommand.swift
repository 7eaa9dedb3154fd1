import ArgumentParser
import Foundation
import MailRouting

/// `mailroom init`: a new installation, ready to be filled in.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Writes a new configuration with rules and templates, and checks it.",
        discussion: """
            Four departments, info, sales, support and finance, each with a mailbox of its own at one domain, the rules and \
            the templates that come with mailroom, every key with its meaning beside it. Change what you like afterwards.

            What is not said with an option is asked for, on a terminal. Nothing that exists is overwritten.

            For Microsoft 365 the accounts get access tokens: register an application in the directory and give its id. For \
            Google, make an app password for each account. Everybody else says the two hosts.

            EXAMPLES
              mailroom init /etc/mailroom
              mailroom init . --organisation "Happy Buttons GmbH" --domain happybuttons.example \\
                --imap-host imap.happybuttons.example --submission-host mail.happybuttons.example
              mailroom init /etc/mailroom --provider microsoft --domain happybuttons.example

            Ends with 0 when the files are written and right, 2 when an answer cannot be used or files exist, 3 when they \
            cannot be written.
            """)

    @Argument(help: ArgumentHelp("Where to put it; made if need be.", valueName: "folder"), completion: .directory)
    var folder = "/etc/mailroom"

    @Option(help: "The name customers know, such as \"Happy Buttons GmbH\".")
    var organisation: String?
    @Option(help: "The domain of the departments' addresses.")
    var domain: String?
    @Option(help: "Whose servers the mailboxes are on: microsoft, google or other.")
    var provider: MailProvider?
    @Option(help: "Where mail is read (TLS, port 993).")
    var imapHost: String?
    @Option(help: "Where acknowledgements are handed in (STARTTLS, port 587).")
    var submissionHost: String?
    @Option(help: "The name of this machine in the DNS; mailroom.DOMAIN unless given.")
    var ehloName: String?
    @Option(name: .customLong("client-id"), help: "The id of the application that gets tokens, for microsoft.")
    var clientID: String?
    @Option(help: "Where the agent keeps its journal.", completion: .directory)
    var state = "/var/lib/mailroom"
    @Option(help: "Where the samples are; found beside the program unless given.", completion: .directory)
    var samples: String?

    func run() async throws {
        let target = URL(fileURLWithPath: folder, isDirectory: true).standardizedFileURL
        guard let samples = SampleFolder.find(samples) else {
            Terminal.note(
                "the samples are not beside the program; say where with --samples (the folder of config and rules)")
            throw ExitStatus.environment.code
        }
        let answers: InitAnswers
        do {
            answers = try ask()
        } catch let mistake as InitAnswers.Mistake {
            Terminal.note("\(mistake)")
            throw ExitStatus.usage.code
        }
        let files = try InitFiles(samples: samples, answers)
        try refuseToOverwrite(files, in: target)
        do { try write(files, to: target) } catch {
            Terminal.note("cannot write to \(target.path): \(error.localizedDescription)")
            throw ExitStatus.environment.code
        }
        let configuration = target.appendingPathComponent("config/mailroom.yaml").path
        _ = try reportingDiagnostics { () throws(Diagnostics) in try LoadedConfiguration.load(configuration) }
        Terminal.note("written to \(target.path): \(files.files.count) files, all right")
        for step in Self.nextSteps(answers, target, configuration) { Terminal.note("next: \(step)") }
    }

    private func ask() throws -> InitAnswers {
        let questions = Questions(isTerminal: isatty(STDIN_FILENO) == 1)
        let organisation = try questions.answer(organisation, "--organisation", "name of the organisation") {
            text throws(InitAnswers.Mistake) in try InitAnswers.organisation(text)
        }
        let domain = try questions.answer(domain, "--domain", "domain of the addresses") {
            text throws(InitAnswers.Mistake) in try InitAnswers.host(text)
        }
        let provider = try provider ?? (imapHost == nil ? questions.provider() : .other)
        func host(_ given: String?, _ preset: String?, _ option: String, _ what: String) throws -> String {
            try questions.answer(given ?? preset, option, what) { text throws(InitAnswers.Mistake) in
                try InitAnswers.host(text)
            }
        }
        let clientID =
            provider == .microsoft
            ? try questions.answer(clientID, "--client-id", "id of the application in the directory") {
                text throws(InitAnswers.Mistake) in try InitAnswers.organisation(text)
            } : ""
        return InitAnswers(
            organisation: organisation, domain: domain, provider: provider,
            imapHost: try host(imapHost, provider.imapHost, "--imap-host", "IMAP host"),
            submissionHost: try host(submissionHost, provider.submissionHost, "--submission-host", "submission host"),
            ehloName: try InitAnswers.host(ehloName ?? "mailroom.\(domain)"),
            stateFolder: URL(fileURLWithPath: state).standardizedFileURL.path, clientID: clientID)
    }

    private func refuseToOverwrite(_ files: InitFiles, in target: URL) throws {
        let existing = files.files.map(\.path).filter {
            FileManager.default.fileExists(atPath: target.appendingPathComponent($0).path)
        }
        guard let first = existing.first else { return }
        let others = existing.count > 1 ? " and \(existing.count - 1) more" : ""
        Terminal.note("\(target.path)/\(first)\(others) exist already, and nothing is overwritten; name another folder")
        throw ExitStatus.usage.code
    }

    private func write(_ files: InitFiles, to target: URL) throws {
        for (path, text) in files.files {
            let url = target.appendingPathComponent(path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url, options: .withoutOverwriting)
            if path == "secrets.env" {
                try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: url.path)
            }
        }
    }

    private static func nextSteps(_ answers: InitAnswers, _ target: URL, _ configuration: String) -> [String] {
        let secrets = "fill in \(target.path)/secrets.env"
        let login = "mailroom login info --config \(configuration), and the same for sales, support and finance"
        return [secrets] + (answers.provider == .microsoft ? [login] : []) + [
            "mailroom check --config \(configuration)"
        ]
    }
}

extension MailProvider: ExpressibleByArgument {}
