/// One term of a text condition as the matcher looks for it, and what finding it makes certain.
///
/// Every operator but `regex` finds octets in one of two texts made of the field (see `TextView`), so that one pattern
/// implies another exactly when the text it makes certain contains it. `Größe` and `groesse` are the same octets here.
struct TextPattern: Hashable {
    let view: TextView
    /// What is looked for; of a regex, its source.
    let octets: [UInt8]
    /// The term as it was written, for a witness.
    let term: String

    /// Nil for a term that no pattern can be made of; the router has refused it.
    init?(_ term: String, _ match: TextMatch, of field: TextField) {
        var (term, match) = (term, match)
        if match == .regex, let plain = PlainRegex(term), plain.isExact { (term, match) = (plain.term, plain.match) }
        guard case .success(let pattern) = Pattern.make(term, match, of: field) else { return nil }
        switch pattern.form {
        case .literal(let octets): self.octets = octets
        case .regex(let source): octets = Array(source.utf8)
        }
        view = TextView(match)
        self.term = term
    }

    static func == (left: Self, right: Self) -> Bool { left.view == right.view && left.octets == right.octets }
    func hash(into hasher: inout Hasher) { hasher.combine(octets) }

    var isFramedAtStart: Bool { view == .folded && octets.first == FieldText.frame }
    var isFramedAtEnd: Bool { view == .folded && octets.last == FieldText.frame }
    /// The whole text, `is`.
    var isWhole: Bool { isFramedAtStart && isFramedAtEnd && octets.count > 1 }

    /// Octets that the folded text has wherever this was found.
    var certainFolded: [[UInt8]] {
        switch view {
        case .folded: [octets]
        // The words between two borders stand in the text without a gap; what separates them does not.
        case .bordered: octets.split(separator: WordBorders.border).map { Array($0) }
        case .readable: []
        }
    }

    /// Octets that the text with word borders has wherever this was found.
    var certainBordered: [UInt8] {
        switch view {
        case .bordered: return octets
        case .readable: return []
        case .folded:
            let words = WordBorders.marked(octets.filter { $0 != FieldText.frame })
            // Where the text may go on, a word may too.
            return Array(words.dropFirst(isFramedAtStart ? 0 : 1).dropLast(isFramedAtEnd ? 0 : 1))
        }
    }

    /// Whether `other` is found in every field this is found in.
    func implies(_ other: TextPattern) -> Bool {
        if self == other { return true }
        switch other.view {
        case .folded: return certainFolded.contains { $0.holds(other.octets) }
        case .bordered: return certainBordered.holds(other.octets)
        case .readable: return false
        }
    }

    /// Whether no field of a single value has both. Of a whole text everything is known; two beginnings, or two ends,
    /// must agree.
    func excludes(_ other: TextPattern) -> Bool {
        if isWhole, other.view != .readable { return !implies(other) }
        if other.isWhole, view != .readable { return !other.implies(self) }
        if isFramedAtStart, other.isFramedAtStart {
            return !octets.starts(with: other.octets) && !other.octets.starts(with: octets)
        }
        if isFramedAtEnd, other.isFramedAtEnd {
            return !octets.reversed().starts(with: other.octets.reversed())
                && !other.octets.reversed().starts(with: octets.reversed())
        }
        return false
    }
}

extension [UInt8] {
    /// Whether `part` occurs; an empty one always does.
    fileprivate func holds(_ part: [UInt8]) -> Bool {
        guard let first = part.first else { return true }
        guard part.count <= count else { return false }
        for start in 0...(count - part.count) where self[start] == first {
            if self[start..<(start + part.count)].elementsEqual(part) { return true }
        }
        return false
    }
}

extension TextField {
    /// Whether a message has at most one value of it.
    var isSingle: Bool {
        switch self {
        case .subject, .subjectRaw, .body: true
        case .name, .address, .domain, .header, .attachmentName: false
        }
    }

    /// Whether every value of this is a value of `other`.
    func isPart(of other: TextField) -> Bool {
        switch (self, other) {
        case (.name(let own), .name(let other)), (.address(let own), .address(let other)),
            (.domain(let own), .domain(let other)):
            own.isPart(of: other)
        default: self == other
        }
    }
}

extension AddressField {
    /// Whether every address of this is one of `other`.
    func isPart(of other: AddressField) -> Bool {
        self == other || other == .recipient && (self == .to || self == .cc)
    }
}

extension TextCondition {
    /// What the matcher looks for: the same for two terms that it cannot tell apart. Nil for a term it refuses.
    public static func form(of term: String, _ match: TextMatch, in field: TextField) -> [UInt8]? {
        guard case .success(let pattern) = Pattern.make(term, match, of: field) else { return nil }
        switch pattern.form {
        case .literal(let octets): return octets
        case .regex(let source): return Array(source.utf8)
        }
    }

    /// The operator and term that find exactly what `regex` finds; nil when none does.
    public static func plainForm(ofRegex regex: String) -> (match: TextMatch, term: String)? {
        PlainRegex(regex).flatMap { $0.isExact ? ($0.match, $0.term) : nil }
    }
}
