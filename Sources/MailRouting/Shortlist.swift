/// Which lines of a long list can match at all, known from what was found in a field instead of asking each line.
///
/// A line whose condition cannot hold unless one of certain texts was found need not be evaluated when none was. Runs
/// of such lines on one field are therefore filed under their tests, so that 5,000 lines cost about what 20 do. Only
/// lines that could never say yes are left out, so a decision is the same with and without; an explanation, which
/// shows every line, goes without. Runs are taken in order, so no field is looked at before a line asks for it.
struct Shortlist: Sendable {
    enum Segment: Sendable {
        /// Evaluate every line.
        case each(Range<Int>)
        /// Evaluate the lines filed under the tests of this field that matched.
        case filed(field: Int, Range<Int>, byTest: [Int: [Int]])
    }
    let segments: [Segment]

    /// Shorter runs are walked faster than they are looked up.
    private static let shortestRun = 16

    /// - Parameter conditions: the conditions of the lines, in order; nil is a line that always matches.
    init(_ conditions: [CompiledCondition?]) {
        var segments: [Segment] = []
        let needs = conditions.map { $0?.need }
        var start = 0
        while start < needs.count {
            let field = needs[start]?.field
            var end = start + 1
            while end < needs.count, needs[end]?.field == field { end += 1 }
            if let field, end - start >= Self.shortestRun {
                var byTest: [Int: [Int]] = [:]
                for line in start..<end {
                    for test in needs[line]?.tests ?? [] { byTest[test, default: []].append(line) }
                }
                segments.append(.filed(field: field, start..<end, byTest: byTest))
            } else if case .each(let range) = segments.last {
                segments[segments.count - 1] = .each(range.lowerBound..<end)
            } else {
                segments.append(.each(start..<end))
            }
            start = end
        }
        self.segments = segments
    }
}

/// Tests of one field of which at least one must match for a condition to hold.
private struct Need {
    let field: Int
    let tests: Set<Int>
}

extension CompiledCondition {
    /// Nil when the condition can hold whatever is found.
    fileprivate var need: Need? {
        switch self {
        case .text(let field, let test, _): return Need(field: field, tests: [test])
        case .all(let parts): return parts.lazy.compactMap(\.need).min { $0.tests.count < $1.tests.count }
        case .any(let parts):
            guard let first = parts.first?.need else { return nil }
            return parts.dropFirst().reduce(first) { sum, part in
                guard let sum, let need = part.need, need.field == sum.field else { return nil }
                return Need(field: sum.field, tests: sum.tests.union(need.tests))
            }
        case .not, .attachment, .fact: return nil
        }
    }
}

extension Evaluation {
    /// Calls `body` with the number of every line that may match, in order, until it returns true.
    mutating func forEachCandidate(of shortlist: Shortlist, _ body: (inout Self, Int) -> Bool) {
        for segment in shortlist.segments {
            switch segment {
            case .filed(let field, _, let byTest) where !Recorder.wantsEveryLine:
                guard case .tests(let tests) = find(field), !tests.isEmpty else { continue }
                let lines = Set(tests.keys.lazy.flatMap { byTest[$0] ?? [] }).sorted()
                for line in lines where body(&self, line) { return }
            case .each(let range), .filed(_, let range, _):
                for line in range where body(&self, line) { return }
            }
        }
    }
}
