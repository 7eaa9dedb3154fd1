import ArgumentParser
import MailJournal
import MailRouting
import Testing

@testable import MailroomCommands

/// What `mailroom check` says when acknowledgements are stopped.
@Suite struct SendingNoteTests {
    private static let now = Instant(seconds: 1_800_000_000)

    private static func note(_ folder: String, as format: OutputFormat = .table) async -> String? {
        await SendingNote(stateFolder: folder)?.text(as: format, in: .plain)
    }

    @Test func aPersonsPauseIsSaidUntilItEnds() async throws {
        try await withFolder { folder in
            #expect(await Self.note(folder) == nil, "before the first run")
            let journal = try Journal(path: "\(folder)/journal.sqlite")
            #expect(await Self.note(folder) == nil)
            try await journal.pauseSending(now: Self.now)
            #expect(
                await Self.note(folder) == """
                    note  acknowledgements are stopped by a person; they go on with 'mailroom acknowledgements resume'
                    """)
            #expect(
                await Self.note(folder, as: .jsonl) == """
                    {"kind":"acknowledgements","ok":false,"problem":"acknowledgements are stopped by a person; they go \
                    on with 'mailroom acknowledgements resume'"}
                    """)
            try await journal.resumeSending(now: Self.now)
            #expect(await Self.note(folder) == nil)
        }
    }

    @Test func aStormIsSaidWithItsCauseAndWhatEndsIt() async throws {
        try await withFolder { folder in
            let path = "\(folder)/journal.sqlite"
            // Three answers that bear our token come in while no acknowledgement is on its way.
            let answer = AcknowledgementResponse(kind: .automaticReply, acknowledgements: [], bearsOurToken: true)
            _ = try await withFolder(["main.yaml": CheckTests.rules]) { rules in
                try await PastMail.keep(
                    Array(repeating: "Subject: Out of office", count: 3), by: try LoadedRules.load(rules, own: []),
                    in: path, response: answer)
            }
            let state = try await Journal(path: path).sending()
            guard case .open = state else {
                Issue.record("three answers and nothing sent: \(state)")
                return
            }
            let note = try #require(await Self.note(folder))
            #expect(note.hasPrefix("note  \(state.description); "))
            #expect(note.hasSuffix("after an hour without any, or with 'mailroom acknowledgements resume'"))
        }
    }

    @Test func aJournalThatCannotBeReadIsSaid() async throws {
        try await withFolder(["journal.sqlite": "no database, but long enough to be looked at"]) { folder in
            let note = try #require(await Self.note(folder))
            #expect(note.hasPrefix("note  cannot read the journal: "))
        }
    }

    /// A stop is no fault of the files or servers: the check still ends well.
    @Test func aStopIsNoFinding() async throws {
        let configuration = """
            version: 1
            state: state
            rules: rules
            templates: \(Repository.path("config/templates"))
            accounts: {all: {address: info@buttons.example, host: imap.buttons.example, password: env:INFO}}
            departments: {all: {account: all}}
            acknowledgements: {enabled: false}
            """
        let files = ["mailroom.yaml": configuration, "rules/main.yaml": CheckTests.rules, "state/here": ""]
        try await withFolder(files) { folder in
            try await Journal(path: "\(folder)/state/journal.sqlite").pauseSending(now: Self.now)
            let command = try CheckCommand.parse(["--offline", "--config", "\(folder)/mailroom.yaml"])
            try await command.run()
        }
    }
}
