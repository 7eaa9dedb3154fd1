/// All text conditions of a rule set on one field, decided together.
///
/// Equal conditions share one *test*, and equal terms one pattern, so a list named in a hundred rules costs as much as
/// in one.
struct FieldMatcher: Sendable {
    let field: TextField
    /// One per view that has patterns.
    private let passes: [Pass]

    /// One set over one view, and which term of which tests each pattern stands for.
    private struct Pass: Sendable {
        let view: TextView
        let patterns: PatternSet
        let meanings: [[Meaning]]
    }

    private struct Meaning: Sendable {
        let test: Int
        let term: Int
    }

    /// What the passes over one message found.
    enum Found: Sendable {
        /// The field is unknown, or there was no memory to look.
        case unknown
        /// For every test that matched, its first term that did.
        case tests([Int: Int])
    }

    /// Compiles tests (their numbers are their places) and reports every bad term at its condition's place.
    init(field: TextField, tests: [TextCondition], diagnostics: inout [Diagnostic]) {
        self.field = field
        var numbers: [[Pattern: Int]] = TextView.allCases.map { _ in [:] }
        var patterns: [[Pattern]] = TextView.allCases.map { _ in [] }
        var meanings: [[[Meaning]]] = TextView.allCases.map { _ in [] }
        for (test, condition) in tests.enumerated() {
            let view = TextView(condition.match).rawValue
            for (term, text) in condition.terms.enumerated() {
                switch Pattern.make(text, condition.match, of: field) {
                case .failure(let invalid): diagnostics.append(Diagnostic(at: condition.location, invalid.reason))
                case .success(let pattern):
                    let number = numbers[view][pattern] ?? patterns[view].count
                    if number == patterns[view].count {
                        numbers[view][pattern] = number
                        patterns[view].append(pattern)
                        meanings[view].append([])
                    }
                    meanings[view][number].append(Meaning(test: test, term: term))
                }
            }
        }
        var passes: [Pass] = []
        for view in TextView.allCases where !patterns[view.rawValue].isEmpty {
            do throws(PatternSet.Failure) {
                let set = try PatternSet(patterns[view.rawValue])
                passes.append(Pass(view: view, patterns: set, meanings: meanings[view.rawValue]))
            } catch {
                let location = tests.first { TextView($0.match) == view }?.location
                diagnostics.append(
                    Diagnostic(
                        at: location ?? SourceLocation(file: "", line: 1),
                        "the patterns on \(field.words) cannot be compiled: \(error)"))
            }
        }
        self.passes = passes
    }

    /// Looks at the message once for each view that has patterns.
    func find(in message: Message) -> Found {
        FieldText.values(of: field, in: message).map(find(in:)) ?? .unknown
    }

    func find(in values: [String]) -> Found {
        var tests: [Int: Int] = [:]
        for pass in passes {
            for text in pass.view.texts(values, of: field) {
                let isKnown = pass.patterns.forEachMatch(in: text) { pattern in
                    for meaning in pass.meanings[pattern] {
                        tests[meaning.test] = min(tests[meaning.test] ?? .max, meaning.term)
                    }
                }
                guard isKnown else { return .unknown }
            }
        }
        return .tests(tests)
    }
}
