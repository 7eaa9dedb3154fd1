import Glibc
import MailRehearsal
import MailRouting

/// What is played, and how fast: a generated week, or any other list of simulated messages.
struct RehearsedWeek: Sendable {
    /// What the report is headed with.
    let title: String
    /// By arrival.
    let messages: [SimulatedMessage]
    let speed: Speed
    /// Leave out the hours in which nothing arrives.
    let skipsNights: Bool
    /// Where the simulated clock hangs; nil for none to show.
    let zone: Zone?
    /// Messages of the week that are past and do not come.
    let missed: Int

    init(
        _ title: String, _ messages: [SimulatedMessage], speed: Speed = .max, skipsNights: Bool = false,
        zone: Zone? = nil, missed: Int = 0
    ) {
        self.title = title
        self.messages = messages
        self.speed = speed
        self.skipsNights = skipsNights
        self.zone = zone
        self.missed = missed
    }

    /// What is still to come by the clock of this machine.
    func coming(after now: Instant) -> RehearsedWeek {
        let coming = messages.filter { $0.arrivedAt >= now }
        return RehearsedWeek(
            title, coming, speed: speed, skipsNights: skipsNights, zone: zone, missed: messages.count - coming.count)
    }

    /// How a run of it stands.
    func standing(_ pacing: Pacing, at now: Interval) -> SimulationStanding {
        let shows = pacing.shows(at: now)
        return SimulationStanding(
            simulation: title, process: getpid(), speed: "\(speed)", state: pacing.state.rawValue,
            delivered: pacing.delivered, messages: messages.count,
            shows: zone.flatMap { zone in shows.map { ClockText.short($0, in: zone) } } ?? "")
    }
}
