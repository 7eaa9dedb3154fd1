import ArgumentParser
import Foundation
import Testing

@testable import MailroomCommands

/// `mailroom import`, from the command line to the file it writes.
@Suite struct ImportTests {
    /// How the verb ends, and what it wrote.
    private func imported(
        _ kind: String, _ text: String, over existing: String? = nil
    ) async throws -> (status: Int32, rules: String?) {
        var files = ["original": text]
        files["main.yaml"] = existing
        return try await withFolder(files) { folder in
            let command = try ImportCommand.parse(
                [kind, "\(folder)/original", "--department", "support", "--output", "\(folder)/main.yaml"])
            var status: Int32 = 0
            do {
                try command.run()
            } catch let code as ExitCode {
                status = code.rawValue
            }
            return (status, try? String(contentsOfFile: "\(folder)/main.yaml", encoding: .utf8))
        }
    }

    @Test func endsWellWhenEverythingIsTranslated() async throws {
        let (status, rules) = try await imported("sieve", #"if header "a" "b" { fileinto "F"; }"#)
        #expect(status == 0)
        #expect(
            rules == """
                # The rules of original, translated by 'mailroom import'.
                version: 1

                routes:
                  - {id: sieve.1, header.a: {is: "b"}, department: support, folder: "F", acknowledge: none}
                  - {otherwise: {id: sieve.otherwise, department: support, acknowledge: none}}

                """)
    }

    @Test(arguments: [
        ("sieve", "if true { vacation \"away\"; }"), ("imapautofiler", "mailboxes:\n- {name: Sent, rules: []}\n"),
    ])
    func writesWhatItCanAndEndsWithFindings(kind: String, text: String) async throws {
        let (status, rules) = try await imported(kind, text)
        #expect(status == ExitStatus.findings.rawValue)
        #expect(rules?.contains("# Not translated:\n#   line ") == true)
    }

    @Test(arguments: [("sieve", "if true {"), ("imapautofiler", "server: {}\n"), ("imapautofiler", "a: [")])
    func writesNothingWhenTheFileCannotBeRead(kind: String, text: String) async throws {
        let (status, rules) = try await imported(kind, text)
        #expect(status == ExitStatus.usage.rawValue)
        #expect(rules == nil)
    }

    @Test func leavesAFileThatIsThereAlone() async throws {
        let (status, rules) = try await imported("sieve", "keep;", over: "mine\n")
        #expect(status == ExitStatus.usage.rawValue)
        #expect(rules == "mine\n")
    }
}
