/// How long one stage of the way took, over all messages that went it.
struct Latency: Sendable, Equatable {
    /// A stretch of the way.
    enum Stage: String, Sendable, CaseIterable {
        case routed = "arrival to department"
        case acknowledged = "department to acknowledgement"
        case whole = "arrival to acknowledgement"
        /// Stable, for programs.
        var key: String {
            switch self {
            case .routed: "arrival_to_department"
            case .acknowledged: "department_to_acknowledgement"
            case .whole: "arrival_to_acknowledgement"
            }
        }
    }

    let stage: Stage
    private let sorted: [Duration]

    init(_ stage: Stage, _ spans: [Duration]) {
        self.stage = stage
        sorted = spans.sorted()
    }

    static func stages(of walks: [RehearsalTimes.Walk]) -> [Latency] {
        func spans(
            _ from: KeyPath<RehearsalTimes.Walk, Duration?>, _ to: KeyPath<RehearsalTimes.Walk, Duration?>
        ) -> [Duration] {
            walks.compactMap { walk in walk[keyPath: to].flatMap { end in walk[keyPath: from].map { end - $0 } } }
        }
        return [
            Latency(.routed, spans(\.arrived, \.settled)), Latency(.acknowledged, spans(\.settled, \.sent)),
            Latency(.whole, spans(\.arrived, \.sent)),
        ]
    }

    var count: Int { sorted.count }
    var longest: Duration? { sorted.last }

    /// By the nearest rank; nil of nothing.
    func percentile(_ percent: Int) -> Duration? {
        sorted.isEmpty ? nil : sorted[max(0, (sorted.count * percent + 99) / 100 - 1)]
    }

    var line: String {
        guard let p50 = percentile(50), let p95 = percentile(95), let p99 = percentile(99), let longest else {
            return "\(stage.rawValue): none"
        }
        let figures = [("median", p50), ("95 %", p95), ("99 %", p99), ("longest", longest)]
        return "\(stage.rawValue): " + figures.map { "\($0.0) \(Self.milliseconds($0.1)) ms" }.joined(separator: ", ")
    }

    static func milliseconds(_ span: Duration) -> Int { Int(span / .milliseconds(1)) }
}
