import MailJournal
import MailRouting

/// Why a message went where it went, for a person: the message, the decision, and every line that was asked.
struct ExplanationPage {
    private let kept: KeptArrival
    private let message: Message
    private let explained: Explained
    private let words: Words
    private let clock: Clockface

    init(_ kept: KeptArrival, _ board: StatusBoard, _ words: Words) {
        self.kept = kept
        self.words = words
        message = board.sources.message(kept)
        explained = Explained(kept, board.sources)
        clock = Clockface(now: board.now)
    }

    var page: Markup {
        let title = "\(words("Nachricht", "Message")) \(kept.id)"
        let body: Markup = """
            <p><a href="/">← \(words("Übersicht", "Overview"))</a></p>
            <article class="card" aria-labelledby="subject"><h1 id="subject"><bdi>\(message.subject ?? words("(ohne Betreff)", "(no subject)"))</bdi></h1>
            \(facts)</article>
            <section class="card" aria-labelledby="steps-title"><h2 id="steps-title">\(words("Wie es dazu kam", "How it came about"))</h2>
            \(remark)\(steps)</section>
            """
        return PageFrame(words: words, title: title, path: "/decisions/\(kept.id)").whole(body, isLive: false)
    }

    private var facts: Markup {
        let decision = kept.decision
        let letter: Markup
        if let template = decision.template {
            let refusal: Markup? = decision.refusal.map { refusal in
                "<br>\(words("nicht gesendet", "not sent")): \(refusal.reason.map { words.reason($0.rawValue) })<br><small>\(refusal.words)</small>"
            }
            letter = "\(template.rawValue)\(refusal.orNothing)"
        } else {
            letter = "\(words("keine verlangt", "none asked for"))"
        }
        let folder: Markup = decision.folder.map { ", \($0.rawValue)" }.orNothing
        return """
            <dl class="facts"><dt>\(words("Von", "From"))</dt><dd><bdi>\(message.from.first?.description ?? "–")</bdi></dd>
            <dt>\(words("Eingegangen", "Arrived"))</dt><dd>\(kept.location.description), \(clock.time(kept.circumstances.arrivedAt, words))</dd>
            <dt>\(words("Entschieden", "Decided"))</dt><dd>\(clock.time(kept.circumstances.now, words)), <code>\(decision.rule.rawValue)</code> (\(decision.ruleLocation))</dd>
            <dt>\(words("Abteilung", "Department"))</dt><dd><b>\(decision.department.rawValue)</b>\(folder) – \(words.state(kept.state))</dd>
            <dt>\(words("Priorität", "Priority"))</dt><dd><span class="pill priority-\(decision.priority.name)">\(words.priority(decision.priority))</span></dd>
            <dt>\(words("Bestätigung", "Letter"))</dt><dd>\(letter)</dd></dl>
            """
    }

    private var remark: Markup {
        var remarks: [Markup] = []
        if !explained.isSameRules {
            let today = explained.decision
            remarks.append(
                "<p class=\"note\">\(words("Die Regeln sind seither andere. Heute entschiede", "The rules are others now. Today the decision would be by")) <code>\(today.rule.rawValue)</code>: \(today.department.rawValue), \(words.priority(today.priority)).</p>"
            )
        }
        if !explained.isTextKnown {
            remarks.append(
                "<p class=\"note\">\(words("Der Text wird nicht aufbewahrt; Bedingungen darauf sind hier unbekannt.", "The text is not kept; conditions on it are unknown here."))</p>"
            )
        }
        return remarks.joined()
    }

    private var steps: Markup {
        let rows = explained.explanation.steps.map { step -> Markup in
            let effect: Markup = step.effect.map { "<span class=\"effect\">→ \($0)</span>" }.orNothing
            return """
                <li class="\(step.verdict.rawValue)"><p>\(mark(step.verdict)) <b>\(name(step.kind))</b> <code>\(step.name)</code> <small class="faint">\(step.location?.short)</small> \(effect)</p>\(step.condition.map { "<ul>\(condition($0))</ul>" }.orNothing)</li>
                """
        }
        return "<ol class=\"steps\">\(rows.joined())</ol>"
    }

    private func condition(_ trace: ConditionTrace) -> Markup {
        let seen: Markup = trace.seen.map { "<br><small>\(words("gesehen", "saw")): <bdi>\($0)</bdi></small>" }
            .orNothing
        let matched: Markup = trace.matched.map {
            "<br><small>\(words("Treffer", "matched")): <bdi>\($0)</bdi></small>"
        }.orNothing
        let children: Markup = trace.children.isEmpty ? "" : "<ul>\(trace.children.map(condition).joined())</ul>"
        return
            "<li class=\"\(trace.verdict.rawValue)\">\(mark(trace.verdict)) \(trace.words)\(seen)\(matched)\(children)</li>"
    }

    private func mark(_ verdict: Verdict) -> Markup {
        switch verdict {
        case .yes: "<span class=\"verdict\">\(words("ja", "yes"))</span>"
        case .no: "<span class=\"verdict\">\(words("nein", "no"))</span>"
        case .unknown: "<span class=\"verdict\">\(words("unbekannt", "unknown"))</span>"
        }
    }

    private func name(_ kind: Explanation.Step.Kind) -> String {
        switch kind {
        case .priorityLine: words("Priorität", "priority")
        case .group: words("Gruppe", "group")
        case .routeLine: words("Weg", "route")
        case .otherwise: words("sonst", "otherwise")
        case .also: words("auch", "also")
        case .acknowledgement: words("Bestätigung", "letter")
        case .gate: words("Schranke", "gate")
        }
    }
}
