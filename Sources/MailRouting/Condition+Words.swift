/// Every condition can say itself in words; what it means stands in `Evaluation+Condition.swift`, case by case.
extension Condition {
    /// `the subject has one of the words urgent, dringend`
    public var words: String {
        switch self {
        case .all([]): "always"
        case .all: "all of"
        case .any: "any of"
        case .not: "not"
        case .text(let condition): condition.words
        case .address(let condition): condition.words
        case .present(let name, let isPresent, _):
            "there is \(isPresent ? "a" : "no") header field \(shown(name))"
        case .attachment(let condition): condition.words
        case .mailbox(let accounts, _): "it arrived in \(oneOf(accounts.map(\.rawValue).sorted(), nil))"
        case .headerPriority(let range, _): "the priority in the header is \(range)"
        case .priority(let range, _): "the priority is \(range)"
        case .size(let bound, _): "its size is \(bound.words) octets"
        case .language(let languages, _): "its language is \(oneOf(languages.map(\.tag).sorted(), nil))"
        case .automated([.none], _): "a person wrote it"
        case .automated(let kinds, _): "it is automatic mail: \(oneOf(kinds.sorted().map(\.rawValue), nil))"
        case .authentication(let method, let results, _):
            "our server's \(method.rawValue) check is \(oneOf(results.sorted().map(\.rawValue), nil))"
        case .spam(let isSpam, _): "our filter says that it is \(isSpam ? "" : "no ")spam"
        case .time(let frame, let name, _):
            "it arrived \(name.map { "in the time \($0) (\(frame.words))" } ?? frame.words)"
        case .knownSender(let isKnown, _): "its author was \(isKnown ? "" : "never ")answered before"
        }
    }

    /// Where it was written; nil for those that only join others.
    public var location: SourceLocation? {
        switch self {
        case .all, .any, .not: nil
        case .text(let condition): condition.location
        case .address(let condition): condition.location
        case .attachment(let condition): condition.location
        case .present(_, _, let location), .mailbox(_, let location), .headerPriority(_, let location),
            .priority(_, let location), .size(_, let location), .language(_, let location),
            .automated(_, let location), .authentication(_, _, let location), .spam(_, let location),
            .time(_, _, let location), .knownSender(_, let location):
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
        case .name(let field): "the name of \(field.words)"
        case .address(let field): "the address of \(field.words)"
        case .domain(let field): "the domain of \(field.words)"
        case .header(let name): "the header field \(shown(name))"
        case .body: "the text"
        case .attachmentName: "the file name"
        }
    }
}

extension AddressField {
    fileprivate var words: String {
        switch self {
        case .from: "the author"
        case .to: "a To address"
        case .cc: "a Cc address"
        case .recipient: "a recipient"
        case .replyTo: "the reply address"
        }
    }
}

extension AddressCondition {
    fileprivate var words: String {
        let subject = part == .domain ? TextField.domain(field).words : field.words
        return "\(subject) is \(member(values.sorted(), list))"
    }
}

extension AttachmentCondition {
    /// `there are over 2 attachments of type application/pdf whose size is over 1000 octets`
    fileprivate var words: String {
        var words = count == [.over(0)] ? "there is an attachment" : "the number of attachments"
        if !types.isEmpty { words += " of type \(oneOf(types.sorted(), nil))" }
        if !size.isEmpty { words += " of \(size.map(\.words).joined(separator: " and ")) octets" }
        if let name { words += " where \(name.words)" }
        return count == [.over(0)] ? words : words + " is \(count.map(\.words).joined(separator: " and "))"
    }
}

extension Bound {
    fileprivate var words: String {
        switch self {
        case .over(let number): "over \(number)"
        case .under(let number): "under \(number)"
        }
    }
}

extension TimeFrame {
    /// `monday, tuesday 08:00-17:00 Europe/Berlin, on 3 dates, except 12 dates`
    fileprivate var words: String {
        var words = weekdays.isEmpty ? "on any day" : "on \(weekdays.sorted().map(\.name).joined(separator: ", "))"
        if !hours.isEmpty { words += " \(hours.map(\.words).joined(separator: ", "))" }
        words += " \(zone.name)"
        if let dates { words += ", on \(dates.count) dates" }
        return except.isEmpty ? words : words + ", except \(except.count) dates"
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
