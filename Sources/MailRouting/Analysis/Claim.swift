/// What one condition, or its negation, says of a message once it holds: normalised as the matcher compares, so that
/// two spellings of one thing are one claim.
enum Claim: Hashable {
    case value(Choice, ValueSet)
    case size(Span)
    /// One of these is found in the field.
    case text(TextField, [TextPattern])
    /// The field is known and none of these is found in it.
    case noText(TextField, [TextPattern])
    case address(AddressField, AddressSet)
    /// The field is known and none of its addresses is one of these.
    case noAddress(AddressField, AddressSet)
    /// How many attachments are like this.
    case attachments(AttachmentKind, Span)
    case time(TimeClaim)
}

/// Addresses, or domains with everything below them.
struct AddressSet: Hashable {
    let part: AddressCondition.Part
    var values: Set<String>

    /// Whether an address that is `value` (of the part of this set) is one of `other`.
    func isMember(_ value: String, of other: AddressSet) -> Bool {
        switch (part, other.part) {
        case (.address, .address): return other.values.contains(value)
        case (.domain, .address): return false
        case (.domain, .domain): return other.values.containsDomain(value[...])
        case (.address, .domain):
            guard let at = value.lastIndex(of: "@") else { return false }
            return other.values.containsDomain(value[value.index(after: at)...])
        }
    }
}

/// What an attachment is like.
struct AttachmentKind: Hashable {
    /// Nil: it may have no name. One of these is found in it otherwise.
    let name: [TextPattern]?
    let types: Set<String>
    let size: Span

    /// Whether every attachment like this is like `other`.
    func isPart(of other: AttachmentKind) -> Bool {
        guard size.isWithin(other.size) else { return false }
        if let wanted = other.name {
            guard let name, name.allSatisfy({ pattern in wanted.contains { pattern.implies($0) } }) else {
                return false
            }
        }
        if other.types.isEmpty { return true }
        return !types.isEmpty
            && types.allSatisfy { type in
                other.types.contains(type) || other.types.contains("\(type.prefix { $0 != "/" })/*")
            }
    }
}

/// A condition that is no `all`, `any` or `not`, or the negation of one.
struct Literal {
    let leaf: Condition
    let isPositive: Bool

    /// As a finding says it.
    var words: String { isPositive ? leaf.words : "not: \(leaf.words)" }

    /// What it says; nil where claims cannot say it.
    func claim(_ vocabulary: Vocabulary) -> Claim? {
        switch leaf {
        case .all, .any, .not: return nil
        case .text(let text):
            let patterns = text.terms.compactMap { TextPattern($0, text.match, of: text.field) }
            guard patterns.count == text.terms.count else { return nil }
            return isPositive ? .text(text.field, patterns) : .noText(text.field, patterns)
        case .address(let condition):
            let set = AddressSet(part: condition.part, values: condition.values)
            return isPositive ? .address(condition.field, set) : .noAddress(condition.field, set)
        case .attachment(let condition): return claim(condition)
        case .size(let bound, _): return .size(Span(bound, isPositive))
        case .time(let frame, _, _): return .time(TimeClaim(frame: frame, isWithin: isPositive))
        case .mailbox(let names, _):
            let bits = names.compactMap { vocabulary.mailboxes[$0] }
            return bits.count == names.count ? value(.mailbox, Vocabulary.set(of: bits), vocabulary) : nil
        case .headerPriority(let range, _): return value(.headerPriority, Vocabulary.set(of: range), vocabulary)
        case .priority(let range, _): return value(.priority, Vocabulary.set(of: range), vocabulary)
        case .language(let languages, _):
            return value(.language, Vocabulary.set(of: languages, among: Language.allCases), vocabulary)
        case .automated(let kinds, _):
            return value(.automation, Vocabulary.automations(withOneOf: kinds), vocabulary)
        case .authentication(let check, let results, _):
            let set = Vocabulary.set(of: results, among: SenderCheckResult.allCases)
            return value(.authentication(check), set, vocabulary)
        case .spam(let isSpam, _): return value(.spam, Vocabulary.truth(isSpam), vocabulary)
        case .knownSender(let isKnown, _): return value(.knownSender, Vocabulary.truth(isKnown), vocabulary)
        case .present(let name, let isPresent, _): return value(.present(name), Vocabulary.truth(isPresent), vocabulary)
        }
    }

    private func value(_ choice: Choice, _ set: ValueSet, _ vocabulary: Vocabulary) -> Claim {
        .value(choice, (isPositive ? set : ~set) & vocabulary.domain(of: choice))
    }

    private func claim(_ condition: AttachmentCondition) -> Claim? {
        let name = condition.name.map { name in name.terms.compactMap { TextPattern($0, name.match, of: name.field) } }
        guard name?.count == condition.name?.terms.count else { return nil }
        let kind = AttachmentKind(name: name, types: condition.types, size: Span(condition.size))
        let count = Span(condition.count)
        return (isPositive ? count : Span.all.subtracting(count)).map { .attachments(kind, $0) }
    }
}
