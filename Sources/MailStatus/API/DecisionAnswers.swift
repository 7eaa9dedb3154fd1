import MailJournal
import MailRouting

/// Decisions of the past, and why they were made.
struct DecisionAnswers {
    let board: StatusBoard

    /// `/api/decisions`: a page of them.
    func list(_ request: HTTPRequest) throws(JournalFault) -> HTTPResponse {
        let names = request.query.map(\.name)
        if let twice = APIDescription.decisions.parameters.map(\.name).first(where: { name in
            names.count { $0 == name } > 1
        }) {
            return .json(.badRequest, StatusAnswers.failure("'\(twice)' is given more than once"))
        }
        var filter = DecisionFilter(since: board.now - Limits.metricsSpan)
        if let text = request.parameter("since") {
            guard let since = Timestamp.read(text) else {
                return .json(.badRequest, StatusAnswers.failure("'since' is no time such as 2026-11-27T10:00:00Z"))
            }
            filter.since = since
        }
        filter.department = request.parameter("department").map { DepartmentName($0) }
        filter.rule = request.parameter("rule").map { RuleID($0) }
        if let text = request.parameter("simulated") {
            guard text == "true" || text == "false" else {
                return .json(.badRequest, StatusAnswers.failure("'simulated' is neither true nor false"))
            }
            filter.isSimulated = text == "true"
        }
        var limit = Limits.decisionPageUnlessAsked
        if let text = request.parameter("limit") {
            guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text),
                (1...Limits.decisionPage).contains(number)
            else {
                return .json(
                    .badRequest, StatusAnswers.failure("'limit' is no number from 1 to \(Limits.decisionPage)"))
            }
            limit = number
        }
        var cursor: DecisionCursor?
        if let text = request.parameter("after") {
            guard let read = Self.cursor(text) else {
                return .json(.badRequest, StatusAnswers.failure("'after' is not what 'next' of a page said"))
            }
            cursor = read
        }
        let (page, next) = try board.journal.decisions(filter, after: cursor, limit: limit)
        return .json(
            .ok,
            [
                "success": true, "decisions": .list(page.map(decision)),
                "next": JSON(next.map { Self.link(filter, limit, after: $0) }),
            ])
    }

    func decision(_ kept: KeptArrival) -> JSON {
        let message = board.sources.message(kept)
        let recorded = kept.decision
        return [
            "arrival": .integer(kept.id.value), "decided_at": .text(Timestamp.text(kept.circumstances.now)),
            "arrived_at": .text(Timestamp.text(kept.circumstances.arrivedAt)),
            "account": .text(kept.location.mailbox.account.rawValue),
            "mailbox": .text(Shown.text(kept.location.mailbox.mailbox.rawValue)),
            "uid": .integer(Int64(kept.location.uid.value)), "subject": JSON(Shown.text(message.subject)),
            "from": JSON(message.from.first.map { Shown.text($0.spec) }), "state": .text(kept.state.rawValue),
            "rule": .text(recorded.rule.rawValue), "rule_location": .text(recorded.ruleLocation),
            "priority": .text(recorded.priority.name), "department": .text(recorded.department.rawValue),
            "folder": JSON(Shown.text(recorded.folder?.rawValue)), "language": JSON(kept.language?.rawValue),
            "keywords": .list(recorded.keywords.map { .text($0.rawValue) }),
            "template": JSON(recorded.template?.rawValue),
            "refusal": recorded.refusal.map { refusal in
                ["reason": JSON(refusal.reason?.rawValue), "words": .text(Shown.text(refusal.words))]
            } ?? .null, "simulation": JSON(Shown.text(kept.circumstances.simulation?.rawValue)),
            "explanation": .text("/api/decisions/\(kept.id)/explanation"),
        ]
    }

    // MARK: One decision

    /// `/api/decisions/{id}/explanation`: what was decided, and how the rules in force come to what they say today.
    func explanation(_ id: ArrivalID) throws(JournalFault) -> HTTPResponse {
        switch try board.journal.arrival(id) {
        case .kept(let kept): return .json(.ok, explanation(of: kept))
        case .accounted(let state):
            return .json(
                .notFound, StatusAnswers.failure("no decision is kept of arrival \(id), which is \(state.rawValue)"))
        case .unknown: return .json(.notFound, StatusAnswers.failure("there is no arrival \(id)"))
        }
    }

    private func explanation(of kept: KeptArrival) -> JSON {
        let explained = Explained(kept, board.sources)
        return [
            "success": true, "decision": decision(kept),
            "today": [
                "rule": .text(explained.decision.rule.rawValue),
                "department": .text(explained.decision.department.rawValue),
                "priority": .text(explained.decision.priority.name), "is_same_rules": .boolean(explained.isSameRules),
            ],
            "is_text_known": .boolean(explained.isTextKnown),
            "steps": .list(explained.explanation.steps.map(step)),
        ]
    }

    private func step(_ step: Explanation.Step) -> JSON {
        [
            "kind": .text(step.kind.rawValue), "name": .text(Shown.text(step.name)),
            "location": JSON(step.location?.short), "verdict": .text(step.verdict.rawValue),
            "effect": JSON(Shown.text(step.effect)), "condition": step.condition.map(condition) ?? .null,
        ]
    }

    private func condition(_ trace: ConditionTrace) -> JSON {
        [
            "words": .text(Shown.text(trace.words)), "seen": JSON(Shown.text(trace.seen)),
            "matched": JSON(Shown.text(trace.matched)), "verdict": .text(trace.verdict.rawValue),
            "location": JSON(trace.location?.short), "children": .list(trace.children.map(condition)),
        ]
    }

    // MARK: Pages

    private static func link(_ filter: DecisionFilter, _ limit: Int, after cursor: DecisionCursor) -> String {
        var link = "/api/decisions?since=\(URLText.encoded(Timestamp.text(filter.since)))&limit=\(limit)"
        if let department = filter.department { link += "&department=\(URLText.encoded(department.rawValue))" }
        if let rule = filter.rule { link += "&rule=\(URLText.encoded(rule.rawValue))" }
        if let isSimulated = filter.isSimulated { link += "&simulated=\(isSimulated)" }
        return link + "&after=\(cursor.decidedAt.milliseconds)-\(cursor.arrival)"
    }

    private static func cursor(_ text: String) -> DecisionCursor? {
        // As `APIDescription.cursor` describes it.
        guard let match = text.wholeMatch(of: #/([0-9]{1,18})-([1-9][0-9]{0,17})/#), let at = Int64(match.1),
            let arrival = Int64(match.2)
        else { return nil }
        return DecisionCursor(decidedAt: Instant(milliseconds: at), arrival: ArrivalID(arrival))
    }
}

/// A decision of the past, made again by the rules in force.
struct Explained {
    let decision: Decision
    let explanation: Explanation
    let isSameRules: Bool
    /// False where the rules ask for text, which is not kept: then conditions on it are unknown that were known.
    let isTextKnown: Bool

    init(_ kept: KeptArrival, _ sources: StatusSources) {
        let router = sources.inForce().router
        (decision, explanation) = router.explain(sources.message(kept), kept.circumstances)
        isSameRules = router.ruleSet.version == kept.decision.ruleSet
        isTextKnown = !router.demand.body
    }
}
