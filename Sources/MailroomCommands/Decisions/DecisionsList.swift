import ArgumentParser
import MailAgent
import MailJournal
import MailRouting
import MailTransport

/// `mailroom decisions list`: one line for each message.
struct DecisionsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists decisions, oldest first.",
        discussion: """
            The objects of --format jsonl have the keys arrival, decided_at, mailbox, uid, subject, from, rule, \
            rule_location, priority, department, folder, state, template, refusal, simulation (null of real mail).

            EXAMPLES
              mailroom decisions list --since 90m
              mailroom decisions list --department finance --rule finance.dunning
              mailroom decisions list --since 1h --simulated
            """)

    @OptionGroup var place: ConfigurationOption
    @OptionGroup var output: FormatOption

    @Option(help: "How far back (90m, 36h, 2d) or from when (2026-11-20, 2026-11-20T09:00); a day unless given.")
    var since: PointInTime?

    @Option(help: "Only those that went to this department.")
    var department: String?

    @Option(help: "Only those this line decided.")
    var rule: String?

    @Flag(help: "Only those about simulated mail.")
    var simulated = false

    @Flag(help: "Only those about real mail.")
    var real = false

    @Option(help: "The most decisions to list.")
    var limit = 1000

    private static let page = 500

    func validate() throws {
        if simulated, real {
            throw ValidationError("--simulated and --real leave nothing; both together are the default")
        }
    }

    func run() async throws {
        let journal = try JournalFile.open(of: place)
        let now = Timekeeper.system.now()
        let start = since?.instant(now: now) ?? now - .days(1)
        var buffer = OutputBuffer()
        var last: ArrivalID?
        var count = 0
        paging: while true {
            let after = last
            let page = try await JournalFile.look { () async throws(JournalFault) in
                try await journal.arrivals(since: start, after: after, limit: Self.page)
            }
            for kept in page where matches(kept) {
                if count == max(1, limit) { break paging }
                try write(kept, &buffer)
                count += 1
            }
            last = page.last?.id
            if page.count < Self.page { break }
        }
        if count == 0, output.format == .table { try buffer.write(line: "no decision since \(start.timestamp)") }
        try buffer.flush()
    }

    private func matches(_ kept: KeptArrival) -> Bool {
        (department.map { kept.decision.department.rawValue == $0 } ?? true)
            && (rule.map { kept.decision.rule.rawValue == $0 } ?? true)
            && !(simulated && kept.circumstances.simulation == nil) && !(real && kept.circumstances.simulation != nil)
    }

    private func write(_ kept: KeptArrival, _ buffer: inout OutputBuffer) throws {
        let message = kept.message()
        let decision = kept.decision
        switch output.format {
        case .table:
            let place = decision.department.rawValue + (decision.folder.map { "/\($0)" } ?? "")
            let cells = [
                ("#\(kept.id)", 7), (kept.circumstances.now.timestamp, 20), (decision.rule.rawValue, 24), (place, 18),
                (decision.priority.name, 8), (message.subject ?? "(no subject)", max(20, Terminal.columns - 96)),
            ]
            try buffer.write(
                line: cells.map { ColumnText.fitted($0.0, to: $0.1) }.joined(separator: " ") + " "
                    + (decision.refusal.map { "no: \(ColumnText.harmless($0.words, atMost: 60))" }
                        ?? decision.template?.rawValue ?? "")
                    + (kept.circumstances.simulation == nil ? "" : "  (simulated)"))
        case .jsonl:
            var line = JSONLine(capacity: 400)
            line.add("arrival", Int(kept.id.value))
            line.add("decided_at", kept.circumstances.now.timestamp)
            line.add("mailbox", kept.location.mailbox.description)
            line.add("uid", Int(kept.location.uid.value))
            line.add("subject", message.subject)
            line.add("from", message.from.first?.spec)
            line.add("rule", decision.rule.rawValue)
            line.add("rule_location", decision.ruleLocation)
            line.add("priority", decision.priority.name)
            line.add("department", decision.department.rawValue)
            line.add("folder", decision.folder?.rawValue)
            line.add("state", kept.state.rawValue)
            line.add("template", decision.template?.rawValue)
            line.add("refusal", decision.refusal?.words)
            line.add("simulation", kept.circumstances.simulation?.rawValue)
            try buffer.write(line.line)
        }
    }
}
