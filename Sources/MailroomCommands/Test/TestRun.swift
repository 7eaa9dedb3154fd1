import MailRouting

/// The trials of one `mailroom test`, one after the other, and the report about them.
struct TestRun {
    private(set) var results: [TrialResult] = []
    /// Nil unless asked for: an explanation costs many times what a decision does.
    private(set) var coverage: Coverage?
    var isFine: Bool { results.allSatisfy(\.isFine) }

    init(coverage: Coverage?) { self.coverage = coverage }

    mutating func add(_ trial: Trial) {
        results.append(trial.run())
        coverage?.add(trial.explain())
    }

    func write(as format: TestCommand.Format, uncoveredFails: Bool, to output: inout OutputBuffer) throws {
        switch format {
        case .junit:
            try output.write(Array(JUnitReport(of: results, coverage, uncoveredFails: uncoveredFails).text.utf8))
        case .jsonl:
            for result in results { try output.write(result.json.line) }
            if let coverage { for line in CoverageReport(coverage: coverage).json { try output.write(line.line) } }
        case .table:
            var report = TrialReport(style: .standardOutput)
            for result in results {
                for line in report.lines(of: result) { try output.write(line: line) }
            }
            if let coverage {
                try output.write(line: CoverageReport(coverage: coverage).text(in: .standardOutput))
            }
            try output.write(line: report.summary)
        }
    }
}
