import MailRouting

/// How a run went over its time: what waited and what went out, looked at again and again.
struct RehearsalCourse: Sendable, Equatable {
    /// One look.
    struct Sample: Sendable, Equatable {
        /// Since the start of the run.
        let elapsed: Duration
        /// What the simulated clock showed; nil before it began.
        let shows: Instant?
        /// Messages of the week that came so far.
        let came: Int
        /// Deliveries that were decided and not done.
        let deliveries: Int
        /// Acknowledgements that were due and not sent.
        let acknowledgements: Int
        /// What was handed to the submission host in the last minute and in the last hour.
        let lastMinute: Int
        let lastHour: Int
    }

    let samples: [Sample]
    /// What may be handed over in a minute and in an hour, all accounts together.
    let perMinute: Int
    let perHour: Int

    init(samples: [Sample] = [], perMinute: Int = 0, perHour: Int = 0) {
        self.samples = samples
        self.perMinute = perMinute
        self.perHour = perHour
    }

    func most(_ value: KeyPath<Sample, Int>) -> Int { samples.map { $0[keyPath: value] }.max() ?? 0 }

    /// A value over the time of the run as a line of bars, `columns` of them; the highest of each stretch.
    func bars(_ value: KeyPath<Sample, Int>, columns: Int) -> String {
        guard let end = samples.last?.elapsed, end > .zero, columns > 0 else { return "" }
        var highest = [Int](repeating: 0, count: columns)
        var last = 0
        var column = 0
        for sample in samples {
            let place = min(columns - 1, Int(sample.elapsed / end * Double(columns)))
            // What was seen last holds until the next look.
            while column < place {
                column += 1
                highest[column] = last
            }
            last = sample[keyPath: value]
            highest[place] = max(highest[place], last)
        }
        let top = max(1, highest.max() ?? 1)
        let marks = Array("▁▂▃▄▅▆▇█")
        return String(highest.map { $0 == 0 ? " " : marks[min(marks.count - 1, $0 * marks.count / (top + 1))] })
    }
}
