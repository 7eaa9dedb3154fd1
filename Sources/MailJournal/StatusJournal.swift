import GRDB
public import MailRouting
import Synchronization

/// The journal as those see it who only want to know how things are: a connection of its own that cannot write.
///
/// With the write-ahead log a reader keeps no writer waiting and no writer keeps a reader waiting. Every look is one
/// short transaction on the thread that calls: never on the loops' connection, never on their threads. All of them go by
/// an index, so a journal of ten years answers as quickly as a new one.
public final class StatusJournal: Sendable {
    let database: DatabaseQueue
    /// What was sent before this hour, which nothing changes any more: counted once an hour.
    let sentBefore = Mutex<(hour: Int64, count: SentCount)?>(nil)

    /// - Throws: `JournalFault` when there is no journal, or when another version made it.
    public init(path: String) throws(JournalFault) {
        var configuration = GRDB.Configuration()
        configuration.readonly = true
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA cache_size = -\(Limits.statusCache)") }
        database = try Journal.joined(path, configuration)
    }

    func read<T>(_ step: String, _ work: (Database) throws -> T) throws(JournalFault) -> T {
        do { return try database.read(work) } catch { throw JournalFault(step: step, path: database.path, error) }
    }
}

/// How many jobs of one kind stand in one state with one priority, of real or of simulated mail.
public struct JobCount: Sendable, Equatable {
    public let kind: JobKind
    public let state: JobStateName
    public let priority: Priority
    /// Whether its message bears a seal of this installation.
    public let isSimulated: Bool
    public let count: Int
}

/// How much of its rate windows an account has used.
public struct WindowUse: Sendable, Equatable {
    public let account: SubmissionAccount
    /// Messages in the last minute and hour, those on their way among them.
    public let minute: Int
    public let hour: Int
}

/// What stands in the journal at one instant, as counts.
public struct JournalCounts: Sendable, Equatable {
    /// Everything but what is done or dropped.
    public let jobs: [JobCount]
    /// Acknowledgements of real mail that were accepted, or may have been, ever.
    public let sent: Int
    /// The same of simulated mail.
    public let simulatedSent: Int
    public let windows: [WindowUse]
    public let sending: StormBreaker.State
    /// What persons stopped.
    public let pauses: Pauses
    public let undecided: Int
    /// As `JournalSummary.unaccounted`.
    public let unaccounted: Int

    /// How many jobs stand in one of the states, of real or of simulated mail.
    ///
    /// - Parameter kind: nil for all.
    public func jobs(_ kind: JobKind?, _ states: Set<JobStateName>, simulated: Bool = false) -> Int {
        jobs.reduce(0) { sum, each in
            let isMeant =
                each.isSimulated == simulated && states.contains(each.state) && (kind == nil || each.kind == kind)
            return sum + (isMeant ? each.count : 0)
        }
    }
}

/// How many acknowledgements were sent.
struct SentCount: Sendable, Equatable {
    var real = 0
    var simulated = 0

    static func + (left: SentCount, right: SentCount) -> SentCount {
        SentCount(real: left.real + right.real, simulated: left.simulated + right.simulated)
    }
}

extension StatusJournal {
    /// - Parameters:
    ///   - accounts: whose windows to look at.
    ///   - now: by the wall clock.
    public func counts(of accounts: [SubmissionAccount], now: Instant) throws(JournalFault) -> JournalCounts {
        try read("counts") { database in
            let jobs = try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT kind, state, priority, simulated, count(*) AS n FROM job
                        WHERE state NOT IN ('done', 'dropped') GROUP BY kind, state, priority, simulated
                        """)
            ).compactMap { row -> JobCount? in
                guard let kind = JobKind(rawValue: row["kind"]), let state = JobStateName(rawValue: row["state"]),
                    let priority = Priority(rawValue: Int(row["priority"] as Int64))
                else { return nil }
                return JobCount(
                    kind: kind, state: state, priority: priority, isSimulated: row["simulated"], count: row["n"])
            }
            let sent = try sent(now: now, database)
            let axis = try Self.axis(now: now, database)
            return JournalCounts(
                jobs: jobs, sent: sent.real, simulatedSent: sent.simulated,
                windows: try accounts.map { try Self.use(of: $0, at: axis, database) },
                sending: try Journal.breakerState(database), pauses: try Journal.pauses(database),
                undecided: try Int.fetchOne(
                    database.cachedStatement(sql: "SELECT count(*) FROM arrival WHERE state = 'recorded'")) ?? 0,
                unaccounted: try Journal.unaccounted(in: nil, database))
        }
    }

    private func sent(now: Instant, _ database: Database) throws -> SentCount {
        let hour = (now - .hours(1)).milliseconds / Interval.hours(1).milliseconds
        let boundary = hour * Interval.hours(1).milliseconds
        func count(_ condition: String) throws -> SentCount {
            let row = try Row.fetchOne(
                database.cachedStatement(
                    sql: "SELECT count(*) AS n, coalesce(sum(simulated), 0) AS s FROM job WHERE \(condition)"),
                arguments: [boundary])
            let simulated: Int = row?["s"] ?? 0
            return SentCount(real: (row?["n"] ?? 0) - simulated, simulated: simulated)
        }
        let before: SentCount
        if let known = sentBefore.withLock({ $0 }), known.hour == hour {
            before = known.count
        } else {
            before = try count("sent_at <= ?")
            sentBefore.withLock { $0 = (hour, before) }
        }
        return before + (try count("sent_at > ?"))
    }

    /// Where the axis of the windows stands (`RunClock`), as far as another connection can tell: the mark is as old as the
    /// last message, and between the two nobody is asked to have set the clock.
    private static func axis(now: Instant, _ database: Database) throws -> Instant {
        let mark = try Row.fetchOne(database.cachedStatement(sql: "SELECT axis, wall FROM window_clock"))
        guard let mark else { return now }
        let wall = Instant(milliseconds: mark["wall"])
        return Instant(milliseconds: mark["axis"]) + max(now - wall, .milliseconds(0))
    }

    private static func use(of account: SubmissionAccount, at axis: Instant, _ database: Database) throws -> WindowUse {
        let since = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT count(*) AS hour, count(CASE WHEN open = 1 OR at > ?3 THEN 1 END) AS minute
                    FROM submission WHERE account = ?1 AND at > ?2
                    """),
            arguments: [
                account.description, (axis - .hours(1)).milliseconds, (axis - .minutes(1)).milliseconds,
            ])
        return WindowUse(account: account, minute: since?["minute"] ?? 0, hour: since?["hour"] ?? 0)
    }
}
