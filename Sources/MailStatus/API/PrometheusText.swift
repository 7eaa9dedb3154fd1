import MailJournal
import MailRouting

/// `/metrics` in Prometheus' text format 0.0.4, with names and units by its conventions: base units, `_total` for what only
/// grows, one `# HELP` and `# TYPE` for each.
struct PrometheusText {
    enum Kind: String { case counter, gauge, histogram }
    typealias Sample = (labels: [(String, String)], value: Double)
    private(set) var text = ""

    static func of(_ snapshot: StatusSnapshot) -> String {
        var page = PrometheusText()
        page.agent(snapshot)
        page.mailboxes(snapshot)
        page.walk(snapshot.pulse.tally)
        page.simulated(snapshot)
        page.queue(snapshot)
        page.submission(snapshot)
        return page.text
    }

    private mutating func agent(_ snapshot: StatusSnapshot) {
        one(
            "mailroom_start_time_seconds", .gauge, "When the agent was started, since 1970.",
            seconds(snapshot.pulse.startedAt))
        one("mailroom_running", .gauge, "1 while the agent works, 0 while it is stopping.", snapshot.isRunning ? 1 : 0)
        one("mailroom_ready", .gauge, "1 when /readyz says so.", snapshot.isReady ? 1 : 0)
        many(
            "mailroom_rules_info", .gauge, "The rules in force by their version; always 1.",
            [([("version", snapshot.version)], 1)])
        one(
            "mailroom_rules_loaded_timestamp_seconds", .gauge, "When the rules came into force, since 1970.",
            seconds(snapshot.pulse.rules.since))
        one(
            "mailroom_rules_refused", .gauge, "1 while newer rules are broken and the old ones stay in force.",
            snapshot.rulesFault == nil ? 0 : 1)
    }

    private mutating func mailboxes(_ snapshot: StatusSnapshot) {
        let mailboxes = snapshot.pulse.mailboxes.sorted { $0.key.description < $1.key.description }.map { key, pulse in
            (labels: [("account", key.account.rawValue), ("mailbox", key.mailbox.rawValue)], pulse: pulse)
        }
        many(
            "mailroom_mailbox_connected", .gauge, "1 while the mailbox is watched.",
            mailboxes.map { item in
                if case .watching = item.pulse.connection { (item.labels, 1) } else { (item.labels, 0) }
            })
        many(
            "mailroom_mailbox_reconnects_total", .counter, "Connections made after one was lost.",
            mailboxes.map { ($0.labels, Double($0.pulse.reconnects)) })
    }

    private mutating func walk(_ tally: WalkTally) {
        func by<Key>(_ label: String, _ counts: [Key: Int], _ name: (Key) -> String) -> [Sample] {
            counts.map { (labels: [(label, name($0.key))], value: Double($0.value)) }.sorted {
                $0.labels[0].1 < $1.labels[0].1
            }
        }
        many(
            "mailroom_arrivals_total", .counter, "Messages that have arrived.",
            by("account", tally.arrived) { $0.rawValue })
        many(
            "mailroom_decisions_total", .counter, "Decisions, by the department they sent the message to.",
            by("department", tally.decided) { $0.rawValue })
        many(
            "mailroom_deliveries_total", .counter,
            "Messages confirmed at their department, by the account they arrived in.",
            by("account", tally.routed) { $0.rawValue })
        many(
            "mailroom_acknowledgements_sent_total", .counter, "Acknowledgements a submission host has accepted.",
            by("department", tally.sent) { $0.rawValue })
        many(
            "mailroom_acknowledgements_refused_total", .counter,
            "Acknowledgements that were not to be sent, by the reason.",
            by("reason", tally.refused) { $0 })
        many(
            "mailroom_job_troubles_total", .counter, "Jobs that did not succeed at a try, by what they became.",
            tally.troubled.map { ([("kind", $0.key.kind.rawValue), ("state", $0.key.state)], Double($0.value)) }
                .sorted { ($0.labels[0].1, $0.labels[1].1) < ($1.labels[0].1, $1.labels[1].1) })
        one(
            "mailroom_journal_faults_total", .counter, "Times the journal could not do what was asked.",
            Double(tally.journalFaults))
        histogram(
            "mailroom_delivery_duration_seconds", "From the decision to the confirmation at the department.",
            tally.delivery)
    }

