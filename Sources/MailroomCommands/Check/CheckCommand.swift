import ArgumentParser
import Foundation
import MailRouting
import MailTransport

/// `mailroom check`: would the agent be able to work?
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Checks the files, and every account and submission host they name.",
        discussion: """
            First the files: the configuration, the rules and the templates. Every mistake in any of them is shown at \
            once, with its line and a caret, and ends the check with 2.

            Then the servers, all at the same time, unless --offline: connects, verifies the certificate, logs in, and \
            prints one line for each: TLS version, certificate and how many days it has left, how it logged in, \
            which of the capabilities that matter are there, and which mailboxes. Nothing is changed or sent. Where \
            something is wrong the line says what, and the next one what to do about it; the check ends with 3.

            With --format jsonl, one object for each: kind (diagnostic, files, account or submission), and for servers \
            name, host, port, ok, tls, certificate, days_left, authentication, capabilities, mailboxes, problem, \
            next_step, warnings. For files, warnings too: trust entries that have expired or soon will.

            EXAMPLES
              mailroom check
              mailroom check --offline --config staging/mailroom.yaml
              mailroom check --format jsonl | jq 'select(.ok == false)'
            """)

    @OptionGroup var place: ConfigurationOption
    @OptionGroup var output: FormatOption

    @Flag(name: .long, help: "Check the files only; read no secret and connect to nothing.")
    var offline = false

    func run() async throws {
        let loaded: LoadedConfiguration
        do throws(Diagnostics) {
            loaded = try LoadedConfiguration.load(place.file)
        } catch {
            try show(error)
            throw ExitStatus.usage.code
        }
        try show(loaded)
        try await showSending(of: loaded)
        guard !offline else { return }
        let isFine = try await showServers(of: loaded)
        if !isFine { throw ExitStatus.environment.code }
    }

    // MARK: Files

    private func show(_ diagnostics: Diagnostics) throws {
        guard output.format == .jsonl else { return Terminal.note(diagnostics.report(in: .standardError)) }
        var buffer = OutputBuffer()
        for finding in diagnostics.all { try buffer.write(finding.json.line) }
        try buffer.flush()
    }

    private func show(_ loaded: LoadedConfiguration) throws {
        var buffer = OutputBuffer()
        let counts = [
            ("accounts", loaded.configuration.accounts.count), ("departments", loaded.configuration.departments.count),
            ("submission hosts", loaded.configuration.submissionHosts.count),
            ("priority lines", loaded.ruleSet.priorityLines.count), ("routes", loaded.ruleSet.routes.count),
            ("templates", loaded.catalogue.names.count),
        ]
        let notes = TrustNotes(loaded.configuration, at: Instant(Date())).notes
        switch output.format {
        case .table:
            let words = counts.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
            let style = TextStyle.standardOutput
            try buffer.write(line: "\(style.paint("ok  ", .green))  files  \(words)")
            for note in notes { try buffer.write(line: "      \(style.paint("note: \(note)", .yellow))") }
        case .jsonl:
            var line = JSONLine()
            line.add("kind", "files")
            line.add("ok", true)
            for (name, count) in counts { line.add(name.replacing(" ", with: "_"), count) }
            line.add("warnings", notes)
            try buffer.write(line.line)
        }
        try buffer.flush()
    }

    // MARK: Servers

    /// Asks all servers at once and shows each in the order of the configuration, as soon as it is its turn.
    private func showServers(of loaded: LoadedConfiguration) async throws -> Bool {
        let pool = WorkerPool()
        let authenticator = Authenticator(stateFolder: loaded.configuration.stateFolder)
        let instant = Date()
        let checks: [@Sendable () async -> CheckRow] =
            loaded.configuration.accounts.map { account -> @Sendable () async -> CheckRow in
                { await AccountCheck(account, in: loaded, pool: pool, authenticator).row(at: instant) }
            }
            + loaded.configuration.submissionHosts.map { host -> @Sendable () async -> CheckRow in
                { await SubmissionCheck(host: host, pool: pool, authenticator: authenticator).row(at: instant) }
            }
        return try await withThrowingTaskGroup(of: (number: Int, row: CheckRow).self) { group in
            for (number, check) in checks.enumerated() { group.addTask { (number, await check()) } }
            var waiting: [Int: CheckRow] = [:]
            var shown = 0
            var isFine = true
            for try await finished in group {
                waiting[finished.number] = finished.row
                while let row = waiting.removeValue(forKey: shown) {
                    try show(row)
                    isFine = isFine && row.problem == nil
                    shown += 1
                }
            }
            return isFine
        }
    }

    private func show(_ row: CheckRow) throws {
        var buffer = OutputBuffer()
        switch output.format {
        case .table: try buffer.write(line: row.text(in: .standardOutput))
        case .jsonl: try buffer.write(row.json.line)
        }
        try buffer.flush()
    }
}

extension Diagnostic {
    /// For `--format jsonl`.
    fileprivate var json: JSONLine {
        var line = JSONLine()
        line.add("kind", "diagnostic")
        line.add("severity", severity.rawValue)
        line.add("file", location.file)
        line.add("line", location.line)
        line.add("column", location.column)
        line.add("message", message)
        line.add("suggestion", suggestion)
        return line
    }
}
