import MailRouting
import Testing

/// The order of the queue, played over the rate windows: jobs come at seeded instants, and whenever the windows allow one
/// the first by rank is sent.
@Suite struct QueueOrderTests {
    struct Arrival {
        let priority: Priority
        let at: Instant
    }
    typealias Order = @Sendable (Priority, Instant) -> Instant

    /// Seeded arrivals of `hours` hours: one in ten critical, two high, five normal, two low; every 50th hour brings a
    /// burst on top.
    static func arrivals(perHour rate: Double, burst: Int, hours: Int, seed: UInt64) -> [Arrival] {
        var random = Chance(seed)
        var arrivals: [Arrival] = []
        for hour in 0..<hours {
            // Bernoulli by the minute: as uneven as Poisson where it matters, and needs no logarithm.
            for minute in 0..<60 where random.unit() < rate / 60 {
                arrivals.append(arrival(hour * 60 + minute, &random))
            }
            if hour % 50 == 49 {
                for _ in 0..<burst { arrivals.append(arrival(hour * 60 + 30, &random)) }
            }
        }
        return arrivals.sorted { $0.at < $1.at }
    }

    private static func arrival(_ minute: Int, _ random: inout Chance) -> Arrival {
        let classes: [Priority] = [.critical, .high, .high, .normal, .normal, .normal, .normal, .normal, .low, .low]
        return Arrival(
            priority: classes[Int(random.unit() * 10)],
            at: Instant(milliseconds: Int64(minute) * 60_000 + Int64(random.unit() * 60_000)))
    }

    /// Sends everything; gives back how long each class waited at most, and the most anything waited beyond its patience.
    static func play(
        _ arrivals: [Arrival], _ limits: RateLimits, by order: Order
    ) -> (longest: [Priority: Interval], lateness: Interval) {
        var waiting: [(rank: Instant, arrival: Arrival)] = []
        var sent: [Instant] = []
        var longest: [Priority: Interval] = [:]
        var lateness = Interval(milliseconds: .min)
        var next = arrivals.startIndex
        var now = Instant(milliseconds: 0)
        while next < arrivals.endIndex || !waiting.isEmpty {
            if waiting.isEmpty { now = max(now, arrivals[next].at) }
            now = limits.earliest(sent: sent.suffix(limits.perHour), now: now)
            while next < arrivals.endIndex, arrivals[next].at <= now {
                waiting.append((order(arrivals[next].priority, arrivals[next].at), arrivals[next]))
                next += 1
            }
            guard let first = waiting.indices.min(by: { waiting[$0].rank < waiting[$1].rank }) else { continue }
            let job = waiting.remove(at: first).arrival
            sent.append(now)
            let wait = now - job.at
            longest[job.priority] = max(longest[job.priority] ?? wait, wait)
            lateness = max(lateness, now - (job.at + job.priority.patience))
        }
        return (longest, lateness)
    }

    static let limits = RateLimits(perMinute: 5, perHour: 30)
    static let ours: Order = { QueueOrder.rank($0, created: $1) }
    static let others: [(String, Order)] = [
        ("first come, first served", { $1 }),
        ("strictly by class", { Instant(milliseconds: Int64(-$0.rawValue) << 48) + ($1 - Instant(milliseconds: 0)) }),
        ("a quarter of an hour for each class", { $1 - .minutes(15 * Int64($0.rawValue)) }),
    ]

    @Test func urgentGoesFirstAndEverythingAges() {
        let now = Instant(seconds: 1_000_000)
        for (lower, higher) in zip(Priority.allCases, Priority.allCases.dropFirst()) {
            let lead = Interval(milliseconds: lower.patience.milliseconds - higher.patience.milliseconds)
            #expect(lead >= .hours(1), "\(higher) overtakes what is an hour older")
            #expect(
                QueueOrder.rank(higher, created: now) < QueueOrder.rank(lower, created: now - lead + .milliseconds(1)))
            #expect(
                QueueOrder.rank(higher, created: now) > QueueOrder.rank(lower, created: now - lead - .milliseconds(1)))
            #expect(lower.patience == Interval(milliseconds: lower.target.milliseconds * 4))
        }
    }

    /// Four fifths of what the windows allow, and bursts of half an hour's share: nothing waits more than four times its
    /// target.
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func nothingWaitsMoreThanFourTimesItsTarget(seed: UInt64) {
        let arrivals = Self.arrivals(perHour: 24, burst: 15, hours: 300, seed: seed)
        let (longest, lateness) = Self.play(arrivals, Self.limits, by: Self.ours)
        for priority in Priority.allCases {
            #expect(longest[priority, default: .seconds(0)] <= priority.patience, "seed \(seed), \(priority)")
        }
        #expect(lateness <= .seconds(0), "seed \(seed)")
    }

    /// A flood of sixty letters into an empty queue, then critical ones: where another order breaks the promise, this
    /// one keeps it.
    @Test func keepsWhatOtherOrdersBreak() {
        let start = Instant(seconds: 0)
        let arrivals =
            (0..<60).map { Arrival(priority: .normal, at: start + .milliseconds(Int64($0))) }
            + (0..<5).map { Arrival(priority: .critical, at: start + .minutes(50) + .seconds(Int64($0))) }
        #expect(Self.play(arrivals, Self.limits, by: Self.ours).lateness <= .seconds(0))
        for (name, order) in Self.others.filter({ $0.0 != "strictly by class" }) {
            #expect(Self.play(arrivals, Self.limits, by: order).lateness > .seconds(0), "\(name)")
        }
    }

    /// Whatever comes, also far more than can be sent: the most that anything waits beyond its patience is never more than
    /// under another order. So no class is kept waiting for ever, and if any order can keep the promise, this one does.
    @Test(arguments: [5, 6, 7] as [UInt64])
    func noOtherOrderIsLessLate(seed: UInt64) {
        var random = Chance(seed)
        let arrivals = Self.arrivals(
            perHour: 10 + random.unit() * 35, burst: Int(random.unit() * 120), hours: 100, seed: seed)
        let ours = Self.play(arrivals, Self.limits, by: Self.ours).lateness
        for (name, order) in Self.others {
            #expect(ours <= Self.play(arrivals, Self.limits, by: order).lateness, "seed \(seed), \(name)")
        }
    }
}

/// The same numbers for the same seed, on every machine.
struct Chance {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
    /// In 0..<1.
    mutating func unit() -> Double { Double(next() >> 11) / Double(1 << 53) }
}
