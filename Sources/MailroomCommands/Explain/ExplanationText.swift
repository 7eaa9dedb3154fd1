import Foundation
import MailJournal
import MailRouting

/// An explanation as an indented text: the message, then each output field with the lines that made it, then the whole.
struct ExplanationText {
    private var page: WrappedText
    private let style: TextStyle
    var text: String { page.text }

    init(of message: Message, named name: String, by routing: OfflineRouting, width: Int, style: TextStyle) {
        self.init(
            of: message, named: name, routing.circumstances(of: message), by: routing.router, width: width, style: style
        )
    }

    /// Of a message the journal remembers, by the rules of today, with the decision that was made.
    init(of kept: KeptArrival, by router: Router, width: Int, style: TextStyle) {
        let (message, circumstances) = (kept.message(), kept.circumstances)
        self.init(
            of: message, named: "arrival \(kept.id), \(kept.location)", circumstances, by: router,
            unknowns: kept.unknowns(to: router), width: width, style: style)
        let recorded = RecordedDecisionText(
            kept.decision, beside: router.decide(message, circumstances), by: router.ruleSet)
        heading(recorded.title, "")
        for line in recorded.lines { fact(line.name, line.value) }
    }

    private init(
        of message: Message, named name: String, _ circumstances: Circumstances, by router: Router,
        unknowns: String? = nil, width: Int, style: TextStyle
    ) {
        page = WrappedText(width: width)
        self.style = style
        let (decision, explanation) = router.explain(message, circumstances)
        write(message, name, circumstances)
        if let unknowns { fact("unknown", unknowns) }
        let steps = explanation.steps
        section("priority", decision.priority.name, steps.filter { $0.kind == .priorityLine })
        section("department", decision.department.rawValue, steps.filter(\.isRouting))
        section("also", Self.additions(decision), steps.filter { $0.kind == .also })
        writeAcknowledgement(decision, steps)
        conclude(decision)
    }

    // MARK: The message

    private mutating func write(_ message: Message, _ name: String, _ circumstances: Circumstances) {
        heading(name, "")
        fact("subject", message.subject.map { "\"\($0)\"" } ?? "none")
        fact("from", message.from.isEmpty ? "nobody" : message.from.map(\.description).joined(separator: ", "))
        fact("to", message.recipients.isEmpty ? "nobody" : message.recipients.map(\.spec).joined(separator: ", "))
        fact("arrived", "in \(circumstances.mailbox), \(Self.text(of: circumstances.arrivedAt))")
        fact("language", message.language?.tag ?? "unknown")
        if !message.defects.isEmpty { fact("defects", message.defects.joined(separator: ", ")) }
    }

    private mutating func fact(_ name: String, _ value: String) {
        page.add("  " + name.padded(to: 10), ColumnText.harmless(value, atMost: 400))
    }

    private static func text(of instant: Instant) -> String {
        Date(timeIntervalSince1970: Double(instant.milliseconds) / 1000).formatted(.iso8601)
    }

    // MARK: The lines

    private mutating func section(_ title: String, _ result: String, _ steps: [Explanation.Step]) {
        heading(title, result)
        if steps.isEmpty { page.add("  ", "no line was asked") }
        var isInGroup = false
        for step in steps {
            if step.kind != .routeLine { isInGroup = false }
            write(step, indent: isInGroup ? 4 : 2)
            if step.kind == .group { isInGroup = step.verdict == .yes }
        }
    }

    private mutating func heading(_ title: String, _ result: String) {
        if !page.text.isEmpty { page.add("") }
        page.add("", style.paint(result.isEmpty ? title : "\(title): \(result)", .bold))
    }

    private mutating func write(_ step: Explanation.Step, indent: Int) {
        let margin = String(repeating: " ", count: indent)
        let place = step.location.map { "  \($0.short)" } ?? ""
        let kind = step.kind == .group ? "group " : ""
        let effect = step.effect.map { " -> \($0)" } ?? ""
        page.add(margin + verdict(step.verdict), "\(kind)\(step.name)\(place)\(effect)")
        if let condition = step.condition { write(condition, under: step.location, indent: indent + 9) }
    }

    private mutating func write(_ condition: ConditionTrace, under place: SourceLocation?, indent: Int) {
        var words = condition.words
        if let location = condition.location, location.short != place?.short { words += "  \(location.short)" }
        if let seen = condition.seen { words += "; saw: \(seen)" }
        if let matched = condition.matched { words += "; matched: \(matched)" }
        page.add(String(repeating: " ", count: indent) + verdict(condition.verdict), words)
        for child in condition.children { write(child, under: condition.location ?? place, indent: indent + 2) }
    }

    private func verdict(_ verdict: Verdict) -> String {
        let word = verdict.rawValue.padded(to: 9)
        return switch verdict {
        case .yes: style.paint(word, .green)
        case .no: style.paint(word, .faint)
        case .unknown: style.paint(word, .yellow)
        }
    }

    // MARK: What comes of it

    /// `urgent, large; copy to support`
    private static func additions(_ decision: Decision) -> String {
        var parts = [decision.values(of: .keywords).joined(separator: ", ")]
        if decision.keywords.isEmpty { parts = ["no keywords"] }
        if !decision.copies.isEmpty { parts.append("copy to \(decision.values(of: .copies).joined(separator: ", "))") }
        return parts.joined(separator: "; ")
    }

    private mutating func writeAcknowledgement(_ decision: Decision, _ steps: [Explanation.Step]) {
        heading("acknowledgement", decision.acknowledgement.isSent ? "sent" : "none")
        for choice in steps where choice.kind == .acknowledgement { write(choice, indent: 2) }
        if case .notAsked = decision.acknowledgement {
            page.add("  ", "\(decision.rule) asks for none  \(decision.ruleLocation.short)")
        }
        for step in steps where step.kind == .gate {
            page.add("  " + verdict(step.verdict), "the gate says \(step.name): \(step.effect ?? "")")
        }
    }

    private mutating func conclude(_ decision: Decision) {
        heading("decision", "\(decision.rule)  \(decision.ruleLocation.short)")
        fact("priority", decision.priority.name)
        fact("to", decision.folder.map { "\(decision.department), folder \($0)" } ?? decision.department.rawValue)
        if !decision.keywords.isEmpty {
            fact("keywords", decision.values(of: .keywords).joined(separator: ", "))
        }
        if !decision.copies.isEmpty { fact("copy to", decision.values(of: .copies).joined(separator: ", ")) }
        switch decision.acknowledgement {
        case .send(let template, let language, let address):
            fact("answer", "\(template) in \(language.tag), to \(address.spec)")
        case .refused(let template, let refusal): fact("answer", "not \(template): \(refusal)")
        case .notAsked: fact("answer", "none")
        }
    }
}

extension Explanation.Step {
    fileprivate var isRouting: Bool { kind == .group || kind == .routeLine || kind == .otherwise }
}

extension AcknowledgementDecision {
    fileprivate var isSent: Bool { if case .send = self { true } else { false } }
}

extension String {
    fileprivate func padded(to count: Int) -> String {
        self.count < count ? self + String(repeating: " ", count: count - self.count) : self
    }
}
