/// One text field of one message, made ready for the patterns of one kind of operator.
enum FieldText {
    /// Stands before and after every value: `is` and `starts-with` need no anchors, and a pattern cannot match across
    /// two values of a header field. No normalised text contains it.
    static let frame: UInt8 = 0x02

    /// The values of `field`; nil when the fact is unknown.
    ///
    /// A message without Subject has an unknown subject, one without a readable author unknown names. A header field
    /// that is not there is known not to be there: nothing matches, and that is a "no".
    static func values(of field: TextField, in message: Message) -> [String]? {
        switch field {
        case .subject: return message.subject.map { [$0] }
        case .subjectRaw: return message.values(of: "Subject").first.map { [$0] }
        case .name(let field): return field.addresses(in: message)?.compactMap(\.displayName)
        case .address(let field): return field.addresses(in: message)?.map(\.spec)
        case .domain(let field): return field.addresses(in: message)?.map(\.domain)
        case .body: return message.body?.text.map { [$0] }
        case .attachmentName: return message.body?.attachments.compactMap(\.name)
        case .header(let name):
            return message.header.places(of: name).prefix(Limits.matchedValues).map(message.header.decodedValue)
        }
    }

    /// `text` as the operators other than `regex` compare it: values of the field and terms of the rules alike.
    static func folded(_ text: String, of field: TextField) -> [UInt8] {
        value(text, of: field == .subject ? .header("subject") : field, .folded)
    }

    /// A value of the message, without what the field leaves out.
    static func value(_ text: String, of field: TextField, _ form: TextNormalization.Form) -> [UInt8] {
        let limit = field == .body ? Limits.matchedBodyScalars : Limits.matchedScalars
        let octets = TextNormalization.normalized(text, field == .subjectRaw ? .raw : form, limit: limit)
        return field == .subject ? ReplyPrefix.removed(from: octets) : octets
    }
}

/// The three texts that patterns are looked for in. Each has its own set, so each is one pass.
enum TextView: Int, CaseIterable {
    /// Folded, framed: contains, is, starts-with, ends-with.
    case folded
    /// Folded, with word borders written in: word.
    case bordered
    /// Case and German spelling kept, each value by itself: regex.
    case readable

    init(_ match: TextMatch) {
        switch match {
        case .word: self = .bordered
        case .contains, .is, .startsWith, .endsWith: self = .folded
        case .regex: self = .readable
        }
    }

    /// The texts to look in; more than one only for regexes, whose anchors mean one value.
    func texts(_ values: [String], of field: TextField) -> [[UInt8]] {
        switch self {
        case .folded:
            return [
                values.reduce(into: [FieldText.frame]) { text, value in
                    text += FieldText.value(value, of: field, .folded)
                    text.append(FieldText.frame)
                }
            ]
        case .bordered:
            return [
                values.reduce(into: []) { text, value in
                    text += WordBorders.marked(FieldText.value(value, of: field, .folded))
                    text.append(FieldText.frame)
                }
            ]
        case .readable: return values.map { FieldText.value($0, of: field, .readable) }
        }
    }
}

extension Pattern {
    /// The pattern for one term, or why there is none.
    static func make(_ term: String, _ match: TextMatch, of field: TextField) -> Result<Pattern, InvalidTerm> {
        if match == .regex {
            if let reason = Pattern.check(term) { return .failure(InvalidTerm("unusable regex '\(term)': \(reason)")) }
            return .success(.regex(GermanSpelling.widened(term)))
        }
        let text = FieldText.folded(term, of: field)
        let frame = [FieldText.frame]
        switch match {
        case .is: return .success(.literal(frame + text + frame))
        case _ where text.isEmpty: return .failure(InvalidTerm("the term '\(term)' is empty"))
        case .startsWith: return .success(.literal(frame + text))
        case .endsWith: return .success(.literal(text + frame))
        case .word:
            let words = WordBorders.marked(text)
            guard words.count > 1 else { return .failure(InvalidTerm("there is no word in the term '\(term)'")) }
            return .success(.literal(words))
        case .contains, .regex: return .success(.literal(text))
        }
    }
}

/// A term no message could ever match, or a regex that cannot run.
struct InvalidTerm: Error, Equatable {
    let reason: String
    init(_ reason: String) { self.reason = reason }
}

extension TextCondition {
    /// Why no text of `field` could ever match `term`; nil when one could.
    public static func reasonAgainst(_ term: String, _ match: TextMatch, of field: TextField) -> String? {
        switch Pattern.make(term, match, of: field) {
        case .success: nil
        case .failure(let invalid): invalid.reason
        }
    }
}
