/// How far a claim follows from a conjunction.
enum Split {
    /// Every message that fulfils the conjunction fulfils the claim.
    case follows
    /// Those in the first part do; the two parts together are the whole conjunction.
    case partly(inside: Conjunction, outside: Conjunction)
    /// Nothing is known.
    case unproved
}

extension Conjunction {
    /// How far `claim` follows from this.
    func split(by claim: Claim, _ vocabulary: Vocabulary) -> Split {
        if claims.contains(claim) { return .follows }
        switch claim {
        case .value(let choice, let set): return split(choice, set, vocabulary)
        case .size(let span): return split(span)
        case .text(let field, let some):
            guard some.count <= Limits.analysisTerms else { return .unproved }
            return splitText(field) { pattern in some.contains { pattern.implies($0) } }
        case .noText(let field, let none): return split(field, without: none, vocabulary)
        case .address(let field, let set): return splitAddress(field) { own, value in own.isMember(value, of: set) }
        case .noAddress(let field, let set): return hasNone(field, of: set) ? .follows : .unproved
        case .attachments(let kind, let count): return hasAttachments(kind, count) ? .follows : .unproved
        case .time(let claim): return TimeReasoning.implies(times, claim) ? .follows : .unproved
        }
    }

    private func split(_ choice: Choice, _ set: ValueSet, _ vocabulary: Vocabulary) -> Split {
        guard let own = values(of: choice) ?? (choice.isAlwaysKnown ? vocabulary.domain(of: choice) : nil) else {
            return .unproved
        }
        if own & ~set == 0 { return .follows }
        if own & set == 0 { return .unproved }
        return .partly(
            inside: adding(.value(choice, own & set), vocabulary),
            outside: adding(.value(choice, own & ~set), vocabulary))
    }

    private func split(_ span: Span) -> Split {
        guard let index = claims.firstIndex(where: { if case .size = $0 { true } else { false } }), let own = size
        else {
            return .unproved
        }
        if own.isWithin(span) { return .follows }
        let inside = own.intersection(span)
        guard !inside.isEmpty, let outside = own.subtracting(span) else { return .unproved }
        return .partly(
            inside: replacing(index, with: .size(inside)), outside: replacing(index, with: .size(outside)))
    }

    /// By the terms of which one is found in a part of `field`.
    private func splitText(_ field: TextField, _ isInside: (TextPattern) -> Bool) -> Split {
        var best = Split.unproved
        for (index, claim) in claims.enumerated() {
            guard case .text(let own, let patterns) = claim, own.isPart(of: field),
                patterns.count <= Limits.analysisTerms
            else { continue }
            var (inside, outside): ([TextPattern], [TextPattern]) = ([], [])
            for pattern in patterns {
                if isInside(pattern) { inside.append(pattern) } else { outside.append(pattern) }
            }
            if outside.isEmpty { return .follows }
            if inside.isEmpty { continue }
            best = .partly(
                inside: replacing(index, with: .text(own, inside)),
                outside: replacing(index, with: .text(own, outside)))
        }
        return best
    }

    private func split(_ field: TextField, without none: [TextPattern], _ vocabulary: Vocabulary) -> Split {
        if case .header(let name) = field, values(of: .present(name)) == Vocabulary.no { return .follows }
        guard isKnown(field) else { return .unproved }
        let excluded = claims.flatMap { claim -> [TextPattern] in
            guard case .noText(let broader, let patterns) = claim, field.isPart(of: broader) else { return [] }
            return patterns
        }
        let rest = none.filter { wanted in !excluded.contains { wanted.implies($0) } }
        if rest.isEmpty { return .follows }
        if field.isSingle {
            let found = splitText(field) { pattern in rest.allSatisfy(pattern.excludes) }
            if case .follows = found { return .follows }
        }
        // What is known either has one of them or none.
        return .partly(
            inside: adding(.noText(field, rest), vocabulary), outside: adding(.text(field, rest), vocabulary))
    }

    /// Whether every message that fulfils this has a known value of `field`.
    private func isKnown(_ field: TextField) -> Bool {
        switch field {
        case .header, .name(.to), .name(.cc), .name(.recipient), .name(.replyTo), .address(.to), .address(.cc),
            .address(.recipient), .address(.replyTo), .domain(.to), .domain(.cc), .domain(.recipient),
            .domain(.replyTo):
            true
        case .subject, .subjectRaw, .body, .attachmentName, .name(.from), .address(.from), .domain(.from):
            claims.contains { claim in
                switch claim {
                case .text(field, _), .noText(field, _): true
                default: false
                }
            }
        }
    }

    private func splitAddress(_ field: AddressField, _ isInside: (AddressSet, String) -> Bool) -> Split {
        var best = Split.unproved
        for (index, claim) in claims.enumerated() {
            guard case .address(let own, let set) = claim, own.isPart(of: field) else { continue }
            var inside = set
            inside.values = set.values.filter { isInside(set, $0) }
            if inside.values == set.values { return .follows }
            if inside.values.isEmpty { continue }
            var outside = set
            outside.values.subtract(inside.values)
            best = .partly(
                inside: replacing(index, with: .address(own, inside)),
                outside: replacing(index, with: .address(own, outside)))
        }
        return best
    }

    private func hasNone(_ field: AddressField, of set: AddressSet) -> Bool {
        let excluded = claims.compactMap { claim -> AddressSet? in
            guard case .noAddress(let broader, let none) = claim, field.isPart(of: broader) else { return nil }
            return none
        }
        guard !excluded.isEmpty else { return false }
        return set.values.allSatisfy { value in excluded.contains { set.isMember(value, of: $0) } }
    }

    private func hasAttachments(_ kind: AttachmentKind, _ count: Span) -> Bool {
        claims.contains { claim in
            guard case .attachments(let own, let ownCount) = claim else { return false }
            if own == kind { return ownCount.isWithin(count) }
            // More of the wider kind, fewer of the narrower one.
            if count.high == .max, own.isPart(of: kind) { return ownCount.low >= count.low }
            return count.low == 0 && kind.isPart(of: own) && ownCount.high <= count.high
        }
    }
}
