import ArgumentParser
import Foundation
import MailJournal
import MailRouting

/// `mailroom tail`: the walk as it happens, from another process.
struct TailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tail",
        abstract: "Prints the steps of messages as the agent takes them, until Ctrl-C.",
        discussion: """
            Reads the journal, which keeps the last 5,000 lines as the log has them: addresses are shown as 'privacy' under \
            'log' says. A line comes about a second after its step.

            The objects of --format jsonl have the keys number, time, level, component, step, arrival, text.

            EXAMPLES
              mailroom tail
              mailroom tail --lines 100 --no-follow
              mailroom tail --step routed --format jsonl | jq .arrival
            """)

    @OptionGroup var place: ConfigurationOption
    @OptionGroup var output: FormatOption

    @Option(help: "How many lines of the past to begin with.")
    var lines = 20

    @Option(
        name: .customLong("step"), help: "Only lines of this step, such as decided or sent; may be given several times."
    )
    var steps: [String] = []

    @Flag(inversion: .prefixedNo, help: "Go on with what comes.")
    var follow = true

    /// Another process writes the journal, so there is nothing to wait for but the next look.
    private static let interval = Duration.milliseconds(500)
    private static let page = 5000

    func run() async throws {
        let journal = try JournalFile.open(of: place)
        let wanted = Set(steps)
        var last: Int64 = 0
        var isFirst = true
        repeat {
            let (after, limit) = (last, isFirst && wanted.isEmpty ? max(0, lines) : Self.page)
            let found = try await JournalFile.look { () async throws(JournalFault) in
                try await journal.walk(after: after, limit: limit)
            }
            let matching = found.filter { wanted.isEmpty || wanted.contains($0.step) }
            var buffer = OutputBuffer()
            for entry in isFirst ? matching.suffix(max(0, lines)) : matching[...] { try write(entry, &buffer) }
            try buffer.flush()
            if let newest = found.last { last = newest.number }
            isFirst = false
            if follow { try await Task.sleep(for: Self.interval) }
        } while follow
    }

    private func write(_ entry: WalkEntry, _ buffer: inout OutputBuffer) throws {
        switch output.format {
        case .table:
            let line = "\(entry.at.timestamp) \(ColumnText.fitted(entry.step, to: 9)) \(entry.text)"
            let style = TextStyle.standardOutput
            let text = ColumnText.harmless(line, atMost: 1000)
            try buffer.write(line: entry.level >= .warning ? style.paint(text, .yellow) : text)
        case .jsonl:
            var line = JSONLine(capacity: 200)
            line.add("number", Int(entry.number))
            line.add("time", entry.at.timestamp)
            line.add("level", entry.level.rawValue)
            line.add("component", entry.component.rawValue)
            line.add("step", entry.step)
            line.add("arrival", (entry.arrival?.value).map { Int($0) })
            line.add("text", entry.text)
            try buffer.write(line.line)
        }
    }
}
