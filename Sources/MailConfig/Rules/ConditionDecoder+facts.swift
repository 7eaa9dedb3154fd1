import MailRouting

/// Conditions on facts that are neither texts nor addresses nor attachments.
extension ConditionDecoder {
    func mailbox(_ node: YAMLNode) -> Condition? {
        let read = reading.list("account names", minimum: 1) { item -> AccountName? in
            guard let name = self.reading.text(item) else { return nil }
            if let accounts = self.names.accounts, !accounts.contains(AccountName(name)) {
                self.reading.report(
                    at: item, "unknown account \(name.quotedForFinding)",
                    suggestion: Spelling.suggestion(for: name, among: accounts.map(\.rawValue)))
                return nil
            }
            return AccountName(name)
        }
        return read(node).map { .mailbox(Set($0), at: node.location) }
    }

    func priority(_ entry: YAMLEntry) -> Condition? {
        guard mayAskPriority else {
            reading.report(
                at: entry.key, "a priority line cannot ask for the priority it helps to decide",
                suggestion: "did you mean 'header-priority'?")
            return nil
        }
        return range(entry.value).map { .priority($0, at: entry.value.location) }
    }

    func range(_ node: YAMLNode) -> PriorityRange? {
        guard let text = reading.text(node) else { return nil }
        guard let range = PriorityRange(text: text) else {
            let names = Priority.allCases.reversed().map(\.name)
            return reading.expected(
                "a priority", node,
                suggestion: Spelling.question(Spelling.closest(to: text, among: names + names.map { $0 + "+" }))
                    ?? "use \(names.joined(separator: ", ")), with '+' for at least and '-' for at most")
        }
        return range
    }

    /// `{over: 20MB, under: 50MB}`; nil only after a report.
    func bounds(_ node: YAMLNode, _ what: String, such example: String, _ read: (YAMLNode) -> Int?) -> [Bound]? {
        guard let fields = Fields(node, KnownKeys.bounds, of: what, reading) else { return nil }
        if !fields.has("over"), !fields.has("under") {
            reading.report(at: node, "\(what) lacks a bound", suggestion: "such as {over: \(example)}")
        }
        let over = fields.optional("over", read)
        let under = fields.optional("under", read)
        if let over, let under, over >= under - 1 {
            reading.report(
                at: node, "nothing is over \(over) and under \(under)",
                suggestion: "a range is {over: LESS, under: MORE}")
        }
        let bounds = [over.map(Bound.over), under.map(Bound.under)].compactMap(\.self)
        return bounds.isEmpty ? nil : bounds
    }

    func size(at node: YAMLNode) -> ([Bound]) -> Condition {
        { bounds in self.combined(bounds.map { .size($0, at: node.location) }) }
    }

    func language(_ node: YAMLNode) -> Condition? {
        let words = Language.allCases.map { ($0.tag, $0) }
        return reading.list("languages", minimum: 1, reading.word("a language", words))(node)
            .map { .language(Set($0), at: node.location) }
    }

    /// `any` is every kind but mail of a person.
    func automated(_ node: YAMLNode) -> Condition? {
        let words = Automation.allCases.map { ($0.rawValue, [$0]) }
        let any = ("any", Automation.allCases.filter { $0 != .none })
        return reading.list("kinds of mail", minimum: 1, reading.word("a kind of mail", words + [any]))(node)
            .map { .automated(Set($0.joined()), at: node.location) }
    }

    func authentication(_ node: YAMLNode) -> Condition? {
        guard let fields = Fields(node, KnownKeys.authentication, of: "the authentication", reading) else { return nil }
        if fields.entries.isEmpty {
            reading.report(at: node, "the authentication names no check", suggestion: "such as {dmarc: fail}")
        }
        let read = reading.list("results", minimum: 1, reading.word("a result", SenderCheckResult.self))
        let parts = SenderCheck.allCases.compactMap { check in
            fields.optional(check.rawValue, read).map { Condition.authentication(check, Set($0), at: node.location) }
        }
        return parts.isEmpty ? nil : combined(parts)
    }

    /// The name of a time, or one written in place.
    func time(_ node: YAMLNode) -> Condition? {
        if case .mapping = node.content {
            return times.decoder.frame(node).map { .time($0, name: nil, at: node.location) }
        }
        guard let name = reading.text(node) else { return nil }
        guard let time = times[name] else {
            reading.report(
                at: node, "unknown time \(name.quotedForFinding)",
                suggestion: times.names.isEmpty
                    ? "there are none; name them under 'times:' at the top of a file"
                    : Spelling.suggestion(for: name, among: times.names))
            return nil
        }
        time.isUsed = true
        return time.frame.map { .time($0, name: name, at: node.location) }
    }

    /// Whether a header field is there, asked beside other keys of its condition; nil when it is not asked.
    func presence(_ fields: Fields, of header: String) -> Condition? {
        guard let isPresent = isPresent(fields) else { return nil }
        if !isPresent, let other = fields.entries.first(where: { !KnownKeys.presence.contains($0.name) }) {
            reading.report(
                at: other.key, "a header field that is not there has nothing to compare",
                suggestion: "leave out \(other.name.quotedForFinding), or what asks for absence")
        }
        return .present(header: header, isPresent, at: fields.node.location)
    }

    /// `present: true` and `absent: false` say the same.
    func isPresent(_ fields: Fields) -> Bool? {
        if fields.has("present"), let key = fields.keyNode("absent") {
            reading.report(at: key, "'present' and 'absent' in one condition", suggestion: "keep one of them")
        }
        return fields.optional("present", reading.truth) ?? fields.optional("absent", reading.truth).map(!)
    }
}
