import MailJournal
import MailRouting

/// The latest decisions, and what can be changed.
extension Dashboard {
    var decisionList: Markup {
        if decisions.isEmpty {
            return "<p class=\"empty\">\(words("Noch nichts entschieden.", "Nothing was decided yet."))</p>"
        }
        let rows = decisions.map { item -> Markup in
            let kept = item.kept
            let subject: Markup =
                item.subject.map { "<bdi>\($0)</bdi>" } ?? "<i>\(words("(ohne Betreff)", "(no subject)"))</i>"
            return """
                <tr><td data-name="\(words("Zeit", "Time"))">\(clock.time(kept.circumstances.now, words))</td>
                <td data-name="\(words("Nachricht", "Message"))">\(subject)\(simulatedBadge(kept.circumstances.simulation != nil))<br><small><bdi>\(item.from)</bdi></small></td>
                <td data-name="\(words("Abteilung", "Department"))"><b>\(kept.decision.department.rawValue)</b><br><small>\(words.state(kept.state))</small></td>
                <td data-name="\(words("Priorität", "Priority"))"><span class="pill priority-\(kept.decision.priority.name)">\(words.priority(kept.decision.priority))</span></td>
                <td data-name="\(words("Bestätigung", "Letter"))">\(answer(kept))</td>
                <td data-name="\(words("Regel", "Rule"))"><code>\(kept.decision.rule.rawValue)</code></td>
                <td class="why"><a href="/decisions/\(kept.id.description)" data-key="why-\(kept.id.description)" aria-label="\(words("Warum? Nachricht", "Why? Message")) \(kept.id.description)">\(words("Warum?", "Why?"))</a></td></tr>
                """
        }
        return """
            <table class="stacked"><thead><tr><th scope="col">\(words("Zeit", "Time"))</th><th scope="col">\(words("Nachricht", "Message"))</th><th scope="col">\(words("Abteilung", "Department"))</th>
            <th scope="col">\(words("Priorität", "Priority"))</th><th scope="col">\(words("Bestätigung", "Letter"))</th><th scope="col">\(words("Regel", "Rule"))</th><td></td></tr></thead><tbody>\(rows.joined())</tbody></table>
            """
    }

    private func answer(_ kept: KeptArrival) -> Markup {
        guard let template = kept.decision.template else { return "<span class=\"faint\">–</span>" }
        guard let refusal = kept.decision.refusal else { return "\(template.rawValue)" }
        let reason = refusal.reason.map { words.reason($0.rawValue) } ?? words("unbekannter Grund", "unknown reason")
        return "<span class=\"faint\">\(words("keine", "none")): \(reason)</span>"
    }

    // MARK: Changes

    /// The form stays while its buttons come and go, so that nobody loses the token he is typing.
    func controls(_ switches: Markup) -> Markup {
        let title: Markup = "<h2 id=\"controls-title\">\(words("Eingreifen", "Take action"))</h2>"
        guard canChange else {
            return """
                <section class="card" aria-labelledby="controls-title">\(title)<p class="note">\(words("Hier lässt sich nichts ändern, solange in der Konfiguration kein Token steht (status: token). Auf der Kommandozeile: mailroom pause, mailroom resume, mailroom queue.", "Nothing can be changed here until the configuration names a token (status: token). On the command line: mailroom pause, mailroom resume, mailroom queue."))</p></section>
                """
        }
        return """
            <section class="card" aria-labelledby="controls-title">\(title)
            <form id="actions" method="post" action="/api/pause"><input type="hidden" name="from" value="page">
            <label for="token">\(words("Token", "Token"))</label><input id="token" name="access_token" type="password" autocomplete="current-password" required></form>
            <div id="switches" data-live>\(switches)</div><p id="outcome" role="status" aria-live="polite"></p></section>
            """
    }

    var switches: Markup {
        let pauses = snapshot.counts.pauses
        func button(_ action: String, _ scope: String, _ account: String?, _ word: String) -> Markup {
            let path = "/api/\(action)/\(scope)\(account.map { "/\($0)" } ?? "")"
            return "<button form=\"actions\" formaction=\"\(path)\" data-key=\"\(path)\">\(word)</button>"
        }
        let isAllPaused = pauses.all.contains { $0.scope == .everything }
        let isSending = snapshot.counts.sending.isClosed
        let accounts = Set(snapshot.pulse.mailboxes.keys.map(\.account.rawValue)).sorted()
        let rows = accounts.map { name -> Markup in
            let isPaused = pauses.all.contains { $0.scope == .account(AccountName(name)) }
            return "<li><span>\(words("Konto", "Account")) \(name)</span>"
                + button(
                    isPaused ? "resume" : "pause", "account", name,
                    isPaused ? words("Fortsetzen", "Resume") : words("Anhalten", "Pause")) + "</li>"
        }
        return """
            <ul class="switches"><li><span>\(words("Alles", "Everything"))</span>\(button(isAllPaused ? "resume" : "pause", "everything", nil, isAllPaused ? words("Fortsetzen", "Resume") : words("Anhalten", "Pause")))</li>
            <li><span>\(words("Eingangsbestätigungen", "Acknowledgements"))</span>\(button(isSending ? "pause" : "resume", "acknowledgements", nil, isSending ? words("Anhalten", "Pause") : words("Fortsetzen", "Resume")))</li>
            \(rows.joined())
            <li><span>\(words("Regeln", "Rules"))</span><button form="actions" formaction="/api/reload" data-key="reload">\(words("Neu laden", "Reload"))</button></li></ul>
            """
    }
}
