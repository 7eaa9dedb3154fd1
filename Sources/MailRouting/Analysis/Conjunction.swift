/// Claims that all hold: one alternative of a line.
struct Conjunction {
    private(set) var claims: [Claim] = []
    /// Whether the claims say everything: what they could not say is missing, so that they hold more often than the line.
    private(set) var isExact = true
    /// No message fulfils the claims. Where this is false, none may all the same.
    private(set) var isImpossible = false

    init() {}

    init(_ literals: [Literal], _ vocabulary: Vocabulary) {
        for literal in literals {
            if let claim = literal.claim(vocabulary) { add(claim, vocabulary) } else { isExact = false }
        }
        settle()
    }

    func joined(with other: Conjunction, _ vocabulary: Vocabulary) -> Conjunction {
        var result = self
        for claim in other.claims { result.add(claim, vocabulary) }
        result.isExact = isExact && other.isExact
        result.settle()
        return result
    }

    // MARK: Adding

    private mutating func add(_ claim: Claim, _ vocabulary: Vocabulary) {
        switch claim {
        case .value(let choice, let set):
            let domain = vocabulary.domain(of: choice)
            let merged = set & (values(of: choice) ?? domain)
            if merged == domain, choice.isAlwaysKnown { return }
            replace(.value(choice, merged)) { if case .value(choice, _) = $0 { true } else { false } }
        case .size(let span):
            // A size of 0 is unknown.
            let merged = span.intersection(Span(low: 1, high: .max)).intersection(size ?? .all)
            replace(.size(merged)) { if case .size = $0 { true } else { false } }
        case .attachments(let kind, let span):
            var merged = span.intersection(.all)
            for case .attachments(kind, let other) in claims { merged = merged.intersection(other) }
            replace(.attachments(kind, merged)) { if case .attachments(kind, _) = $0 { true } else { false } }
        case .text(.header(let name), _):
            if !claims.contains(claim) { claims.append(claim) }
            add(.value(.present(name), Vocabulary.yes), vocabulary)
        case .text, .noText, .address, .noAddress, .time:
            if !claims.contains(claim) { claims.append(claim) }
        }
    }

    private mutating func replace(_ claim: Claim, _ isSame: (Claim) -> Bool) {
        if let index = claims.firstIndex(where: isSame) { claims[index] = claim } else { claims.append(claim) }
    }

    /// This with another claim in place of one it has.
    func replacing(_ index: Int, with claim: Claim) -> Conjunction {
        var result = self
        result.claims[index] = claim
        result.settle()
        return result
    }

    /// This with a value of a choice it says nothing of.
    func adding(_ claim: Claim, _ vocabulary: Vocabulary) -> Conjunction {
        var result = self
        result.add(claim, vocabulary)
        result.settle()
        return result
    }

    // MARK: What it says

    func values(of choice: Choice) -> ValueSet? {
        for case .value(choice, let set) in claims { return set }
        return nil
    }

    var size: Span? {
        for case .size(let span) in claims { return span }
        return nil
    }

    var times: [TimeClaim] { claims.compactMap { if case .time(let claim) = $0 { claim } else { nil } } }

    // MARK: Contradictions

    /// Takes out what the claims leave no room for, and finds whether any is left.
    private mutating func settle() {
        for index in claims.indices {
            switch claims[index] {
            case .text(let field, let patterns):
                claims[index] = .text(field, patterns.filter { isPossible($0, in: field, besides: index) })
            case .address(let field, let set):
                let excluded = claims.compactMap { claim -> AddressSet? in
                    guard case .noAddress(let other, let none) = claim, field.isPart(of: other) else { return nil }
                    return none
                }
                var kept = set
                kept.values = set.values.filter { value in !excluded.contains { set.isMember(value, of: $0) } }
                claims[index] = .address(field, kept)
            default: break
            }
        }
        isImpossible = claims.contains(where: \.isEmpty) || !TimeReasoning.isPossible(times) || hasTooFewAttachments
    }

    /// Whether `pattern` can be found in `field`, as far as the other claims tell.
    private func isPossible(_ pattern: TextPattern, in field: TextField, besides index: Int) -> Bool {
        claims.indices.allSatisfy { other in
            switch claims[other] {
            case .noText(let broader, let none) where field.isPart(of: broader):
                !none.contains { pattern.implies($0) }
            case .text(field, let some) where field.isSingle && other != index && some.count <= Limits.analysisTerms:
                some.contains { !pattern.excludes($0) }
            default: true
            }
        }
    }

    /// More attachments of some kind than of a kind they all are of.
    private var hasTooFewAttachments: Bool {
        let kinds = claims.compactMap { if case .attachments(let kind, let count) = $0 { (kind, count) } else { nil } }
        return kinds.contains { narrow in
            kinds.contains { wide in narrow.0.isPart(of: wide.0) && narrow.1.low > wide.1.high }
        }
    }
}

extension Claim {
    /// Nothing fulfils it.
    fileprivate var isEmpty: Bool {
        switch self {
        case .value(_, let set): set == 0
        case .size(let span), .attachments(_, let span): span.isEmpty
        case .text(_, let patterns): patterns.isEmpty
        case .address(_, let set): set.values.isEmpty
        case .noText, .noAddress, .time: false
        }
    }
}