    /// In series of their own: sums over the others hold no simulated message.
    private mutating func simulated(_ snapshot: StatusSnapshot) {
        let tally = snapshot.pulse.simulatedTally
        func total<Key>(_ counts: [Key: Int]) -> Double { Double(counts.values.reduce(0, +)) }
        one(
            "mailroom_simulated_arrivals_total", .counter, "Simulated messages that have arrived.",
            total(tally.arrived))
        one("mailroom_simulated_decisions_total", .counter, "Decisions about simulated mail.", total(tally.decided))
        one(
            "mailroom_simulated_deliveries_total", .counter, "Simulated messages confirmed at their department.",
            total(tally.routed))
        one(
            "mailroom_simulated_acknowledgements_sent_total", .counter,
            "Acknowledgements of simulated mail a submission host has accepted.", total(tally.sent))
        one(
            "mailroom_simulated_acknowledgements_refused_total", .counter,
            "Acknowledgements of simulated mail that were not to be sent.", total(tally.refused))
        many(
            "mailroom_simulated_jobs", .gauge, "Jobs about simulated mail that are not settled, by kind and state.",
            Dictionary(grouping: snapshot.counts.jobs.filter(\.isSimulated)) { [$0.kind.rawValue, $0.state.rawValue] }
                .sorted { ($0.key[0], $0.key[1]) < ($1.key[0], $1.key[1]) }
                .map { ([("kind", $0.key[0]), ("state", $0.key[1])], Double($0.value.reduce(0) { $0 + $1.count })) })
    }

    private mutating func queue(_ snapshot: StatusSnapshot) {
        many(
            "mailroom_jobs", .gauge, "Jobs of real mail that are not settled, by kind, state and priority.",
            snapshot.counts.jobs.filter { !$0.isSimulated }.map {
                (
                    [("kind", $0.kind.rawValue), ("state", $0.state.rawValue), ("priority", $0.priority.name)],
                    Double($0.count)
                )
            })
        one(
            "mailroom_undecided_messages", .gauge, "Messages that are written down and not decided yet.",
            Double(snapshot.counts.undecided))
        one(
            "mailroom_unaccounted_messages", .gauge, "Messages nothing and nobody will settle. It is 0.",
            Double(snapshot.counts.unaccounted))
        one(
            "mailroom_acknowledgements_stopped", .gauge, "1 while the storm breaker or a person stops them.",
            snapshot.counts.sending.isClosed ? 0 : 1)
    }

    private mutating func submission(_ snapshot: StatusSnapshot) {
        func windows(_ minute: (StatusSnapshot.AccountWindow) -> Int, _ hour: (StatusSnapshot.AccountWindow) -> Int)
            -> [Sample]
        {
            snapshot.accounts.flatMap { account in
                [("minute", minute(account)), ("hour", hour(account))].map { window, value in
                    ([("account", account.use.account.description), ("window", window)], Double(value))
                }
            }
        }
        many(
            "mailroom_submission_window_limit", .gauge, "Messages an account may send in the window.",
            windows({ $0.limits.perMinute }, { $0.limits.perHour }))
        many(
            "mailroom_submission_window_used", .gauge, "Messages an account has sent in the window that ends now.",
            windows({ $0.use.minute }, { $0.use.hour }))
        many(
            "mailroom_submission_host_reachable", .gauge, "1 unless the host could not be used the last time.",
            snapshot.pulse.hosts.sorted { $0.key.rawValue < $1.key.rawValue }.map {
                ([("host", $0.key.rawValue)], $0.value.fault == nil ? 1 : 0)
            })
    }

    // MARK: The format

    private mutating func one(_ name: String, _ kind: Kind, _ help: String, _ value: Double) {
        many(name, kind, help, [([], value)])
    }

    private mutating func many(_ name: String, _ kind: Kind, _ help: String, _ samples: [Sample]) {
        head(name, kind, help)
        for sample in samples { line(name, sample.labels, sample.value) }
    }

    private mutating func histogram(_ name: String, _ help: String, _ histogram: Histogram) {
        head(name, .histogram, help)
        for (bound, count) in histogram.cumulative {
            line("\(name)_bucket", [("le", Self.number(Double(bound) / 1000))], Double(count))
        }
        line("\(name)_bucket", [("le", "+Inf")], Double(histogram.count))
        line("\(name)_sum", [], histogram.sum.seconds)
        line("\(name)_count", [], Double(histogram.count))
    }

    private mutating func head(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    private mutating func line(_ name: String, _ labels: [(String, String)], _ value: Double) {
        text += name
        if !labels.isEmpty {
            text += "{" + labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",") + "}"
        }
        text += " \(Self.number(value))\n"
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }

    private static func escaped(_ value: String) -> String {
        var result = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private func seconds(_ instant: Instant) -> Double { Double(instant.milliseconds) / 1000 }
}
