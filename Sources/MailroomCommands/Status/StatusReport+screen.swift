import Foundation
import MailJournal
import MailRouting

/// The report for people, and for programs.
extension StatusReport {
    func screen(in style: TextStyle, columns: Int) -> String {
        var lines: [String] = []
        func title(_ text: String) { lines.append(style.paint(text, .bold)) }
        func row(_ name: String, _ text: String) {
            lines.append(
                "  \(ColumnText.fitted(name, to: 16)) \(ColumnText.harmless(text, atMost: max(40, columns - 20)))")
        }
        let who = holder.note.map { " (\($0))" } ?? ""
        title("agent        \(holder.isHeld ? style.paint("running", .green) + who : style.paint("not running", .red))")
        if let rules {
            row("rules", "\(rules.version.prefix(12)), loaded \(rules.loadedAt.timestamp)")
        } else {
            row("rules", "none loaded yet")
        }
        title("accounts")
        for account in accounts { row(account.name.rawValue, account.words) }
        title("mail")
        row("arrivals", words(summary.arrivals.map { ($0.key.rawValue, $0.value) }))
        row("deliveries", words(summary.deliveries.map { ($0.key, $0.value) }))
        if !summary.copies.isEmpty { row("copies", words(summary.copies.map { ($0.key, $0.value) })) }
        if !summary.simulated.arrivals.isEmpty {
            let simulated = summary.simulated
            let letters = words(simulated.acknowledgements.map { ($0.key, $0.value) })
            row(
                "simulated",
                "\(words(simulated.arrivals.map { ($0.key.rawValue, $0.value) })); acknowledgements: \(letters)")
        }
        row("unaccounted", "\(summary.unaccounted)")
        title("acknowledgements")
        row("sending", summary.sending.description)
        row("queue", words(summary.acknowledgements.map { ($0.key, $0.value) }))
        for window in windows {
            row(
                "windows",
                "\(bar(window.minute, of: window.limits.perMinute)) a minute, "
                    + "\(bar(window.hour, of: window.limits.perHour)) an hour  \(window.account)")
        }
        title(attention.isEmpty ? "nothing waits for a person" : "for a person")
        for item in attention {
            lines.append("  \(style.paint(item.what, .yellow))")
            lines.append("      next: \(item.next)")
        }
        return lines.joined(separator: "\n")
    }

    private func words(_ counts: [(String, Int)]) -> String {
        counts.isEmpty
            ? "none" : counts.sorted { $0.0 < $1.0 }.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
    }

    private func bar(_ used: Int, of limit: Int) -> String {
        let filled = min(10, (used * 10 + limit - 1) / max(1, limit))
        return
            "[\(String(repeating: "#", count: filled))\(String(repeating: ".", count: 10 - filled))] \(used)/\(limit)"
    }

    var json: JSONLine {
        var line = JSONLine(capacity: 2000)
        var agent = JSONLine()
        agent.add("running", holder.isHeld)
        agent.add("process", holder.note)
        line.add("agent", agent)
        line.add("accounts", accounts.map(\.json))
        line.add("queue", Self.counts(summary.acknowledgements))
        line.add("deliveries", Self.counts(summary.deliveries))
        line.add("windows", windows.map(\.json))
        var sending = JSONLine()
        sending.add("state", summary.sending.isClosed ? "going out" : "stopped")
        sending.add("reason", summary.sending.isClosed ? nil : summary.sending.description)
        line.add("acknowledgements", sending)
        line.add("rules", rules?.json ?? JSONLine())
        var simulated = JSONLine()
        var arrivals = JSONLine()
        for state in ArrivalState.allCases {
            arrivals.add(state.rawValue, summary.simulated.arrivals[state, default: 0])
        }
        simulated.add("arrivals", arrivals)
        simulated.add("queue", Self.counts(summary.simulated.acknowledgements))
        simulated.add("deliveries", Self.counts(summary.simulated.deliveries))
        line.add("simulated", simulated)
        line.add("unaccounted", summary.unaccounted)
        line.add(
            "attention",
            attention.map { item in
                var entry = JSONLine()
                entry.add("what", item.what)
                entry.add("next", item.next)
                return entry
            })
        return line
    }

    private static func counts(_ counts: [String: Int]) -> JSONLine {
        var line = JSONLine()
        for state in ["waiting", "pending", "claimed", "retry", "uncertain", "held", "failed"] {
            line.add(state, counts[state, default: 0])
        }
        return line
    }
}

extension StatusReport.AccountStatus {
    fileprivate var words: String {
        let mailboxes = "\(watched) \(watched == 1 ? "mailbox" : "mailboxes")"
        let start = since.map { " since \($0.timestamp)" } ?? ""
        return switch state {
        case .connected: "connected\(start), \(mailboxes)"
        case .down: "NOT REACHED\(start): \(detail ?? "")"
        case .paused: "paused\(start)"
        case .destination: "destination only"
        case .unknown: "not watched now"
        }
    }

    fileprivate var json: JSONLine {
        var line = JSONLine()
        line.add("name", name.rawValue)
        line.add("state", "\(state)")
        line.add("since", since?.timestamp)
        line.add("detail", detail)
        line.add("watched", watched)
        return line
    }
}

extension StatusReport.WindowStatus {
    fileprivate var json: JSONLine {
        var line = JSONLine()
        line.add("account", account.description)
        line.add("minute", minute)
        line.add("per_minute", limits.perMinute)
        line.add("hour", hour)
        line.add("per_hour", limits.perHour)
        return line
    }
}

extension RulesState {
    fileprivate var json: JSONLine {
        var line = JSONLine()
        line.add("version", version)
        line.add("loaded_at", loadedAt.timestamp)
        line.add("refused_at", refusedAt?.timestamp)
        line.add(
            "faults",
            faults.map { fault in
                var entry = JSONLine()
                entry.add("file", fault.location.file)
                entry.add("line", fault.location.line)
                entry.add("column", fault.location.column)
                entry.add("message", fault.message)
                return entry
            })
        line.add("needs_restart", needsRestart)
        return line
    }
}
