import MailAgent
import MailRouting

/// Counts since the process began, which only grow: what a collector computes rates from.
struct WalkTally: Sendable, Equatable {
    var arrived: [AccountName: Int] = [:]
    var decided: [DepartmentName: Int] = [:]
    var routed: [AccountName: Int] = [:]
    var sent: [DepartmentName: Int] = [:]
    /// By the stable name of the reason.
    var refused: [String: Int] = [:]
    /// By kind and state of the job.
    var troubled: [TroubledJob: Int] = [:]
    var journalFaults = 0
    /// From the decision to the confirmation at the department.
    var delivery = Histogram()

    struct TroubledJob: Hashable, Sendable {
        let kind: JobKind
        let state: String
    }

    mutating func note(_ decision: Decision) { decided[decision.department, default: 0] += 1 }

    mutating func unsettled(_ kind: JobKind, _ state: JobState) {
        let name: String? =
            switch state {
            case .retry: "retry"
            case .uncertain: "uncertain"
            case .held: "held"
            case .failed: "failed"
            case .pending, .claimed, .done: nil
            }
        if let name { troubled[TroubledJob(kind: kind, state: name), default: 0] += 1 }
    }
}

/// How many lengths of time were at most so long, as Prometheus counts them.
struct Histogram: Sendable, Equatable {
    /// In milliseconds: from what a quick server takes to what somebody calls about.
    static let bounds: [Int64] = [10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 60_000, 600_000]
    private(set) var counts = [Int](repeating: 0, count: bounds.count + 1)
    private(set) var sum = Interval(milliseconds: 0)

    mutating func observe(_ interval: Interval) {
        // A clock that was set back in between.
        let value = max(0, interval.milliseconds)
        counts[Self.bounds.firstIndex { value <= $0 } ?? Self.bounds.count] += 1
        sum = Interval(milliseconds: sum.milliseconds + value)
    }

    var count: Int { counts.reduce(0, +) }
    /// The share at most so long, bound by bound.
    var cumulative: [(bound: Int64, count: Int)] {
        var total = 0
        return zip(Self.bounds, counts).map { bound, count in
            total += count
            return (bound, total)
        }
    }
}

/// The middle and the slow end of some lengths of time, in milliseconds; nil where there are none.
struct Percentiles: Sendable, Equatable {
    let count: Int
    let p50: Int64?
    let p95: Int64?
    let p99: Int64?

    init(_ values: [Int64]) {
        let sorted = values.sorted()
        // The nearest rank: a value that really occurred.
        func rank(_ percent: Int) -> Int64? {
            sorted.isEmpty ? nil : sorted[max(0, (sorted.count * percent + 99) / 100 - 1)]
        }
        count = sorted.count
        (p50, p95, p99) = (rank(50), rank(95), rank(99))
    }
}
