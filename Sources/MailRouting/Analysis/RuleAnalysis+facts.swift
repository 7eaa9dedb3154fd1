/// Conditions no message can fulfil, not for what is beside them but for what they ask.
extension RuleAnalysis {
    /// Terms on the subject that begin with what is taken off it before it is compared: `starts-with: "Re:"`.
    func removedPrefixes(in condition: TextCondition) -> [RuleFinding] {
        guard condition.field == .subject else { return [] }
        return condition.terms.compactMap { term -> RuleFinding? in
            let plain = condition.match == .regex ? Self.anchored(term) : (condition.match, term)
            guard let (match, text) = plain, match == .startsWith || match == .is else { return nil }
            let folded = FieldText.folded(text, of: condition.field)
            guard ReplyPrefix.removed(from: folded) != folded else { return nil }
            return RuleFinding(
                .removedPrefix, at: condition.location,
                "no subject matches \(shown(term)): reply prefixes such as 'Re:' are taken off before it is compared",
                suggestion: "leave the prefix out, or ask 'header.subject', which keeps it")
        }
    }

    /// What a regex that begins with `^` and a few letters and a colon asks for; nil for any other.
    private static func anchored(_ regex: String) -> (TextMatch, String)? {
        guard regex.first == "^", !regex.contains("|"), let colon = regex.firstIndex(of: ":") else { return nil }
        let word = regex[regex.index(after: regex.startIndex)..<colon]
        guard !word.isEmpty, word.allSatisfy({ $0.isASCII && $0.isLetter }) else { return nil }
        // A repetition behind the colon could take it away again.
        let next = regex[regex.index(after: colon)...].first
        return next.map { "*?{".contains($0) } == true ? nil : (.startsWith, "\(word):")
    }

    /// Conditions on what an account's server writes into the header, where no account says how to know its word.
    ///
    /// - Parameter servers: Those of all accounts.
    func unknownFacts(of servers: [ReceivingServer]) -> [RuleFinding] {
        var places: Set<SourceLocation> = []
        return router.ruleSet.conditions.flatMap(\.leaves).compactMap { leaf -> RuleFinding? in
            let (key, what, isKnown): (String, String, (ReceivingServer) -> Bool)
            switch leaf {
            case .authentication: (key, what, isKnown) = ("authserv_id", "authentication", { $0.authservID != nil })
            case .spam: (key, what, isKnown) = ("spam_header", "spam", { $0.spamField != nil })
            default: return nil
            }
            guard let place = leaf.location, !servers.contains(where: isKnown), places.insert(place).inserted else {
                return nil
            }
            return RuleFinding(
                .unknownFact, at: place,
                "no account has '\(key)', so '\(what)' is never known and the condition never holds, nor does its "
                    + "negation",
                suggestion: "give the accounts '\(key)' in the configuration")
        }
    }
}

extension Condition {
    /// Everything in it that is not joined of others.
    fileprivate var leaves: [Condition] {
        switch self {
        case .all(let parts), .any(let parts): parts.flatMap(\.leaves)
        case .not(let part): part.leaves
        default: [self]
        }
    }
}
