import ArgumentParser
import Foundation
import MailRouting

/// `mailroom replay`: what the rules would do with these messages.
struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Decides about messages in files, offline, exactly as the agent would.",
        discussion: """
            Reads messages from files, from folders with everything in them, from mbox files and from Maildirs; '-' is \
            standard input. Prints one row for each message, in a stable order, and connects to nothing.

            Needs the rules only (rules/, or --rules). With --config the rules, accounts and addresses of that \
            installation are used. Our addresses matter to one question: mail that is not addressed to any of them \
            is not acknowledged; while none is known, the question is not asked.

            Each message is judged at the moment it arrived: the date of its newest Received field, else its Date \
            field, else now. With --now all are judged at that instant, and old mail is refused as too old.

            The objects of --format jsonl have the keys file, message_id, subject, from, mailbox, language, priority, \
            department, folder, rule, acknowledge {send, template, language, reason}, keywords, copies, defects, \
            error, always all of them and in this order. Further messages of an mbox are 'file#2', 'file#3'. The reason \
            begins with a stable word and a colon.

            EXAMPLES
              mailroom replay fixtures/messages
              mailroom replay --config config/mailroom.yaml --mailbox sales ~/Maildir
              mailroom replay --format jsonl archive.mbox | jq -r .rule | sort | uniq -c
              ssh mail.example cat /var/mail/info | mailroom replay -

            Ends with 1 when something could not be read; its row says why.
            """)

    @Argument(
        help: "Files, folders, mbox files or Maildirs with messages; '-' is standard input.", completion: .file())
    var paths: [String]

    @OptionGroup var options: OfflineRoutingOptions
    @OptionGroup var output: FormatOption

    func validate() throws {
        if paths.filter({ $0 == "-" }).count > 1 { throw ValidationError("standard input can be read once only") }
    }

    func run() async throws {
        let errors = try await Replay(of: paths, by: options.load()).write(as: output.format, to: OutputBuffer())
        if errors > 0 { throw ExitStatus.findings.code }
    }
}
