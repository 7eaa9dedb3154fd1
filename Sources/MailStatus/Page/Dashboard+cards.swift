import MailJournal
import MailRouting

/// The cards, each with one thing people want to know.
extension Dashboard {
    var mailboxes: Markup {
        let rows = snapshot.pulse.mailboxes.sorted { $0.key.description < $1.key.description }.map {
            mailbox, pulse -> Markup in
            let detail: Markup
            switch pulse.connection {
            case .connecting(let since), .watching(let since), .paused(let since):
                detail = "\(words("seit", "since")) \(clock.time(since, words))"
            case .interrupted(let fault, let since, let again):
                detail = """
                    \(words("seit", "since")) \(clock.time(since, words)), \(words("wieder", "again")) \(clock.time(again, words))<br>\(fault.description)
                    """
            }
            let again: Markup =
                pulse.reconnects == 0
                ? "" : " · \(pulse.reconnects) \(words("neu verbunden", "reconnected"))"
            return """
                <li><span class="pill \(pulse.connection.name)">\(words.connection(pulse.connection))</span>
                <span><b>\(mailbox.account.rawValue)</b> <span class="faint">\(mailbox.mailbox.rawValue)</span><br><small>\(detail)\(again)</small></span></li>
                """
        }
        let hosts = snapshot.pulse.hosts.sorted { $0.key.rawValue < $1.key.rawValue }.map { name, pulse -> Markup in
            let state = pulse.fault == nil ? words("bereit", "ready") : words("nicht erreichbar", "unreachable")
            let detail: Markup =
                pulse.fault.map {
                    "\($0.fault.description), \(words("wieder", "again")) \(clock.time($0.again, words))"
                }
                ?? (pulse.slowness > 1
                    ? "\(words("gedrosselt auf", "slowed to")) 1/\(pulse.slowness)"
                    : "\(words("zum Senden", "for sending"))")
            return """
                <li><span class="pill \(pulse.fault == nil ? "watching" : "disconnected")">\(state)</span>
                <span><b>\(name.rawValue)</b><br><small>\(detail)</small></span></li>
                """
        }
        return "<ul class=\"states\">\(rows.joined())\(hosts.joined())</ul>"
    }

    var queue: Markup {
        let open = snapshot.counts.jobs.filter {
            StatusSnapshot.openStates.contains($0.state) && !$0.isSimulated
        }
        let most = max(
            1, open.reduce(into: [Priority: Int]()) { $0[$1.priority, default: 0] += $1.count }.values.max() ?? 1)
        let rows = Priority.allCases.reversed().map { priority -> Markup in
            let letters = open.reduce(0) {
                $0 + ($1.priority == priority && $1.kind == .acknowledgement ? $1.count : 0)
            }
            let moves = open.reduce(0) { $0 + ($1.priority == priority && $1.kind != .acknowledgement ? $1.count : 0) }
            return """
                <tr><th scope="row">\(words.priority(priority))</th><td class="number">\(letters)</td><td class="number">\(moves)</td>
                <td class="bar">\(bar(letters + moves, of: most, "priority-\(priority.name)"))</td></tr>
                """
        }
        let next = snapshot.next.first.map { job -> Markup in
            let due = job.due.map { $0 > snapshot.at ? clock.time($0, words) : "\(words("sofort", "at once"))" }
                .orNothing
            return """
                <p class="note">\(words("Als Nächstes", "Next")): \(job.recipient) (\(words.priority(job.priority))), \(due)</p>
                """
        }
        return """
            <table><thead><tr><th scope="col">\(words("Priorität", "Priority"))</th><th scope="col" class="number">\(words("Bestätigungen", "Letters"))</th>
            <th scope="col" class="number">\(words("Zustellungen", "Deliveries"))</th><td></td></tr></thead><tbody>\(rows.joined())</tbody></table>\(next.orNothing)
            """
    }

    var windows: Markup {
        let rows = snapshot.accounts.map { account -> Markup in
            """
            <li><b>\(account.hosts.map(\.rawValue).joined(separator: ", "))</b>
            \(window(words("Minute", "minute"), account.use.minute, account.limits.perMinute))
            \(window(words("Stunde", "hour"), account.use.hour, account.limits.perHour))</li>
            """
        }
        if rows.isEmpty { return "<p class=\"empty\">\(words("Es wird nichts gesendet.", "Nothing is sent."))</p>" }
        return
            "<ul class=\"plain\">\(rows.joined())</ul><p class=\"note\">\(words.sending(snapshot.counts.sending))</p>"
    }

