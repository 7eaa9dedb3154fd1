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

/// Patterns that are decided together, in one pass over a text.
///
/// `@unchecked Sendable` because the handle is written only in `init`; afterwards it is immutable, and RE2 guards the
/// caches behind it with its own locks, so any number of threads may match at once.
final class PatternSet: @unchecked Sendable {
    private let handle: OpaquePointer
    let count: Int

    /// What can go wrong; `Router` names the rule it came from.
    enum Failure: Error, Equatable {
        case outOfMemory
        /// The pattern of this number is no regex that can run; `Pattern.check` says why.
        case unusable(Int)
    }

    init(_ patterns: [Pattern]) throws(Failure) {
        let octets = patterns.reduce(0) { $0 + $1.length }
        let memory = min(
            Limits.patternSetMemory + Int64(octets) * Limits.patternSetMemoryPerOctet, Limits.patternSetMemoryAtMost)
        guard let handle = cre2_set_new(memory, Limits.regexMemory) else { throw .outOfMemory }
        for (number, pattern) in patterns.enumerated() {
            guard pattern.add(to: handle) == number else {
                cre2_set_free(handle)
                throw .unusable(number)
            }
        }
        guard cre2_set_compile(handle) else {
            cre2_set_free(handle)
            throw .outOfMemory
        }
        self.handle = handle
        self.count = patterns.count
    }

    deinit { cre2_set_free(handle) }

    /// False when the set is so large that each pattern is tried by itself.
    var isOnePass: Bool { cre2_set_is_one_pass(handle) }

    /// Calls `body` with the numbers of all patterns that occur in `text`, ascending.
    ///
    /// Returns false, having called nothing, when there was no memory to find out: the caller must then treat every
    /// pattern as unknown, never as absent.
    func forEachMatch(in text: [UInt8], _ body: (Int) -> Void) -> Bool {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: count) { matches in
            let found = text.withUnsafeBytes { octets in
                cre2_set_match(
                    handle, octets.baseAddress?.assumingMemoryBound(to: CChar.self), octets.count,
                    matches.baseAddress, matches.count)
            }
            guard found >= 0 else { return false }
            for number in matches.prefix(Int(found)) { body(Int(number)) }
            return true
        }
    }
}

extension Pattern {
    fileprivate var length: Int {
        switch form {
        case .literal(let octets): octets.count
        case .regex(let source): source.utf8.count
        }
    }

    fileprivate func add(to set: OpaquePointer) -> Int {
        switch form {
        case .literal(let octets):
            return octets.withUnsafeBytes { octets in
                Int(cre2_set_add_literal(set, octets.baseAddress?.assumingMemoryBound(to: CChar.self), octets.count))
            }
        case .regex(var source):
            return source.withUTF8 { octets in
                octets.withMemoryRebound(to: CChar.self) {
                    Int(cre2_set_add_regex(set, $0.baseAddress, $0.count))
                }
            }
        }
    }
}
