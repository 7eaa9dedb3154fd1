import MailAgent
import MailRehearsal
import MailRouting

/// Gives out the messages of a week as its clock goes, and heeds what is wished meanwhile.
struct PacedDelivery {
    private let time: Timekeeper
    private let wishes: () -> [Pacing.Wish]
    /// Told of every turn, and of every look at the clock between two messages.
    private let observe: (Pacing, _ now: Interval) -> Void

    /// How long a wish may wait until it is seen.
    private static let tick = Interval.milliseconds(200)

    init(
        time: Timekeeper, wishes: @escaping () -> [Pacing.Wish],
        observe: @escaping (Pacing, _ now: Interval) -> Void
    ) {
        self.time = time
        self.wishes = wishes
        self.observe = observe
    }

    /// - Parameter deliver: Brings the message with this number, from 0.
    /// - Returns: The run as it ended.
    func run(_ timetable: Timetable, deliver: (Int) async throws -> Void) async throws -> Pacing {
        var pacing = Pacing(timetable, at: time.reading().steady)
        while true {
            for wish in wishes() { _ = pacing.take(wish, at: time.reading().steady) }
            let now = time.reading().steady
            let step = pacing.next(at: now)
            observe(pacing, now)
            switch step {
            case .deliver(let index): try await deliver(index)
            case .wait(let interval): try await time.sleep(min(interval, Self.tick))
            case .hold: try await time.sleep(Self.tick)
            case .end: return pacing
            }
        }
    }
}
