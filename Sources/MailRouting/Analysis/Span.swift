/// Whole numbers from `low` to `high`, both included; empty when they cross.
struct Span: Hashable {
    var low: Int
    var high: Int

    static let all = Span(low: 0, high: .max)
    var isEmpty: Bool { low > high }

    /// Numbers that are within `bound`, or that are not.
    init(_ bound: Bound, _ isWithin: Bool = true) {
        switch (bound, isWithin) {
        case (.over(let number), true):
            self.init(low: number == .max ? .max : number + 1, high: number == .max ? 0 : .max)
        case (.over(let number), false): self.init(low: 0, high: number)
        case (.under(let number), true): self.init(low: 0, high: number == .min ? -1 : number - 1)
        case (.under(let number), false): self.init(low: max(0, number), high: .max)
        }
    }

    init(low: Int, high: Int) {
        self.low = low
        self.high = high
    }

    /// Numbers that are within all of them.
    init(_ bounds: [Bound]) { self = bounds.reduce(.all) { $0.intersection(Span($1)) } }

    func intersection(_ other: Span) -> Span { Span(low: max(low, other.low), high: min(high, other.high)) }
    func isWithin(_ other: Span) -> Bool { isEmpty || low >= other.low && high <= other.high }

    /// The numbers that are not in `other`; nil when they have a gap.
    func subtracting(_ other: Span) -> Span? {
        let shared = intersection(other)
        if shared.isEmpty { return self }
        if shared.low == low {
            return Span(low: shared.high == .max ? .max : shared.high + 1, high: shared.high == .max ? 0 : high)
        }
        return shared.high == high ? Span(low: low, high: shared.low - 1) : nil
    }
}
