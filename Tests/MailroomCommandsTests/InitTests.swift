import Foundation
import MailRouting
import Testing

@testable import MailroomCommands

@Suite("mailroom init") struct InitTests {
    private static let samples = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private func load(_ answers: InitAnswers) async throws -> LoadedConfiguration {
        let files = try InitFiles(samples: Self.samples, answers)
        let texts = Dictionary(uniqueKeysWithValues: files.files.map { ($0.path, $0.text) })
        return try await withFolder(texts) { folder in
            try LoadedConfiguration.load(folder + "/config/mailroom.yaml")
        }
    }

    private func answers(
        _ provider: MailProvider, organisation: String = "Knöpfe & \"Söhne\" <GmbH>: #1"
    ) -> InitAnswers {
        InitAnswers(
            organisation: organisation, domain: "knoepfe.example", provider: provider,
            imapHost: provider.imapHost ?? "imap.knoepfe.example",
            submissionHost: provider.submissionHost ?? "mail.knoepfe.example", ehloName: "room.knoepfe.example",
            stateFolder: "/srv/mail room", clientID: "1-2-3")
    }

    @Test(
        "what is written is right, for every provider and with a name full of signs", arguments: MailProvider.allCases)
    func written(_ provider: MailProvider) async throws {
        let answers = answers(provider)
        let configuration = try await load(answers).configuration
        #expect(configuration.stateFolder == "/srv/mail room")
        #expect(configuration.accounts.map(\.address.spec).allSatisfy { $0.hasSuffix("@knoepfe.example") })
        #expect(configuration.accounts.allSatisfy { $0.server.host == answers.imapHost })
        #expect(configuration.submissionHosts.map(\.server.host) == [answers.submissionHost])
        #expect(configuration.submissionHosts.map(\.ehloName) == ["room.knoepfe.example"])
        let info = try #require(configuration.department("info"))
        #expect(info.sender.displayName == answers.organisation)
        #expect(configuration.department("sales")?.sender.displayName == answers.organisation + " Sales")
        let servers = configuration.accounts.map(\.server) + configuration.submissionHosts.map(\.server)
        #expect(servers.allSatisfy { ($0.secret == nil) == (provider == .microsoft) })
    }

    @Test("nothing of the sample's own name is left, and every secret is named in the file to fill in")
    func names() throws {
        for provider in MailProvider.allCases {
            let files = try InitFiles(samples: Self.samples, answers(provider, organisation: "Knöpfe GmbH")).files
            #expect(files.count > 20)
            for (path, text) in files {
                #expect(!text.contains("Happy Buttons"), "\(path)")
                #expect(!text.contains("happybuttons"), "\(path)")
            }
            let text = Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0.text) })
            let configuration = try #require(text["config/mailroom.yaml"])
            let secrets = try #require(text["secrets.env"])
            let named = configuration.split(separator: "\n").filter { $0.contains(": env:MAILROOM") }
            #expect(!named.isEmpty)
            for line in named {
                let name = line.split(separator: ":").last ?? ""
                #expect(secrets.contains("\(name)="), "\(name)")
            }
        }
    }

    @Test(
        "answers that cannot be are refused",
        arguments: ["", "localhost", "a b.example", "-a.example", "ä.example", "a..b"])
    func mistakes(_ text: String) {
        #expect(throws: InitAnswers.Mistake.self) { try InitAnswers.host(text) }
    }

    @Test("a name that would be a template is refused") func template() {
        #expect(throws: InitAnswers.Mistake.self) { try InitAnswers.organisation("a {{b}}") }
        #expect(throws: InitAnswers.Mistake.self) { try InitAnswers.organisation("\u{202E}") }
    }
}
