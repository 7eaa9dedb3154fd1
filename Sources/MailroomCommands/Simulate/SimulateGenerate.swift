import ArgumentParser
import MailRehearsal
import MailRouting

/// `mailroom simulate generate`: the week as files.
struct SimulateGenerate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Writes the messages of a week into a folder.",
        discussion: """
            One folder for each account, with .eml files or as a Maildir, each message as it lies in the mailbox after it \
            arrived. The folder must be new or empty, or hold the very same week, which is then left as it is.

            The objects of --format jsonl have the keys file, message_id, arrived, mailbox, type, day, department, \
            priority, template and language: what should become of each message.

            EXAMPLES
              mailroom simulate generate --seed 7 --week 2026-W48 --to eml week
              mailroom simulate generate --seed 7 --theme monday_flood --noise --to maildir flood
              mailroom simulate generate --key /var/lib/mailroom/simulation.key --to eml week
              mailroom replay --mailbox info week/info

            Ends with 2 when the folder holds anything else.
            """)

    @Option(help: "What to write: eml, a file for each message, or maildir.")
    var to: SimulationFolder.Form

    @Argument(help: "The folder to write into.", completion: .directory)
    var folder: String

    @Option(
        help: ArgumentHelp(
            "A key of simulated mail: seals the messages, so that the agent with this key knows them for simulated ones.",
            valueName: "file"), completion: .file())
    var key: String?

    @OptionGroup var options: SimulationOptions
    @OptionGroup var output: FormatOption

    func run() throws {
        var simulation = try options.simulation()
        if let key {
            guard let read = SimulationKeyFile(path: key).key else {
                throw ValidationError("'\(key)' holds no key of simulated mail: 64 hexadecimal digits")
            }
            simulation = simulation.sealed(by: read.seal)
        }
        let messages = simulation.messages()
        let folder = SimulationFolder(folder, as: to, messages)
        let isNew: Bool
        do {
            isNew = try folder.write()
        } catch let error as SimulationFolder.Occupied {
            Terminal.note("\(error)")
            throw ExitStatus.usage.code
        } catch let error as SimulationFolder.Unusable {
            Terminal.note("\(error)")
            throw ExitStatus.environment.code
        }
        var buffer = OutputBuffer()
        switch output.format {
        case .jsonl:
            for (name, message) in zip(folder.names, messages) { try buffer.write(message.row(file: name).line) }
        case .table:
            for line in SimulationTable(messages).lines { try buffer.write(line: line) }
            let what = "\(messages.count) messages of \(simulation.id)"
            try buffer.write(line: isNew ? "wrote \(what)" : "\(what) were there already")
        }
        try buffer.flush()
    }
}

extension SimulationFolder.Form: ExpressibleByArgument {}

extension SimulatedMessage {
    fileprivate func row(file: String) -> JSONLine {
        var row = JSONLine(capacity: 400)
        row.add("file", file)
        row.add("message_id", messageID.rawValue)
        row.add("arrived", arrivedAt.text)
        row.add("mailbox", account.rawValue)
        row.add("type", mark.type.rawValue)
        row.add("day", mark.day)
        row.add("department", mark.department.rawValue)
        row.add("priority", mark.priority.name)
        row.add("template", mark.template?.rawValue)
        row.add("language", mark.language.tag)
        return row
    }
}
