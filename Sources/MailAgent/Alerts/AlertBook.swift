public import MailRouting

/// What a person should be told, and when: dedup, patience and a rate limit. Pure: what was seen is handed in.
///
/// A matter is told once when it has lasted long enough, again after a day while it lasts, and is over when it is not seen
/// any more: then it may be told anew.
public struct AlertBook: Sendable, Equatable {
    /// What an alert is about; one matter is told once, whatever its details.
    public enum Matter: Sendable, Hashable {
        case accountDown(AccountName)
        case held
        case storm
        case unaccounted
        case certificate(host: String)
        case test
    }

    /// A matter as it is now.
    public struct Sighting: Sendable, Equatable {
        public let matter: Matter
        /// One line for a person: what it is.
        public let text: String
        /// What to do about it.
        public let advice: String
        /// Which of several: one job more that is held is told, the same ones are not.
        public let count: Int
        public init(_ matter: Matter, _ text: String, advice: String, count: Int = 1) {
            self.matter = matter
            self.text = text
            self.advice = advice
            self.count = count
        }
    }

    private struct Open: Sendable, Equatable {
        let since: Instant
        var toldAt: Instant?
        var toldCount = 0
    }
    private var open: [Matter: Open] = [:]
    /// When alerts were told, as far back as the limit looks.
    private var told: [Instant] = []
    private let perHour: Int
    /// How many waited for the limit since the last one that was told.
    private var waiting = 0

    public init(perHour: Int) { self.perHour = perHour }

    /// How long a matter must last before it is told: a connection that is made anew at once is no news.
    static func patience(_ matter: Matter) -> Interval {
        switch matter {
        case .accountDown: .minutes(5)
        case .held, .storm, .unaccounted, .certificate, .test: .milliseconds(0)
        }
    }
    /// While a matter lasts it is told again after so long.
    static let again = Interval.hours(24)

    /// Takes note of everything that is the matter now.
    ///
    /// - Returns: what is to be told now, in the order given. Whoever tells it says so with `noteTold`; what could not be
    ///   told is due again the next time.
    public mutating func due(_ sightings: [Sighting], now: Instant) -> [Sighting] {
        let present = Set(sightings.map(\.matter))
        open = open.filter { present.contains($0.key) }
        // A clock that was set back must not keep alerts for ever.
        told = told.filter { $0 > now - .hours(1) && $0 <= now }
        var due: [Sighting] = []
        waiting = 0
        for sighting in sightings {
            var state = open[sighting.matter] ?? Open(since: now)
            // Fewer than were told: the next one more is news again.
            state.toldCount = min(state.toldCount, sighting.count)
            open[sighting.matter] = state
            guard now - state.since >= Self.patience(sighting.matter) || now < state.since else { continue }
            if let toldAt = state.toldAt {
                let isNews = sighting.count > state.toldCount
                guard isNews || now - toldAt >= Self.again || now < toldAt else { continue }
            }
            if told.count + due.count < perHour { due.append(sighting) } else { waiting += 1 }
        }
        return due
    }

    /// How many are due and wait, because enough were told within the hour.
    public var held: Int { waiting }

    public mutating func noteTold(_ sighting: Sighting, now: Instant) {
        told.append(now)
        open[sighting.matter]?.toldAt = now
        open[sighting.matter]?.toldCount = sighting.count
    }
}
