import GRDB
import MailRouting

/// What a batch of settled deliveries and copies means for their arrivals and for the jobs that wait for them.
struct SettledDeliveries {
    private var arrivals: [ArrivalState: [Int64]] = [:]
    private var done: [Int64] = []
    private var gone: [Int64] = []
    /// Arrivals of which a copy was made or has failed.
    private var copied: [Int64] = []

    mutating func add(_ delivery: JobID, of arrival: Int64, _ state: JobState) {
        let accounted: ArrivalState
        switch state {
        case .done(.vanished), .done(.dropped):
            accounted = .vanished
            gone.append(delivery.value)
        case .done:
            accounted = .routed
            done.append(delivery.value)
        case .held, .failed: accounted = .held
        case .pending, .claimed, .retry, .uncertain: accounted = .routing
        }
        arrivals[accounted, default: []].append(arrival)
    }

    mutating func addCopy(of arrival: Int64, _ state: JobState) {
        if state.isSettled { copied.append(arrival) }
    }

    /// Until the message is back it counts as routed: that is where it is.
    mutating func addUndo(of arrival: Int64, _ state: JobState) {
        if case .done(.returned) = state { arrivals[.returned, default: []].append(arrival) }
    }

    /// Brings the arrivals along, opens the deliveries that have no copy to wait for any more, opens the acknowledgements of what was delivered, and lets go of those nobody can
    /// expect any more.
    func account(now: Instant, _ database: Database) throws {
        for (state, ids) in arrivals {
            try database.cachedStatement(
                sql: "UPDATE arrival SET state = ? WHERE id IN (SELECT value FROM json_each(?))"
            ).execute(arguments: [state.rawValue, Journal.list(ids)])
        }
        if !copied.isEmpty {
            try database.cachedStatement(
                sql: """
                    UPDATE job SET state = 'pending'
                    WHERE arrival_id IN (SELECT value FROM json_each(?)) AND kind = 'delivery' AND state = 'waiting'
                    AND NOT EXISTS (SELECT 1 FROM job AS copy WHERE copy.arrival_id = job.arrival_id
                        AND copy.kind = 'copy' AND copy.state NOT IN ('done', 'dropped', 'failed'))
                    """
            ).execute(arguments: [Journal.list(copied)])
        }
        if !done.isEmpty {
            try database.cachedStatement(
                sql: """
                    UPDATE job SET state = 'pending'
                    WHERE depends_on IN (SELECT value FROM json_each(?)) AND state = 'waiting'
                    """
            ).execute(arguments: [Journal.list(done)])
        }
        if !gone.isEmpty {
            let dropped = JobRecord(.done(.dropped("the message vanished before it was delivered")))
            try database.cachedStatement(
                sql: """
                    UPDATE job SET state = ?, detail = ?, settled_at = ?
                    WHERE depends_on IN (SELECT value FROM json_each(?)) AND state = 'waiting'
                    """
            ).execute(arguments: [dropped.name, dropped.detail, now.milliseconds, Journal.list(gone)])
        }
    }
}
