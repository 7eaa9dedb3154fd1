import MailRouting

/// Trials, and coverage where it was asked for, as the JUnit XML that continuous integration reads.
///
/// There is no standard for it; this keeps to what all readers share: `testsuites`, `testsuite`, `testcase` with
/// `name`, `classname`, `file` and `line`, and `failure` or `skipped` in it. Paths are as in the other forms.
struct JUnitReport {
    private var suites: [(name: String, cases: [Case])] = []

    private struct Case {
        let name: String
        let location: SourceLocation
        var failure: (message: String, text: String)?
        var skipped: String?
    }

    /// - Parameter uncoveredFails: Whether a line that never matched is a failure.
    init(of results: [TrialResult], _ coverage: Coverage?, uncoveredFails: Bool) {
        for kind in Trial.Kind.allCases {
            suites.append(("\(kind.rawValue)s", results.filter { $0.kind == kind }.map(Self.testCase)))
        }
        guard let coverage else { return }
        let cases = coverage.lines.filter { $0.kind != .group }.map { line in
            var item = Case(name: line.name, location: line.location)
            let words = "no example and no case reached \(line.name) (\(line.location.short))"
            if line.isUnreached && uncoveredFails { item.failure = (words, words) }
            if line.isUnreached && !uncoveredFails { item.skipped = words }
            return item
        }
        suites.append(("coverage", cases))
    }

    private static func testCase(_ result: TrialResult) -> Case {
        var item = Case(name: result.name, location: result.location)
        guard let first = result.mismatches.first else { return item }
        item.failure = (first.text, result.failureLines.joined(separator: "\n"))
        return item
    }

    var text: String {
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
        lines.append("<testsuites\(Self.counts("mailroom test", suites.flatMap(\.cases)))>")
        for suite in suites {
            lines.append("  <testsuite\(Self.counts(suite.name, suite.cases))>")
            for item in suite.cases { lines += Self.lines(of: item, in: suite.name) }
            lines.append("  </testsuite>")
        }
        return (lines + ["</testsuites>", ""]).joined(separator: "\n")
    }

    private static func counts(_ name: String, _ cases: [Case]) -> String {
        attributes([
            ("name", name), ("tests", "\(cases.count)"), ("failures", "\(cases.filter { $0.failure != nil }.count)"),
            ("errors", "0"), ("skipped", "\(cases.filter { $0.skipped != nil }.count)"),
        ])
    }

    private static func lines(of item: Case, in suite: String) -> [String] {
        let opening = attributes([
            ("name", item.name), ("classname", "\(suite).\(item.location.file)"), ("file", item.location.file),
            ("line", "\(item.location.line)"),
        ])
        if let failure = item.failure {
            let inner = attributes([("message", failure.message), ("type", suite)])
            return [
                "    <testcase\(opening)>", "      <failure\(inner)>\(XMLText.escaped(failure.text))</failure>",
                "    </testcase>",
            ]
        }
        guard let skipped = item.skipped else { return ["    <testcase\(opening)/>"] }
        let inner = attributes([("message", skipped)])
        return ["    <testcase\(opening)>", "      <skipped\(inner)/>", "    </testcase>"]
    }

    private static func attributes(_ values: [(String, String)]) -> String {
        values.map { #" \#($0.0)="\#(XMLText.escaped($0.1, isAttribute: true))""# }.joined()
    }
}
