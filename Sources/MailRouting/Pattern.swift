import CRE2

/// One thing to look for in a text: octets as they are, or a regex.
public struct Pattern: Hashable, Sendable {
    enum Form: Hashable, Sendable {
        /// Occurs anywhere, compared octet by octet.
        case literal([UInt8])
        /// RE2 syntax, unanchored, ignoring case.
        case regex(String)
    }
    let form: Form

    /// All octets of a literal at once: there are tens of thousands of them.
    public func hash(into hasher: inout Hasher) {
        switch form {
        case .literal(let octets): octets.withUnsafeBytes { hasher.combine(bytes: $0) }
        case .regex(let source): hasher.combine(source)
        }
    }

    static func literal(_ octets: [UInt8]) -> Pattern { Pattern(form: .literal(octets)) }
    static func regex(_ source: String) -> Pattern { Pattern(form: .regex(source)) }

    /// Why `regex` cannot be used in a rule, or nil when it can.
    ///
    /// Rules take RE2 syntax only: it runs in linear time, so no subject can make the agent hang. Backreferences and
    /// look-around are therefore refused, as is a regex that would need more memory than one line of a rule is worth.
    public static func check(_ regex: String) -> String? {
        if regex.isEmpty { return "the regex is empty" }
        if regex.utf8.count > Limits.regexOctets {
            return "the regex is longer than \(Limits.regexOctets) octets"
        }
        // What is checked is what will run.
        var source = GermanSpelling.widened(regex)
        var reason = [CChar](repeating: 0, count: 256)
        let isGood = source.withUTF8 { octets in
            octets.withMemoryRebound(to: CChar.self) {
                cre2_check($0.baseAddress, $0.count, Limits.regexMemory, &reason, reason.count)
            }
        }
        guard !isGood else { return nil }
        return String(decoding: reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// Patterns that are decided together: literals in one pass over a text, regexes in another.
///
/// `@unchecked Sendable` because the handle is written only in `init`; afterwards it is immutable, and RE2 guards the
/// caches behind it with its own locks, so any number of threads may match at once.
final class PatternSet: @unchecked Sendable {
    private let literals: LiteralSet
    private let literalNumbers: [Int]
    private let regexes: OpaquePointer?
    private let regexNumbers: [Int]

    /// What can go wrong; `Router` names the rule it came from.
    enum Failure: Error, Equatable {
        case outOfMemory
        /// The pattern of this number is no regex that can run; `Pattern.check` says why.
        case unusable(Int)
    }

    init(_ patterns: [Pattern]) throws(Failure) {
        var texts: [[UInt8]] = []
        var sources: [String] = []
        var (literalNumbers, regexNumbers): ([Int], [Int]) = ([], [])
        for (number, pattern) in patterns.enumerated() {
            switch pattern.form {
            case .literal(let octets):
                texts.append(octets)
                literalNumbers.append(number)
            case .regex(let source):
                sources.append(source)
                regexNumbers.append(number)
            }
        }
        literals = LiteralSet(texts)
        self.literalNumbers = literalNumbers
        self.regexNumbers = regexNumbers
        regexes = sources.isEmpty ? nil : try Self.compile(sources, regexNumbers)
    }

    deinit { if let regexes { cre2_set_free(regexes) } }

    private static func compile(_ sources: [String], _ numbers: [Int]) throws(Failure) -> OpaquePointer {
        let octets = sources.reduce(0) { $0 + $1.utf8.count }
        let memory = min(
            Limits.patternSetMemory + Int64(octets) * Limits.patternSetMemoryPerOctet, Limits.patternSetMemoryAtMost)
        guard let handle = cre2_set_new(memory, Limits.regexMemory) else { throw .outOfMemory }
        for (place, var source) in sources.enumerated() {
            let added = source.withUTF8 { octets in
                octets.withMemoryRebound(to: CChar.self) { cre2_set_add(handle, $0.baseAddress, $0.count) }
            }
            guard Int(added) == place else {
                cre2_set_free(handle)
                throw .unusable(numbers[place])
            }
        }
        guard cre2_set_compile(handle) else {
            cre2_set_free(handle)
            throw .outOfMemory
        }
        return handle
    }

    /// False when there are so many regexes that each is tried by itself.
    var isOnePass: Bool { regexes.map(cre2_set_is_one_pass) ?? true }

    /// Calls `body` with the number of every pattern that occurs in `text`, once, in no particular order.
    ///
    /// Returns false, having called nothing for regexes, when there was no memory to find out: the caller must then
    /// treat every pattern as unknown, never as absent.
    func forEachMatch(in text: [UInt8], _ body: (Int) -> Void) -> Bool {
        if literals.count > 0 { literals.forEachMatch(in: text) { body(literalNumbers[$0]) } }
        guard let regexes else { return true }
        return withUnsafeTemporaryAllocation(of: Int32.self, capacity: regexNumbers.count) { matches in
            let found = text.withUnsafeBytes { octets in
                cre2_set_match(
                    regexes, octets.baseAddress?.assumingMemoryBound(to: CChar.self), octets.count,
                    matches.baseAddress, matches.count)
            }
            guard found >= 0 else { return false }
            for place in matches.prefix(Int(found)) { body(regexNumbers[Int(place)]) }
            return true
        }
    }
}
