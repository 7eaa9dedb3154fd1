import ArgumentParser
import Foundation
import MailRouting
import MailTransport
import Testing

@testable import MailroomCommands

@Suite struct TemplateCommandTests {
    private static let configuration = Repository.path("config/mailroom.yaml")

    /// What the verb prints and how it ends.
    private func run(_ arguments: [String]) async throws -> (text: String, status: Int32) {
        var status: Int32 = 0
        let text = try await written { file in
            let command = try MailroomCommand.parseAsRoot(["template"] + arguments + ["--config", Self.configuration])
            do {
                if let list = command as? TemplateList { try list.run(to: OutputBuffer(to: file)) }
                if let preview = command as? TemplatePreview { try preview.run(to: OutputBuffer(to: file)) }
            } catch let code as ExitCode {
                status = code.rawValue
            }
        }
        return (text, status)
    }

    @Test func listsTemplatesWithTheLinesThatNameThem() async throws {
        let (table, _) = try await run(["list"])
        #expect(table.split(separator: "\n").count == 9)
        #expect(table.contains("internal_coordination   text and HTML    none      internal.coordination"))
        let (lines, _) = try await run(["list", "--format", "jsonl"])
        let line =
            #"{"name":"supplier_update","html":true,"attachments":{"de":[],"en":[]},"rules":["supplier.update"]}"#
        #expect(lines.split(separator: "\n").contains { $0 == line })
    }

    @Test func showsTheLetterThatAMessageWouldGet() async throws {
        let message = Repository.path("fixtures/messages/complaint-de.eml")
        let (text, status) = try await run(["preview", "quality_complaint", "--message", message])
        #expect(status == 0)
        #expect(text.contains("From: Happy Buttons Quality and Support <support@happybuttons.example>\n"))
        #expect(text.contains("To: ana.beispiel@kunde.example\n"))
        #expect(text.contains("Subject: Auto: Ihre Reklamation „Reklamation Charge 4711“ [HB-"))
        #expect(text.contains("Auto-Submitted: auto-replied\n"))
        #expect(text.contains("\nGuten Tag Ana Beispiel, sehr geehrte Damen und Herren,\n\nwir haben Ihre Reklamation"))
        #expect(text.contains("mit höchster Dringlichkeit"), "the rules say that complaints are critical")
        #expect(text.contains("\n[HTML, "))
    }

    @Test func takesTheWordOfItsOptions() async throws {
        let message = Repository.path("fixtures/messages/complaint-de.eml")
        let (text, _) = try await run([
            "preview", "general", "--message", message, "--language", "en", "--courtesy", "standard", "--department",
            "sales", "--priority", "low",
        ])
        #expect(text.contains("From: Happy Buttons Sales <sales@happybuttons.example>\n"))
        #expect(text.contains("Dear Ana Beispiel,\n\nThank you for your message"))
        #expect(text.contains("with due care") && text.contains("Kind regards,") && !text.contains("honoured"))
        let (html, _) = try await run(["preview", "general", "--part", "html", "--language", "de"])
        #expect(html.hasPrefix("<!DOCTYPE html>") && html.contains("<p>Guten Tag Jörg Muster, sehr geehrte"))
    }

    @Test func writesAMessageForMailPrograms() async throws {
        try await withFolder { folder in
            let file = "\(folder)/letter.eml"
            let (text, status) = try await run(["preview", "oem_order", "--language", "en", "--output", file])
            #expect(text.isEmpty && status == 0)
            let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: file)))
            let message = MessageParser.parse(message: bytes)
            #expect(message.subject?.hasPrefix("Auto: Your order “Mother-of-pearl buttons, 18 mm” [HB-") == true)
            #expect(message.defects == [])
            let (shown, _) = try await run(["preview", "oem_order", "--language", "en", "--output", "-"])
            #expect(shown.hasPrefix("From: ") && shown.contains("multipart/alternative"))
            #expect(try await run(["preview", "oem_order", "--output", "\(folder)/no/letter.eml"]).status == 3)
        }
    }

    @Test(arguments: [
        ["preview", "oem_ordr"], ["preview", "general", "--department", "nobody"],
        ["preview", "general", "--message", "/nowhere.eml"],
    ])
    func endsWith2ForWhatIsNotThere(arguments: [String]) async throws {
        #expect(try await run(arguments).status == ExitStatus.usage.code.rawValue)
    }

    @Test(arguments: [
        ["--language", "fr"], ["--courtesy", "rude"], ["--priority", "urgent"], ["--part", "html", "--output", "x"],
    ])
    func refusesWordsItDoesNotKnow(arguments: [String]) {
        #expect(throws: (any Error).self) {
            try MailroomCommand.parseAsRoot(["template", "preview", "general"] + arguments)
        }
    }

    /// One mistake of each kind, said by every verb that reads templates, with a caret where there is a place for one.
    @Test func checkAndLintSayEveryMistakeInTemplates() async throws {
        let text = "{{custmer_name}}\n{{#royal}}x\n{{> signatur}}\n"
        let files = [
            "templates/de/general.subject.mustache": "Auto: a", "templates/de/general.text.mustache": text,
            "templates/de/partials/signature.text.mustache": "S", "templates/en/general.subject.mustache": "Auto: a",
            "templates/en/general.attachments/empty.pdf": "",
            "rules/main.yaml": "version: 1\nroutes:\n  - otherwise: {id: a, department: info, acknowledge: generl}\n",
            "mailroom.yaml": """
            version: 1
            state: state
            rules: rules
            templates: templates
            accounts: {info: {address: info@buttons.test, host: localhost, password: env:INFO}}
            departments: {info: {account: info}}
            acknowledgements: {enabled: false}
            """,
        ]
        try await withFolder(files) { folder in
            let file = "\(folder)/mailroom.yaml"
            let checked = try #require(throws: Diagnostics.self) { try LoadedConfiguration.load(file) }
            let linted = try #require(throws: Diagnostics.self) { try LintedRules(.configuration(file)) }
            for found in [checked, linted] {
                let report = found.report(in: .plain).replacing(folder + "/", with: "")
                for line in [
                    "templates/de/general.text.mustache:1:1: error: unknown variable 'custmer_name'; did you mean 'customer_name'?",
                    "    {{custmer_name}}\n    ^^^^^^^^^^^^^^^^",
                    "templates/de/general.text.mustache:2:1: error: the section 'royal' is not closed; add '{{/royal}}'",
                    "templates/de/general.text.mustache:3:1: error: unknown partial 'signatur': there is no "
                        + "de/partials/signatur.text.mustache; did you mean 'signature'?",
                    "the template 'general' has no en/general.text.mustache",
                ] { #expect(report.contains(line), "\(line)\n---\n\(report)") }
            }
        }
    }

    @Test func aRuleThatNamesNoTemplateIsAMistake() async throws {
        let files = [
            "rules/main.yaml": "version: 1\nroutes:\n  - otherwise: {id: a, department: info, acknowledge: generl}\n",
            "mailroom.yaml": """
            version: 1
            state: state
            rules: rules
            templates: \(Repository.path("config/templates"))
            accounts: {info: {address: info@buttons.test, host: localhost, password: env:INFO}}
            departments: {info: {account: info}}
            acknowledgements: {enabled: false}
            """,
        ]
        try await withFolder(files) { folder in
            let found = try #require(throws: Diagnostics.self) {
                try LoadedConfiguration.load("\(folder)/mailroom.yaml")
            }
            let report = found.report(in: .plain)
            #expect(
                report.contains("main.yaml:3:55: error: unknown template 'generl'; did you mean 'general'?"),
                "\(report)")
        }
    }
}
