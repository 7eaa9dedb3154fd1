import FoundationEssentials
import Testing

@testable import MailConfig

/// `docs/configuration.md` and `docs/rules.md` describe every key the decoders know, in a section for each mapping.
@Suite struct ReferenceTests {
    private func sections() throws -> [String: String] {
        var text = ""
        for page in ["docs/configuration.md", "docs/rules.md"] {
            text += String(decoding: try Data(contentsOf: URL(filePath: Repository.path(page))), as: UTF8.self)
        }
        var sections: [String: String] = [:]
        var name = ""
        for line in text.split(separator: "\n") {
            if line.hasPrefix("## ") { name = "" }
            if line.hasPrefix("### ") { name = String(line.dropFirst(4)) }
            sections[name, default: ""] += line + "\n"
        }
        return sections
    }

    @Test func describesEveryKey() throws {
        let sections = try sections()
        for set in KnownKeys.all {
            let section = try #require(sections[set.name], "no section '\(set.name)'")
            // Lines take all keys of a condition, which are described once.
            let isLine = set.keys.contains("when") && set.keys.contains("any")
            let keys = set.keys + set.prefixes.map { $0 + "NAME" }
            for key in keys where !isLine || !KnownKeys.conditions.contains(key) && !key.hasSuffix("NAME") {
                #expect(section.contains("`\(key)`"), "section '\(set.name)' does not describe '\(key)'")
            }
        }
    }

    @Test func theShippedFileNamesEveryKey() throws {
        let path = Repository.path("config/mailroom.yaml")
        let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        let sets = [
            KnownKeys.configuration, KnownKeys.defaults, KnownKeys.account, KnownKeys.department,
            KnownKeys.submissionHost, KnownKeys.rateLimits, KnownKeys.acknowledgements, KnownKeys.trustEntry,
            KnownKeys.delivery, KnownKeys.log, KnownKeys.alerts, KnownKeys.status,
            KnownKeys.simulatedMail,
            KnownKeys.secret, KnownKeys.oauthClient, KnownKeys.retention,
        ]
        for key in sets.flatMap(\.keys) { #expect(text.contains("\(key):"), "'\(key)' does not stand in the file") }
    }
}