    private func window(_ name: String, _ used: Int, _ limit: Int) -> Markup {
        let kind = used >= limit ? "full" : used * 4 >= limit * 3 ? "nearly" : ""
        return """
            <div class="window"><span>\(name)</span>\(bar(used, of: limit, "window-bar \(kind)"))<span class="number">\(used) / \(limit)</span></div>
            """
    }

    /// A bar as a picture: what it shows stands beside it in figures.
    private func bar(_ value: Int, of whole: Int, _ kind: String) -> Markup {
        let width = value == 0 ? 0 : max(1, min(100, value * 100 / max(1, whole)))
        return """
            <svg class="hbar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="6" rx="1.5"/><rect class="\(kind)" width="\(width)" height="6" rx="1.5"/></svg>
            """
    }

    var suppressed: Markup {
        if metrics.suppressions.isEmpty {
            return "<p class=\"empty\">\(words("Keine unterdrückt.", "None suppressed."))</p>"
        }
        let most = metrics.suppressions.first?.count ?? 1
        let rows = metrics.suppressions.prefix(10).map { item -> Markup in
            """
            <tr><th scope="row">\(words.reason(item.reason))</th><td class="number">\(item.count)</td><td class="bar">\(bar(item.count, of: most, "c0"))</td></tr>
            """
        }
        return """
            <table><thead><tr><th scope="col">\(words("Grund", "Reason"))</th><th scope="col" class="number">\(words("Anzahl", "Count"))</th><td></td></tr></thead><tbody>\(rows.joined())</tbody></table>
            """
    }

    var rules: Markup {
        let waiting: Markup =
            snapshot.pulse.rules.needsRestart.isEmpty
            ? ""
            : "<p class=\"note\">\(words("Erst nach einem Neustart wirksam", "In force only after a restart")): \(snapshot.pulse.rules.needsRestart.joined(separator: ", "))</p>"
        let fault: Markup =
            snapshot.rulesFault.map { fault in
                """
                <p class="fault"><b>\(words("Neue Regeln sind fehlerhaft; die alten gelten weiter.", "Newer rules are broken; the old ones stay in force."))</b><br>\(fault)</p>
                """
            } ?? ""
        return """
            <dl><dt>\(words("Fassung", "Version"))</dt><dd><code>\(String(snapshot.version.prefix(12)))</code></dd>
            <dt>\(words("In Kraft seit", "In force since"))</dt><dd>\(clock.time(snapshot.pulse.rules.since, words))</dd></dl>\(fault)\(waiting)
            """
    }

    var troubled: Markup {
        if snapshot.troubled.isEmpty {
            return "<p class=\"empty\">\(words("Nichts. Gut so.", "Nothing. As it should be."))</p>"
        }
        let rows = snapshot.troubled.map { job -> Markup in
            let isHeld = job.state == .held
            let action = isHeld && job.kind == .acknowledgement ? "release" : "retry"
            let word = action == "release" ? words("Freigeben", "Release") : words("Erneut versuchen", "Retry")
            let button: Markup =
                canChange
                ? """
                <button form="actions" formaction="/api/queue/\(job.id.description)/\(action)" data-key="job-\(job.id.description)" aria-label="\(word) \(job.id.description)">\(word)</button>
                """ : "<code>mailroom queue \(action) \(job.id.description)</code>"
            return """
                <tr><td data-name="\(words("Auftrag", "Job"))">\(job.id.description)</td>
                <td data-name="\(words("Was", "What"))">\(words.kind(job.kind))\(simulatedBadge(job.isSimulated))<br><small>\(job.recipient ?? job.destination?.description)</small></td>
                <td data-name="\(words("Zustand", "State"))"><span class="pill \(isHeld ? "paused" : "disconnected")">\(isHeld ? words("gehalten", "held") : words("gescheitert", "failed"))</span></td>
                <td data-name="\(words("Grund", "Reason"))">\(job.detail)</td>
                <td data-name="\(words("Nächster Schritt", "Next step"))">\(button) <a href="/decisions/\(job.arrival.description)" data-key="why-job-\(job.id.description)">\(words("Warum?", "Why?"))</a></td></tr>
                """
        }
        return """
            <table class="stacked"><thead><tr><th scope="col">\(words("Auftrag", "Job"))</th><th scope="col">\(words("Was", "What"))</th><th scope="col">\(words("Zustand", "State"))</th>
            <th scope="col">\(words("Grund", "Reason"))</th><th scope="col">\(words("Nächster Schritt", "Next step"))</th></tr></thead><tbody>\(rows.joined())</tbody></table>
            """
    }
}
