extension RehearsalReport {
    /// Bars of a series: fits a narrow terminal beside its name.
    private static let columns = 40

    /// For a terminal.
    var lines: [String] {
        var lines = ["\(title): \(count) messages, \(acknowledgements) acknowledgements", ""]
        for table in tables { lines += table.lines + [""] }
        lines.append("in their department, once: \(delivered) of \(count) messages")
        lines.append("acknowledged: \(acknowledgements) times, due were \(due)")
        lines += latencies.map(\.line)
        lines += [""] + series
        if !isComplete { lines.append("NOT FINISHED: not everything was dealt with in time") }
        guard !wrong.isEmpty else {
            return lines + [
                "Every message is where it belongs, once; every thread that is due was acknowledged, once."
            ]
        }
        return lines + ["WRONG:"]
            + wrong.map { outcome in
                let mark = outcome.judged.message.mark
                return "  \(mark.type) \(mark.message): "
                    + outcome.faults.map(\.description).joined(separator: "; ")
            }
    }

    /// What waited and what went out over the run.
    private var series: [String] {
        guard let end = course.samples.last?.elapsed, course.samples.count > 1 else { return [] }
        func line(_ name: String, _ value: KeyPath<RehearsalCourse.Sample, Int>, _ note: String) -> String {
            ColumnText.fitted(name, to: 26) + "|" + course.bars(value, columns: Self.columns)
                + "| most \(course.most(value))\(note)"
        }
        return [
            "over the \(Int(end / .seconds(1))) seconds of the run:",
            line("deliveries open", \.deliveries, ""),
            line("acknowledgements waiting", \.acknowledgements, ""),
            line("sent in the last minute", \.lastMinute, " of \(course.perMinute) allowed"),
            line("sent in the last hour", \.lastHour, " of \(course.perHour) allowed"), "",
        ]
    }
}
