import ArgumentParser
import Foundation
import MailConfig
import MailRouting

/// `mailroom import`: rules of other programs as rules of ours.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Translates Sieve scripts and imapautofiler files into rules.",
        discussion: """
            What means the same is translated, in the order in which the first rule that matches wins. Everything else \
            is listed on standard error with its line and what to do about it, and again at the top of the rules; \
            nothing is guessed. A note says where the translation means a little more or less than before.

            Prints a whole main.yaml. Both programs file into mailboxes of one account, so every route goes to one \
            department (--department), with the mailbox as its folder, and acknowledges nothing. Ids are the lines of \
            the original: sieve.12.

            EXAMPLES
              mailroom import sieve .dovecot.sieve > imported/main.yaml
              mailroom import sieve --department support --output imported/main.yaml filters.sieve
              mailroom import imapautofiler ~/.imapautofiler.yml | less
              mailroom replay --rules imported fixtures/messages

            Ends with 1 when something could not be translated, with 2 when the file cannot be read at all.
            """)

    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case sieve
        case imapautofiler
    }

    @Argument(help: "What the file holds: sieve or imapautofiler.")
    var kind: Kind

    @Argument(help: "The file to translate.", completion: .file())
    var file: String

    @Option(name: .long, help: "The department all routes go to.")
    var department = "info"

    @Option(
        name: .long,
        help: ArgumentHelp("Write the rules to this file, which must not exist yet.", valueName: "file"),
        completion: .file(extensions: ["yaml"]))
    var output: String?

    func run() throws {
        let imported = try reportingDiagnostics { () throws(Diagnostics) in
            try RuleImport.read(
                file, as: kind == .sieve ? .sieve : .imapautofiler, department: DepartmentName(department))
        }
        try write(imported.text)
        if !imported.findings.all.isEmpty { Terminal.note(imported.findings.report(in: .standardError)) }
        if !imported.isComplete { throw ExitStatus.findings.code }
    }

    private func write(_ text: String) throws {
        guard let output else {
            var buffer = OutputBuffer()
            try buffer.write(Array(text.utf8))
            return try buffer.flush()
        }
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: output), options: .withoutOverwriting)
        } catch {
            Terminal.note("error: cannot write \(output): \(error.localizedDescription)")
            throw ExitStatus.usage.code
        }
    }
}
