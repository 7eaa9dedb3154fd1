import MailRouting

/// What one text of a Sieve test asks of a value, in the operators of our language.
enum SieveTerm {
    case text(TextMatch, String)
    /// Any value will do, as long as there is one.
    case anything
    /// No value can be like this.
    case nothing
    case untranslatable(String)

    /// How a test compares (RFC 5228 section 2.7.1; `:regex` is a draft).
    enum Match: String {
        case contains
        case `is`
        case matches
        case regex
    }

    /// Which part of an address a test looks at (RFC 5228 section 2.7.4).
    enum Part: String {
        case all
        case localpart
        case domain
    }

    init(_ term: String, _ match: Match) {
        self = Self.unchecked(term, match).checked
    }

    /// A term for one part of an address, to be looked for in the whole address.
    init(_ term: String, _ match: Match, _ part: Part) {
        guard part != .all else {
            // Every address has its @.
            self.init(term, match)
            if case .anything = self { self = .text(.contains, "@") }
            return
        }
        self = Self.unchecked(term, match, part).checked
    }

    private static func unchecked(_ term: String, _ match: Match) -> SieveTerm {
        switch match {
        case .contains:
            if term.isEmpty { return .anything }
            return isPlain(term) ? .text(.contains, term) : .text(.regex, escaped(term))
        case .is:
            return isPlain(term) ? .text(.is, term) : .text(.regex, "^\(escaped(term))$")
        case .matches: return glob(Self.pieces(term))
        case .regex: return SieveRegex.disagreement(term).map { .untranslatable($0) } ?? .text(.regex, term)
        }
    }

    private static func glob(_ pieces: [Piece]) -> SieveTerm {
        if pieces.isEmpty { return unchecked("", .is) }
        let (isOpenBefore, isOpenBehind) = (pieces.first == .many, pieces.last == .many)
        let middle = pieces.drop { $0 == .many }.prefix { $0 != .many }
        guard let first = middle.first else { return .anything }
        guard case .text(let text) = first, middle.count == 1,
            pieces.count == 1 + (isOpenBefore ? 1 : 0) + (isOpenBehind ? 1 : 0), isPlain(text)
        else { return .text(.regex, "^\(regex(pieces, any: "."))$") }
        switch (isOpenBefore, isOpenBehind) {
        case (true, true): return .text(.contains, text)
        case (false, true): return .text(.startsWith, text)
        case (true, false): return .text(.endsWith, text)
        case (false, false): return .text(.is, text)
        }
    }

    /// The local-part is what stands before the last `@`, the domain what stands behind it.
    private static func unchecked(_ term: String, _ match: Match, _ part: Part) -> SieveTerm {
        let any = part == .domain ? "[^@]" : "."
        switch match {
        case .is where term.isEmpty || (part == .domain && term.contains("@")): return .nothing
        case .is where isPlain(term):
            return part == .domain ? .text(.endsWith, "@\(term)") : .text(.startsWith, "\(term)@")
        case .contains where term.isEmpty: return .text(.contains, "@")
        case .contains:
            return .text(.regex, part == .domain ? "@[^@]*\(escaped(term))[^@]*$" : "\(escaped(term)).*@")
        case .is, .matches:
            let inner = regex(match == .is ? [.text(term)] : pieces(term), any: any)
            return .text(.regex, part == .domain ? "@\(inner)$" : "^\(inner)@[^@]*$")
        case .regex: return .untranslatable(":regex on a part of an address")
        }
    }

    private var checked: SieveTerm {
        guard case .text(let match, let term) = self else { return self }
        if term.unicodeScalars.contains(where: \.isInvisible) { return .untranslatable("an invisible character") }
        if term.utf8.count > Limits.scalarBytes { return .untranslatable("a very long text") }
        if match == .regex, let reason = Pattern.check(term) { return .untranslatable(reason) }
        return self
    }

    // MARK: Globs

    private enum Piece: Equatable {
        case text(String)
        /// `?`
        case one
        /// `*`
        case many
    }

    /// A backslash takes the meaning from whatever follows it (RFC 5228 section 2.7.1).
    private static func pieces(_ glob: String) -> [Piece] {
        var pieces: [Piece] = []
        var isEscaped = false
        for scalar in glob.unicodeScalars {
            switch (scalar, pieces.last) {
            case ("\\", _) where !isEscaped:
                isEscaped = true
                continue
            case ("*", .many) where !isEscaped: break
            case ("*", _) where !isEscaped: pieces.append(.many)
            case ("?", _) where !isEscaped: pieces.append(.one)
            case (_, .text(let text)): pieces[pieces.count - 1] = .text(text + String(scalar))
            default: pieces.append(.text(String(scalar)))
            }
            isEscaped = false
        }
        return pieces
    }

    private static func regex(_ pieces: [Piece], any: String) -> String {
        pieces.reduce(into: "") { regex, piece in
            switch piece {
            case .text(let text): regex += escaped(text)
            case .one: regex += any
            case .many: regex += "\(any)*"
            }
        }
    }

    // MARK: Texts

    /// True when the operators that leave out white space at the ends, and runs of it, compare it as it stands.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else { return false }
        return !first.isBlank && !last.isBlank && collapsed(text) == text
    }

    /// As part of a regex, which sees each run of white space as one space.
    private static func escaped(_ text: String) -> String {
        collapsed(text).unicodeScalars.reduce(into: "") { regex, scalar in
            if "\\.+*?()|[]{}^$".unicodeScalars.contains(scalar) { regex += "\\" }
            regex.unicodeScalars.append(scalar)
        }
    }

    private static func collapsed(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if !scalar.isBlank { result.append(scalar) } else if result.last != " " { result.append(" ") }
        }
        return String(result)
    }
}

extension Unicode.Scalar {
    fileprivate var isBlank: Bool { properties.isWhitespace || properties.generalCategory == .control }
    /// The matcher leaves these out of every value.
    fileprivate var isInvisible: Bool {
        properties.isDefaultIgnorableCodePoint || properties.generalCategory == .format
    }
}
