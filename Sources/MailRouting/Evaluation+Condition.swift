/// How conditions are joined, by Kleene's strong logic: `all` is the least and `any` the greatest of its parts in
/// no < unknown < yes, and `not` leaves unknown alone. Both stop at the first part that settles them.
extension Evaluation {
    /// The verdict on a line's condition; a line without one always matches.
    mutating func evaluate(_ condition: CompiledCondition?) -> Verdict {
        guard let condition else { return .yes }
        return evaluate(condition)
    }

    mutating func evaluate(_ condition: CompiledCondition) -> Verdict {
        switch condition {
        case .all(let parts): return join(parts, neutral: .yes, decisive: .no, .all)
        case .any(let parts): return join(parts, neutral: .no, decisive: .yes, .any)
        case .not(let part):
            recorder.begin()
            let verdict = evaluate(part).negated
            recorder.end(facts) { ConditionTrace(joining: $1, by: .not, verdict) }
            return verdict
        case .text(let field, let test, let source):
            recorder.begin()
            let (verdict, term) = text(field: field, test: test)
            recorder.end(facts) { facts, _ in
                ConditionTrace(
                    words: source.words, seen: facts.seen(source.field), matched: term.map { shown(source.terms[$0]) },
                    verdict: verdict, location: source.location)
            }
            return verdict
        case .attachment(let source, let name):
            recorder.begin()
            let verdict = attachments(like: source, name: name)
            recorder.end(facts) { facts, _ in
                let condition = Condition.attachment(source)
                return ConditionTrace(
                    words: condition.words, seen: facts.seen(condition), verdict: verdict, location: source.location)
            }
            return verdict
        case .fact(let condition):
            recorder.begin()
            let verdict = facts.verdict(condition)
            recorder.end(facts) { facts, _ in
                ConditionTrace(
                    words: condition.words, seen: facts.seen(condition), verdict: verdict, location: condition.location)
            }
            return verdict
        }
    }

    private mutating func join(
        _ parts: [CompiledCondition], neutral: Verdict, decisive: Verdict, _ join: ConditionTrace.Join
    ) -> Verdict {
        recorder.begin()
        var verdict = neutral
        for part in parts {
            let next = evaluate(part)
            if next != neutral && verdict != decisive { verdict = next }
            if next == decisive && !recorder.wantsEveryPart { break }
        }
        recorder.end(facts) { ConditionTrace(joining: $1, by: join, verdict) }
        return verdict
    }

    /// Whether as many attachments as asked have the name, the type and the size.
    private mutating func attachments(like condition: AttachmentCondition, name: CompiledCondition.Test?) -> Verdict {
        guard let body = facts.message.body else {
            lacksBody = true
            return .unknown
        }
        var count = 0
        for attachment in body.attachments where condition.fits(attachment) {
            guard let name else {
                count += 1
                continue
            }
            guard let text = attachment.name else { continue }
            switch router.program.matchers[name.field].find(in: [text]) {
            case .unknown: return .unknown
            case .tests(let tests): if tests[name.test] != nil { count += 1 }
            }
        }
        return Verdict(condition.count.allSatisfy { $0.contains(count) })
    }

    /// The verdict of one test, and the first of its terms that matched.
    private mutating func text(field: Int, test: Int) -> (Verdict, term: Int?) {
        switch find(field) {
        case .unknown: return (.unknown, nil)
        case .tests(let tests): return (tests[test] == nil ? .no : .yes, tests[test])
        }
    }

    /// What is in a field, looked for when it is first asked for.
    mutating func find(_ field: Int) -> FieldMatcher.Found {
        if let known = found[field] { return known }
        if router.program.matchers[field].field == .body, facts.message.body == nil { lacksBody = true }
        let new = router.program.matchers[field].find(in: facts.message)
        found[field] = new
        return new
    }
}

extension Verdict {
    var negated: Verdict {
        switch self {
        case .yes: .no
        case .no: .yes
        case .unknown: .unknown
        }
    }
}
