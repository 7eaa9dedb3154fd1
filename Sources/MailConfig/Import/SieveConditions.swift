import MailRouting

/// Turns the tests of a script into conditions that hold for the same messages.
struct SieveConditions {
    let texts: SieveTexts
    let findings: ImportFindings

    /// Nil, and reported, when there is no such condition.
    func condition(of test: SieveTest) -> ImportedCondition? {
        let arguments = SieveArguments(test.arguments)
        switch test.name {
        case "true": return .always
        case "false": return .never
        case "not": return all(test, exactly: 1)?.first?.negated
        case "allof": return all(test).map(ImportedCondition.every)
        case "anyof": return all(test).map(ImportedCondition.some)
        case "exists": return exists(test, arguments)
        case "size": return size(test, arguments)
        case "header": return header(test, arguments)
        case "address": return address(test, arguments)
        case "body": return body(test, arguments)
        default:
            findings.missing(
                at: test.place, "the test \(test.name.quotedForFinding) is not part of the rule language",
                Self.next[test.name])
            return nil
        }
    }

    private static let next = [
        "envelope": "the envelope is not kept with a message; use 'recipient', or 'header.return-path'",
        "date": "write the condition by hand if the time of arrival will do",
        "currentdate": "write the condition by hand if the time of arrival will do",
        "spamtest": "write the condition by hand, on the field the filter writes",
        "hasflag": "test what the flag was set for",
    ]

    /// All tests inside this one; nil when one of them has no condition, after looking at every one.
    private func all(_ test: SieveTest, exactly count: Int? = nil) -> [ImportedCondition]? {
        guard !test.tests.isEmpty, count ?? test.tests.count == test.tests.count else {
            return malformed(test, "\(test.name.quotedForFinding) needs \(count == 1 ? "one test" : "tests")")
        }
        let parts = test.tests.map(condition)
        return parts.contains(nil) ? nil : parts.compactMap(\.self)
    }

    private func exists(_ test: SieveTest, _ arguments: SieveArguments) -> ImportedCondition? {
        guard matching(arguments, allowed: []) != nil, let names = fieldNames(test, arguments.positional.first) else {
            return nil
        }
        return .every(names.map { .header($0, isPresent: true) })
    }

    private func size(_ test: SieveTest, _ arguments: SieveArguments) -> ImportedCondition? {
        guard let tag = arguments.tags.first, arguments.tags.count == 1, let octets = tag.value?.number,
            ["over", "under"].contains(tag.name)
        else { return malformed(test, "expected ':over' or ':under' and a number") }
        // Every message has at least one octet, and no rule can say more than the largest number here.
        if octets < 1 { return tag.name == "over" ? .always : .never }
        if octets > 2_000_000_000 { return tag.name == "over" ? .never : .always }
        return .fact("size", .mapping([.init(tag.name, .plain(String(octets)))]))
    }

    private func header(_ test: SieveTest, _ arguments: SieveArguments) -> ImportedCondition? {
        guard let match = matching(arguments, allowed: []), arguments.positional.count == 2,
            let names = fieldNames(test, arguments.positional[0]), let keys = texts.texts(arguments.positional[1])
        else { return malformed(test, arguments, 2) }
        let terms = keys.map { SieveTerm($0, match) }
        let parts = names.map { name in
            condition(on: "header.\(name)", terms, anything: .header(name, isPresent: true), arguments.positional[1])
        }
        return parts.contains(nil) ? nil : .some(parts.compactMap(\.self))
    }

    /// Only the fields whose addresses are facts of ours.
    private static let addressFields = ["from", "to", "cc", "reply-to"]

    private func address(_ test: SieveTest, _ arguments: SieveArguments) -> ImportedCondition? {
        let parts = arguments.tags.compactMap { SieveTerm.Part(rawValue: $0.name) }
        guard let match = matching(arguments, allowed: ["all", "localpart", "domain"]),
            arguments.positional.count == 2, parts.count <= 1,
            let names = fieldNames(test, arguments.positional[0]), let keys = texts.texts(arguments.positional[1])
        else { return malformed(test, arguments, 2) }
        for name in names where !Self.addressFields.contains(name) {
            findings.missing(
                at: arguments.positional[0].place, "rules know no addresses of \(name.quotedForFinding)",
                "they know those of \(Self.addressFields.joined(separator: ", ")); use 'header.\(name)' for its text")
        }
        guard names.allSatisfy(Self.addressFields.contains) else { return nil }
        let terms = keys.map { SieveTerm($0, match, parts.first ?? .all) }
        let conditions = names.map { condition(on: $0, terms, anything: .never, arguments.positional[1]) }
        return conditions.contains(nil) ? nil : .some(conditions.compactMap(\.self))
    }

