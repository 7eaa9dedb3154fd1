import ArgumentParser
import Foundation
import MailRouting
import MailTransport

/// `mailroom template preview`: a finished letter, before any customer sees it.
struct TemplatePreview: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview",
        abstract: "Shows the finished acknowledgement of a template, or writes it to a file.",
        discussion: """
            Writes the letter as the agent would in answer to a message, and sends nothing. Department, priority and \
            language are what the rules decide about that message, unless an option says otherwise; without a message \
            one is made up. Whether the gate would let it out is not asked here: 'mailroom explain' says that.

            What is printed is the header as it is sent, decoded; the text; and what else is in the message. With \
            --output the message itself is written, which every mail program opens; '-' is standard output.

            EXAMPLES
              mailroom template preview quality_complaint --message complaint.eml
              mailroom template preview customer_inquiry --language de --courtesy royal --department info
              mailroom template preview customer_inquiry --part html > letter.html
              mailroom template preview oem_order --message order.eml --language de --output letter.eml

            Ends with 2 when there is no such template, department or message, or a file has a mistake; with 3 when \
            the output cannot be written.
            """)

    /// What is printed.
    enum Part: String, ExpressibleByArgument, CaseIterable { case letter, html }

    @Argument(help: "The name of the template.")
    var name: String

    @Option(
        name: .long, help: ArgumentHelp("The message that is answered: a file, or '-'.", valueName: "file"),
        completion: .file())
    var message: String?

    @Option(
        name: .long, help: "de or en; the language of the message unless given.",
        transform: { try word($0, Language.allCases.map { ($0.tag, $0) }) })
    var language: Language?

    @Option(
        name: .long, help: "standard or royal; what the configuration says unless given.",
        transform: { try word($0, Courtesy.allCases.map { ($0.rawValue, $0) }) })
    var courtesy: Courtesy?

    @Option(name: .long, help: "Who answers; the department the message goes to unless given.")
    var department: String?

    @Option(
        name: .long, help: "low, normal, high or critical; the priority of the message unless given.",
        transform: { try word($0, Priority.allCases.map { ($0.name, $0) }) })
    var priority: Priority?

    @Option(name: .long, help: "What to print: letter, or html for the HTML alone.")
    var part = Part.letter

    @Option(
        name: .long, help: ArgumentHelp("Write the message here instead of showing it.", valueName: "file"),
        completion: .file(extensions: ["eml"]))
    var output: String?

    @OptionGroup var place: ConfigurationOption

    func validate() throws {
        if output != nil, part != .letter { throw ValidationError("--output writes the whole message, not a --part") }
    }

    func run() throws { try run(to: OutputBuffer()) }

    func run(to buffer: OutputBuffer) throws {
        let loaded = try place.load()
        let sample = try LetterSample(of: self, in: loaded)
        let writer = AcknowledgementWriter(loaded)
        let draft = try writer.draft(
            sample.job, from: sample.department, priority: sample.priority, courtesy: courtesy, now: Instant(Date()))
        var buffer = buffer
        if let output {
            let bytes = try composed(draft)
            guard output != "-" else {
                try buffer.write(bytes)
                return try buffer.flush()
            }
            do {
                try Data(bytes).write(to: URL(fileURLWithPath: output), options: .atomic)
            } catch {
                Terminal.note("error: cannot write \(output): \(error.localizedDescription)")
                throw ExitStatus.environment.code
            }
            return Terminal.note("wrote \(output), \(bytes.count) octets")
        }
        switch part {
        case .letter: try buffer.write(line: LetterText(draft, bytes: try composed(draft)).text)
        case .html:
            guard let html = draft.html else {
                Terminal.note("error: the template '\(name)' has no HTML part")
                throw ExitStatus.usage.code
            }
            try buffer.write(Array(html.utf8))
        }
        try buffer.flush()
    }

    private static func word<Value>(_ text: String, _ words: [(String, Value)]) throws -> Value {
        guard let value = words.first(where: { $0.0 == text })?.1 else {
            throw ValidationError("'\(text)' is none of \(words.map(\.0).joined(separator: ", "))")
        }
        return value
    }

    /// Only the address of a stranger or of a department can be in the way.
    private func composed(_ draft: AcknowledgementDraft) throws -> [UInt8] {
        do throws(CompositionError) {
            return try AcknowledgementComposer.compose(draft)
        } catch {
            Terminal.note("error: \(error)")
            throw ExitStatus.usage.code
        }
    }
}
