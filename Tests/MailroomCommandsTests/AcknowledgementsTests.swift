import ArgumentParser
import MailJournal
import MailRouting
import Testing

@testable import MailroomCommands

/// `mailroom acknowledgements`: the switch a person has, written to the journal an agent may be at work with.
@Suite struct AcknowledgementsTests {
    private static let configuration = """
        version: 1
        state: state
        rules: rules
        templates: templates
        accounts: {info: {address: info@buttons.example, host: imap.buttons.example, password: env:INFO}}
        departments: {info: {account: info}}
        acknowledgements: {enabled: false}
        """

    private func exitStatus(_ arguments: [String], _ folder: String) async throws -> MailroomCommands.ExitStatus? {
        var command = try AcknowledgementsCommand.parseAsRoot(arguments + ["--config", "\(folder)/mailroom.yaml"])
        do {
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return nil
        } catch let code as ExitCode {
            return MailroomCommands.ExitStatus(rawValue: code.rawValue)
        }
    }

    @Test func stopsShowsAndLetsGoOn() async throws {
        try await withFolder(["mailroom.yaml": Self.configuration, "state/here": ""]) { folder in
            let journal = try Journal(path: "\(folder)/state/journal.sqlite")
            #expect(try await exitStatus(["status"], folder) == nil)
            #expect(try await exitStatus(["resume"], folder) == nil)
            #expect(try await exitStatus(["pause"], folder) == nil)
            guard case .paused = try await journal.sending() else {
                Issue.record("they are not stopped")
                return
            }
            #expect(try await exitStatus([], folder) == .findings, "status is what is meant without a verb")
            #expect(try await exitStatus(["status", "--format", "jsonl"], folder) == .findings)
            #expect(try await exitStatus(["resume"], folder) == nil)
            #expect(try await journal.sending().isClosed)
        }
    }

    @Test func withoutAJournalNoneIsMade() async throws {
        try await withFolder(["mailroom.yaml": Self.configuration]) { folder async throws in
            for verb in ["status", "pause", "resume"] {
                #expect(try await exitStatus([verb], folder) == .environment)
            }
            #expect(try await exitStatus(["status"], "\(folder)/elsewhere") == .usage)
        }
    }

    @Test func reportSaysWhySinceWhenAndWhatEndsIt() async throws {
        try await withFolder { folder in
            let journal = try Journal(path: "\(folder)/journal.sqlite")
            #expect(
                SendingReport(try await journal.summary()).text(as: .table)
                    == "acknowledgements go out\nnone was written down yet")
            try await journal.pauseSending(now: Instant(seconds: 1_800_000_000))
            let report = SendingReport(try await journal.summary())
            #expect(
                report.text(as: .table) == """
                    acknowledgements are stopped by a person; they go on with 'mailroom acknowledgements resume'
                    since 2027-01-15T08:00:00Z
                    none was written down yet
                    """)
            #expect(
                report.text(as: .jsonl) == """
                    {"state":"paused","since":"2027-01-15T08:00:00Z","reason":"acknowledgements are stopped by a \
                    person","jobs":{}}
                    """)
        }
    }
}
