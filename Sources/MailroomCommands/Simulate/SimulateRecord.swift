import ArgumentParser
import Foundation
import MailRehearsal
import MailRouting

/// `mailroom simulate record`: a real week without its people.
struct SimulateRecord: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Makes an anonymised simulation of the mail an agent has decided about.",
        discussion: """
            Reads from the journal of --config what arrived in that time and writes a recording: one line for each \
            message, with the header fields that decisions are made by and what was decided. Names, addresses, domains, \
            numbers and words are replaced, each everywhere by the same stand-in, drawn by chance; the words the rules \
            and the gate look for stay, and so do small words that nobody in the week is called by. Texts are not in the \
            journal and not in the recording. docs/simulation.md says what is kept of a message, field by field.

            Before it is written, the recording is searched for everything that was replaced, and nothing is written if \
            anything is found. Then every message is decided by the rules of --config as it will be when the recording \
            is played, and those that come out in another way than in the real week are listed.

            EXAMPLES
              mailroom simulate record --journal 7d --output week.jsonl --config /etc/mailroom/mailroom.yaml
              mailroom simulate record --journal 2w --zone Europe/Berlin --output weeks.jsonl
              mailroom simulate replay week.jsonl --rules new-rules

            Ends with 1 when something of the real week was found and nothing was written, and with 3 when the journal \
            cannot be read or the file cannot be written.
            """)

    @Option(help: ArgumentHelp("How far to look back: 36h, 7d or 2w.", valueName: "time"))
    var journal: LookBack

    @Option(
        name: [.short, .long], help: ArgumentHelp("The file to write; it must not be there yet.", valueName: "file"))
    var output: String

    @Option(
        help: ArgumentHelp("Whose clocks its times are by, such as Europe/Berlin.", valueName: "zone"),
        transform: Self.zone)
    var zone: Zone?

    @Option(
        help: ArgumentHelp(
            "Draw the stand-ins from this seed, so that they are the same again; by chance unless given.",
            valueName: "number"))
    var seed: UInt64?

    @Flag(help: "Record simulated mail that went through the mailboxes, and not the real mail.")
    var simulated = false

    @OptionGroup var configuration: ConfigurationOption

    /// Nobody reads more lines than these; the number says how many there are.
    private static let shownDifferences = 50

    func run() async throws {
        let loaded = try configuration.load()
        guard let zone = zone ?? Zone(TimeZone.current.identifier) else {
            Terminal.note("the zone of this machine, \(TimeZone.current.identifier), is unknown; name one with --zone")
            throw ExitStatus.usage.code
        }
        let recorder = WeekRecorder(
            loaded: loaded, journal: try JournalFile.open(loaded.configuration), zone: zone,
            chance: seed.map { .seed($0) } ?? .system, isOfSimulated: simulated)
        let result: WeekRecorder.Result?
        do {
            result = try await recorder.record(since: Instant(Date()) - journal.interval)
        } catch let error as WeekRecorder.TooMany {
            Terminal.note("more than \(error.limit) messages arrived in that time; give a shorter --journal")
            throw ExitStatus.usage.code
        }
        guard let result else {
            Terminal.note("nothing arrived in that time, or the journal keeps no more of it; nothing was written")
            throw ExitStatus.usage.code
        }
        guard result.finds.isEmpty else {
            for find in result.finds.prefix(Self.shownDifferences) { Terminal.note("\(find)") }
            Terminal.note("\(result.finds.count) times something of the real mail was left; nothing was written")
            throw ExitStatus.findings.code
        }
        try write(result.lines)
        report(result)
    }

    /// Never over another file, and for nobody else to read.
    private func write(_ lines: [UInt8]) throws {
        let descriptor = open(output, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            Terminal.note("cannot write \(output): \(String(cString: strerror(errno))); nothing was recorded")
            throw ExitStatus.environment.code
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try file.write(contentsOf: Data(lines))
            try file.synchronize()
            try file.close()
        } catch {
            unlink(output)
            Terminal.note("cannot write \(output): \(error.localizedDescription); nothing was recorded")
            throw ExitStatus.environment.code
        }
    }

    private func report(_ result: WeekRecorder.Result) {
        let count = result.week.messages.count
        Terminal.say("recorded \(count) message\(count == 1 ? "" : "s") from \(result.week.week) on in \(output)")
        Terminal.say("searched it for every name, address, domain, word and number that was replaced: none is in it")
        let changed = result.differences.count { $0.isOfRules }
        Terminal.say("decided alike by the present rules: \(count - result.differences.count) of \(count)")
        if changed > 0 { Terminal.say("of the others, \(changed) are decided otherwise since the rules have changed") }
        for difference in result.differences.filter({ !$0.isOfRules }).prefix(Self.shownDifferences) {
            Terminal.say("  message \(difference.message): \(difference.words)")
        }
    }

    private static func zone(_ text: String) throws -> Zone {
        guard let zone = Zone(text) else { throw ValidationError("'\(text)' is no zone like Europe/Berlin") }
        return zone
    }
}
