/// What can be told about instants from frames alone.
///
/// The local days of one zone are looked at as far as frames tell them apart: the dates they name and the days after
/// them, and one whole week of days nobody names; of each, one minute between any two hours somebody names. There may be
/// moments among them that no clock shows, so that an instant can be taken for possible that is not, but never the
/// other way round.
enum TimeReasoning {
    /// Whether an instant may be within all frames that are `true` and in none that is `false`.
    static func isPossible(_ claims: [TimeClaim]) -> Bool {
        Dictionary(grouping: claims, by: \.frame.zone.name).values.allSatisfy { isPossibleInOneZone($0) }
    }

    /// Whether every instant that fulfils `given` fulfils `claim`. Clocks of two zones are not compared.
    static func implies(_ given: [TimeClaim], _ claim: TimeClaim) -> Bool {
        let sameZone = given.filter { $0.frame.zone.name == claim.frame.zone.name }
        return !isPossibleInOneZone(sameZone + [TimeClaim(frame: claim.frame, isWithin: !claim.isWithin)])
    }

    private static func isPossibleInOneZone(_ claims: [TimeClaim]) -> Bool {
        var named: Set<Int> = []
        var minutes: Set<Int> = [0]
        for frame in claims.map(\.frame) {
            for date in (frame.dates ?? []).union(frame.except) { named.insert(date.day) }
            for hours in frame.hours { minutes.formUnion([hours.start % 1440, hours.end % 1440]) }
        }
        guard named.count * minutes.count * claims.count <= Limits.analysisMoments else { return true }
        let unnamed = (named.max() ?? 0) + 3
        let days = named.union(named.map { $0 + 1 }).union(unnamed..<(unnamed + 7))
        return days.contains { day in
            minutes.contains { minute in
                claims.allSatisfy { $0.frame.contains(CivilDate(day: day), minute: minute) == $0.isWithin }
            }
        }
    }
}

/// The message arrived within the frame, or not.
struct TimeClaim: Hashable {
    let frame: TimeFrame
    let isWithin: Bool
}

extension TimeReasoning {
    /// An instant that fulfils all of `claims`, looked for from `start` on and at the dates they name.
    static func instant(within claims: [TimeClaim], from start: Instant) -> Instant? {
        if claims.isEmpty { return start }
        let days = claims.flatMap { $0.frame.dates ?? [] }.sorted().prefix(Limits.analysisWitnesses)
        let starts = [start] + days.map { Instant(seconds: Int64($0.day - 1) * 86_400) }
        for start in starts {
            // Ten days are a week and the end of a weekend on either side; clocks are set by quarters of an hour.
            for quarter in 0..<Int64(10 * 96) {
                let instant = start + .minutes(15 * quarter)
                if claims.allSatisfy({ $0.frame.contains(instant) == $0.isWithin }) { return instant }
            }
        }
        return nil
    }
}