    /// RFC 5173. Only substrings: what the whole text is depends on what counts as text.
    private func body(_ test: SieveTest, _ arguments: SieveArguments) -> ImportedCondition? {
        guard let match = matching(arguments, allowed: ["text"]), arguments.positional.count == 1,
            let keys = texts.texts(arguments.positional[0])
        else { return malformed(test, arguments, 1) }
        let terms = keys.map { SieveTerm($0, match) }
        let areParts = terms.allSatisfy { term in
            if case .text(.contains, _) = term { return true }
            if case .text(.regex, _) = term { return match == .regex || match == .contains }
            return false
        }
        guard areParts else { return malformed(test, "on the body only ':contains' and ':regex' mean the same") }
        findings.note(
            at: test.place, "'body' looks at what the author wrote: the first 64 KiB, without quotes and signature")
        return condition(on: "body", terms, anything: .never, arguments.positional[0])
    }

    // MARK: Parts of tests

    /// The match type; nil, and reported, when there is a tag that is not understood.
    private func matching(_ arguments: SieveArguments, allowed: [String]) -> SieveTerm.Match? {
        var match = SieveTerm.Match.is
        var isFine = true
        for tag in arguments.tags {
            if let named = SieveTerm.Match(rawValue: tag.name) {
                match = named
            } else if tag.name == "comparator" {
                let name = tag.value?.strings?.first ?? ""
                if ["i;ascii-casemap", "i;unicode-casemap"].contains(name.lowercased()) { continue }
                findings.missing(
                    at: tag.place, "the comparator \(name.quotedForFinding)", "rules never tell upper from lower case")
                isFine = false
            } else if !allowed.contains(tag.name) {
                findings.missing(at: tag.place, "':\(tag.name)' is not part of the rule language")
                isFine = false
            }
        }
        return isFine ? match : nil
    }

    /// Names of header fields, lower-cased (RFC 5322 section 3.6.8).
    private func fieldNames(_ test: SieveTest, _ argument: SieveArgument?) -> [String]? {
        guard let argument else { return malformed(test, "expected the name of a header field") }
        guard let names = texts.texts(argument) else { return nil }
        for name in names {
            let isName = name.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ":") }
            guard isName, !name.isEmpty else {
                findings.missing(at: argument.place, "\(name.quotedForFinding) is no name of a header field")
                return nil
            }
        }
        return names.map { $0.lowercased() }
    }

    /// One field compared with several terms, of which one must match.
    private func condition(
        on key: String, _ terms: [SieveTerm], anything: ImportedCondition, _ argument: SieveArgument
    ) -> ImportedCondition? {
        var parts: [ImportedCondition] = []
        var byMatch: [(match: TextMatch, texts: [String])] = []
        for term in terms {
            switch term {
            case .text(let match, let text):
                if let place = byMatch.firstIndex(where: { $0.match == match }) {
                    byMatch[place].texts.append(text)
                } else {
                    byMatch.append((match, [text]))
                }
            case .anything: parts.append(anything)
            case .nothing: break
            case .untranslatable(let reason):
                findings.missing(at: argument.place, "not the same in a rule: \(reason)", "write the condition by hand")
                return nil
            }
        }
        parts += byMatch.map { .fact(key, .mapping([.init($0.match.rawValue, .texts($0.texts))])) }
        findings.noteWiderMatching(at: argument.place)
        return .some(parts)
    }

    private func malformed<Value>(_ test: SieveTest, _ message: String) -> Value? {
        findings.missing(at: test.place, message)
        return nil
    }

    /// Only where nothing else has been reported: the right number of arguments is the last thing to be wrong.
    private func malformed(_ test: SieveTest, _ arguments: SieveArguments, _ count: Int) -> ImportedCondition? {
        guard arguments.positional.count != count else { return nil }
        return malformed(test, "\(test.name.quotedForFinding) needs \(count == 1 ? "one text" : "\(count) texts")")
    }
}
