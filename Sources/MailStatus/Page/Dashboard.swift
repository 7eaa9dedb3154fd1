import MailJournal
import MailRouting

/// The page at `/`: how everything stands, for a person. Whole without JavaScript; with it, its sections follow the events.
struct Dashboard {
    let snapshot: StatusSnapshot
    let metrics: StatusMetrics
    let decisions: [ShownDecision]
    let words: Words
    let clock: Clockface
    /// There is a token, so what is shown can be changed.
    let canChange: Bool

    init(_ board: StatusBoard, _ words: Words, canChange: Bool) throws(JournalFault) {
        snapshot = try board.snapshot()
        metrics = try board.metrics()
        let filter = DecisionFilter(since: Instant(milliseconds: 0))
        decisions = try board.journal.decisions(filter, after: nil, limit: Limits.shownDecisions).page.map {
            ShownDecision($0, board.sources.message($0))
        }
        self.words = words
        clock = Clockface(now: snapshot.at)
        self.canChange = canChange
    }

    /// A decision with what the message says about itself.
    struct ShownDecision {
        let kept: KeptArrival
        let subject: String?
        let from: String?
        init(_ kept: KeptArrival, _ message: Message) {
            self.kept = kept
            subject = message.subject
            from = message.from.first.map { $0.displayName ?? $0.spec }
        }
    }

    /// What changes, by the identifiers of the elements it stands in.
    var parts: [(id: String, html: Markup)] {
        [
            ("state", state), ("figures", figures), ("mailboxes", mailboxes), ("flow", FlowChart(self).markup),
            ("queue", queue), ("windows", windows), ("decisions", decisionList), ("suppressed", suppressed),
            ("troubled", troubled), ("rules", rules), ("switches", switches),
        ]
    }

    func page(_ request: HTTPRequest) -> Markup {
        let parts = Dictionary(uniqueKeysWithValues: parts.map { ($0.id, $0.html) })
        func card(_ id: String, _ title: String, wide: Bool = false) -> Markup {
            """
            <section class="\(wide ? "card wide" : "card")" aria-labelledby="\(id)-title">
            <h2 id="\(id)-title">\(title)</h2><div id="\(id)" data-live>\(parts[id].orNothing)</div></section>

            """
        }
        let body: Markup = """
            <div id="state" data-live>\(parts["state"].orNothing)</div>
            <div id="figures" data-live class="figures">\(parts["figures"].orNothing)</div>
            <div class="grid">
            \(card("flow", words("Fluss durch die Abteilungen, 24 Stunden", "Flow through the departments, 24 hours"), wide: true))
            \(card("decisions", words("Letzte Entscheidungen", "Latest decisions"), wide: true))
            \(card("troubled", words("Wartet auf einen Menschen", "Waits for a person"), wide: true))
            \(card("mailboxes", words("Konten", "Accounts")))
            \(card("queue", words("Warteschlange", "Queue")))
            \(card("windows", words("Sendefenster", "Rate windows")))
            \(card("suppressed", words("Nicht bestätigt, 24 Stunden", "Not acknowledged, 24 hours")))
            \(card("rules", words("Regeln", "Rules")))
            \(controls(parts["switches"].orNothing))
            </div>
            """
        return PageFrame(words: words, title: "mailroom", path: "/").whole(body, isLive: true)
    }

    // MARK: The top

    private var state: Markup {
        // Pauses are a person's will and stand below; every other reason wants a person.
        let reasons = snapshot.readiness.reasons.filter { !$0.isPause }
        var lines = reasons.map { reason -> Markup in
            "<li><b>\(words.readiness(reason)) \(reason.subject)</b> \(reason.detail)</li>"
        }
        if !snapshot.isRunning { lines.append("<li><b>\(words("Beendet sich", "Stopping"))</b></li>") }
        let isBad = !lines.isEmpty
        lines += snapshot.counts.pauses.all.map { pause -> Markup in
            "<li><b>\(words("Angehalten", "Paused"))</b> \(words.scope(pause.scope)), \(words("seit", "since")) \(clock.time(pause.since, words))</li>"
        }
        if case .open = snapshot.counts.sending {
            lines.append("<li><b>\(words.sending(snapshot.counts.sending))</b></li>")
        }
        if let fault = snapshot.rulesFault {
            lines.append("<li><b>\(words("Neue Regeln abgelehnt", "New rules refused"))</b> \(fault)</li>")
        }
        lines += snapshot.pulse.concerns.sorted { $0.key < $1.key }.map { _, concern -> Markup in
            "<li><b>\(concern.text)</b> \(words("Nächster Schritt", "Next")): \(concern.next)</li>"
        }
        let title =
            isBad
            ? words("Braucht Aufmerksamkeit", "Needs attention")
            : lines.isEmpty
                ? words("Alles läuft", "All is well") : words("Läuft, mit Einschränkung", "Running, with a limit")
        let kind = isBad ? "bad" : lines.isEmpty ? "good" : "warn"
        let list: Markup = lines.isEmpty ? "" : "<ul>\(lines.joined())</ul>"
        return """
            <div class="banner \(kind)"><p class="banner-title"><span class="dot" aria-hidden="true"></span><span id="verdict">\(title)</span></p>\(list)</div>
            """
    }

    private var figures: Markup {
        func figure(_ name: String, _ value: String, _ note: String, _ kind: String = "") -> Markup {
            "<div class=\"figure \(kind)\"><p class=\"value\">\(value)</p><p class=\"name\">\(name)</p><p class=\"note\">\(note)</p></div>"
        }
        let percent = Int((snapshot.successRate * 1000).rounded(.down))
        let rate = percent == 1000 ? "100 %" : "\(percent / 10)\(words(",", "."))\(percent % 10) %"
        let troubled = snapshot.errorsCount
        return figure(
            words("Entschieden", "Decided"), "\(metrics.looked)\(metrics.isCut ? "+" : "")",
            words("in 24 Stunden", "in 24 hours"))
            + figure(
                words("Bis zugestellt", "Until delivered"), words.milliseconds(metrics.all.decidedToRouted.p50),
                words("Median; 99 %: ", "median; 99 %: ") + words.milliseconds(metrics.all.decidedToRouted.p99))
            + figure(
                words("In der Warteschlange", "In the queue"), "\(snapshot.queueSize)",
                words("Eingangsbestätigungen", "acknowledgements"))
            + figure(
                words("Gesendet", "Sent"), "\(snapshot.counts.sent)", words("angenommen: ", "accepted: ") + rate)
            + figure(
                words("Wartet auf einen Menschen", "Waits for a person"), "\(troubled)",
                words("gehalten oder gescheitert", "held or failed"), troubled == 0 ? "" : "bad")
            + figure(
                words("Unverbucht", "Unaccounted"), "\(snapshot.counts.unaccounted)",
                words("ist immer 0", "is always 0"), snapshot.counts.unaccounted == 0 ? "" : "bad") + simulatedLine
    }
}
