/// Every condition can say itself in words; what it means stands in `Evaluation+Condition.swift`, case by case.
extension Condition {
    /// `the subject has one of the words urgent, dringend`
    public var words: String {
        switch self {
        case .all: "all of"
        case .any: "any of"
        case .not: "not"
        case .text(let condition): condition.words
        case .fromDomain(let domains, let list, _): "the author's domain is \(member(domains.sorted(), list))"
        case .fromAddress(let addresses, let list, _): "the author is \(member(addresses.sorted(), list))"
        case .mailbox(let accounts, _): "it arrived in \(oneOf(accounts.map(\.rawValue).sorted(), nil))"
        case .headerPriority(let range, _): "the priority in the header is \(range)"
        case .priority(let range, _): "the priority is \(range)"
        case .size(.over(let octets), _): "it is larger than \(octets) octets"
        case .size(.under(let octets), _): "it is smaller than \(octets) octets"
        }
    }

    /// Where it was written; nil for those that only join others.
    public var location: SourceLocation? {
        switch self {
        case .all, .any, .not: nil
        case .text(let condition): condition.location
        case .fromDomain(_, _, let location), .fromAddress(_, _, let location), .mailbox(_, let location),
            .headerPriority(_, let location), .priority(_, let location), .size(_, let location):
            location
        }
    }
}

extension TextCondition {
    /// `the subject has one of the words urgent, dringend`
    public var words: String {
        let terms = terms.map { shown($0) }
        switch match {
        case .word where terms.count == 1 && list == nil: return "\(field.words) has the word \(oneOf(terms, nil))"
        case .word where list == nil: return "\(field.words) has one of the words \(terms.listed)"
        case .word: return "\(field.words) has a word of \(oneOf(terms, list))"
        case .contains: return "\(field.words) contains \(oneOf(terms, list))"
        case .is: return "\(field.words) is \(oneOf(terms, list))"
        case .startsWith: return "\(field.words) starts with \(oneOf(terms, list))"
        case .endsWith: return "\(field.words) ends with \(oneOf(terms, list))"
        case .regex: return "\(field.words) matches \(oneOf(terms, list))"
        }
    }
}

extension TextField {
    /// As a sentence names it.
    public var words: String {
        switch self {
        case .subject: "the subject"
        case .subjectRaw: "the undecoded subject"
        case .fromName: "the author's name"
        case .header(let name): "the header field \(shown(name))"
        }
    }
}

/// `the list oem (a, b, c and 4 more)`, or `one of a, b, c`, or `a`.
private func oneOf(_ terms: [String], _ list: String?) -> String {
    let named = terms.listed
    if let list { return "the list \(list) (\(named))" }
    return terms.count == 1 ? named : "one of \(named)"
}

/// `in the list oem (a, b, c and 4 more)`, or as `oneOf` says it.
private func member(_ terms: [String], _ list: String?) -> String {
    (list == nil ? "" : "in ") + oneOf(terms, list)
}

extension [String] {
    /// `a, b, c and 4 more`
    fileprivate var listed: String {
        let more = count - Limits.shownTerms
        return prefix(Limits.shownTerms).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    }
}
