import MailAgent
import MailJournal
public import MailRehearsal
public import MailRouting
import MailTransport
import Synchronization

/// One day of simulated mail in the pretend world, on the hand-moved clock, at the limits of the submission host.
///
/// Hours pass in seconds, and every instant is exact: what a window let through can be counted to the millisecond. It
/// runs on the calling thread, which must not be one of the cooperative pool.
public struct DayRun: Sendable {
    /// An acknowledgement that the submission host took.
    public struct Sent: Sendable {
        /// That of its message.
        public let priority: Priority
        /// When the message was decided: its place in the queue is counted from here.
        public let decidedAt: Instant
        /// When it stood in its department; from then on its acknowledgement may be sent.
        public let routedAt: Instant
        /// When the submission host took it, by the clock of the world.
        public let at: Instant
        var rank: Instant { QueueOrder.rank(priority, created: decidedAt) }
    }

    /// The letters of the day, in the order in which they come.
    public let messages: [SimulatedMessage]
    /// What the host is promised.
    public let limits: RateLimits
    /// In the order in which they were taken.
    public let sent: [Sent]
    /// Threads that were not acknowledged because of what was sent to the same people before.
    public let windowed: Int
    /// What did not hold, in words; empty when everything did.
    public let violations: [String]

    /// - Parameters:
    ///   - messages: By arrival. What is left of the day after the last of them is lived too.
    ///   - speed: How much denser than in the plan they arrive.
    public init(_ messages: [SimulatedMessage], _ day: DayPlan, speed: Double = 1) throws {
        let start = messages.first.map { $0.arrivedAt - .minutes(10) } ?? Instant(seconds: 0)
        let world = DayWorld(day, at: start)
        let stage = try ZooStage(world.clock)
        try stage.start(world.configuration.accounts, world.server, world.agent)
        // The first contact is over before anybody writes.
        stage.advance(to: start + .minutes(10))
        let timetable = Timetable(messages.map(\.arrivedAt), speed: .times(speed), start: start)
        for (index, message) in messages.enumerated() {
            stage.advance(to: start + .minutes(10) + timetable.due(index))
            world.server.deposit(message.stored, in: MailboxAddress(account: message.account, mailbox: .inbox))
        }
        // A job that waits for a place in the hour waits for at most so long, for each that is before it.
        var patience = messages.count + 2
        while try patience > 0 && !stage.isQuiet {
            stage.advance(to: world.clock.time + .hours(1))
            patience -= 1
        }
        let isQuiet = try stage.isQuiet
        stage.stop()
        self.messages = messages
        limits = world.limits
        sent = world.sent
        let inspection = DayInspection(messages, world)
        windowed = inspection.windowed
        violations = (isQuiet ? [] : ["something is left to do"]) + inspection.violations
    }

    /// The most that was taken in any stretch of this length.
    public func most(within width: Interval) -> Int {
        sent.map { first in sent.count { first.at <= $0.at && $0.at - first.at < width } }.max() ?? 0
    }

    /// From the department to the submission host; nil when none of this priority was sent.
    public func longestWait(_ priority: Priority) -> Interval? {
        sent.filter { $0.priority == priority }.map { $0.at - $0.routedAt }.max()
    }
}
