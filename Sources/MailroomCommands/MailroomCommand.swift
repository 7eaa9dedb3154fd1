public import ArgumentParser

/// The root of the command line: one subcommand, and one file, for each verb.
public struct MailroomCommand: AsyncParsableCommand {
    /// Of the next release (semver.org); the Debian package has the same.
    public static let version = "0.1.0"

    /// What `mailroom --help` prints.
    public static let configuration = CommandConfiguration(
        commandName: "mailroom",
        abstract: "Watches department mailboxes, routes what arrives, and acknowledges it.",
        discussion: """
            Exit codes: 0 fine; 1 findings, such as a rule with a mistake or a test that fails; 2 wrong usage or \
            configuration; 3 environment, such as a missing program or a server that does not answer.
            """,
        version: version,
        subcommands: [
            InitCommand.self,
            RunCommand.self,
            StatusCommand.self,
            TailCommand.self,
            QueueCommand.self,
            DecisionsCommand.self,
            SendCommand.self,
            CheckCommand.self,
            LoginCommand.self,
            ReplayCommand.self,
            ExplainCommand.self,
            TestCommand.self,
            DiffCommand.self,
            LintCommand.self,
            FormatCommand.self,
            SchemaCommand.self,
            ImportCommand.self,
            TemplateCommand.self,
            PauseCommand.self,
            ResumeCommand.self,
            AlertCommand.self,
            AcknowledgementsCommand.self,
            AuditCommand.self,
            UndoCommand.self,
            BackupCommand.self,
            ExportCommand.self,
            ForgetCommand.self,
            AccountsCommand.self,
            SimulateCommand.self,
            DemoCommand.self,
            SandboxCommand.self,
        ]
    )

    /// Makes the command; ArgumentParser does this.
    public init() {}

    /// Runs the command line of this process and ends it with one of the documented exit codes.
    ///
    /// ArgumentParser's own code for a command line it cannot parse is 64; ours for every wrong usage is 2.
    public static func runToExit() async -> Never {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            exit(withError: nil)
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            Terminal.note(fullMessage(for: error))
            exit(withError: ExitStatus.usage.code)
        }
    }
}
