import Foundation
import GRDB
public import MailRouting

extension Journal {
    /// The lane of undo jobs: no account has an empty space for a name.
    static let undoLane = " undo"

    /// What `undo` would do, and nothing is done.
    public func undoPlan(_ selection: UndoSelection) throws(JournalFault) -> [UndoItem] {
        try read("plan an undo") { try Self.items(selection, $0) }
    }

    /// Writes down what is to be taken back, as jobs, and drops the acknowledgements that were not sent: both or neither.
    ///
    /// An undo that was written down before and is not finished, or is held, is due again at once. Who performs the jobs is
    /// whoever holds the state folder's lock.
    public func undo(_ selection: UndoSelection, now: Instant) throws(JournalFault) -> [UndoItem] {
        try write("undo") { database in
            let items = try Self.items(selection, database)
            for item in items {
                switch item.verdict {
                case .bringBack: try Self.insertUndo(of: item, now: now, database)
                case .goOn:
                    try database.cachedStatement(
                        sql: """
                            UPDATE job SET state = 'pending', due = 0 WHERE arrival_id = ? AND kind = 'undo'
                            AND state IN ('retry', 'held', 'uncertain')
                            """
                    ).execute(arguments: [item.id.value])
                case .stayed, .isBack: break
                case .notDelivered, .notRouted: continue
                }
                try database.cachedStatement(
                    sql: """
                        UPDATE job SET state = 'dropped', detail = 'undone', settled_at = ?
                        WHERE arrival_id = ? AND kind = 'acknowledgement'
                        AND state IN ('waiting', 'pending', 'retry', 'uncertain', 'held')
                        """
                ).execute(arguments: [now.milliseconds, item.id.value])
            }
            return items
        }
    }

    /// How far the undo of each of these is; none for those that have none.
    public func undoProgress(of arrivals: [ArrivalID]) throws(JournalFault) -> [ArrivalID: UndoProgress] {
        try read("progress of an undo") { database in
            let rows = try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT job.arrival_id, job.state, job.detail, arrival.state AS arrival_state
                        FROM job JOIN arrival ON arrival.id = job.arrival_id
                        WHERE job.arrival_id IN (SELECT value FROM json_each(?)) AND job.kind = 'undo'
                        """), arguments: [Self.list(arrivals.map(\.value))])
            return rows.reduce(into: [:]) { found, row in
                found[ArrivalID(row["arrival_id"])] = UndoProgress(
                    state: row["state"], detail: row["detail"],
                    isBack: row["arrival_state"] == ArrivalState.returned.rawValue)
            }
        }
    }

    private static func items(_ selection: UndoSelection, _ database: Database) throws -> [UndoItem] {
        let columns = """
            SELECT arrival.id, arrival.uid, arrival.state, mailbox.account, mailbox.name, mailbox.uidvalidity,
                delivery.destination_account, delivery.destination_mailbox, delivery.keywords,
                answer.state AS answer_state, answer.recipient_local, answer.recipient_domain, undo.state AS undo_state,
                (SELECT json_group_array(json_array(copy.destination_account, copy.destination_mailbox)) FROM job AS copy
                    WHERE copy.arrival_id = arrival.id AND copy.kind = 'copy' AND copy.state = 'done') AS copies
            FROM arrival JOIN mailbox ON mailbox.id = arrival.mailbox_id
                LEFT JOIN job AS delivery ON delivery.arrival_id = arrival.id AND delivery.kind = 'delivery'
                LEFT JOIN job AS answer ON answer.arrival_id = arrival.id AND answer.kind = 'acknowledgement'
                LEFT JOIN job AS undo ON undo.arrival_id = arrival.id AND undo.kind = 'undo'
                LEFT JOIN decision ON decision.arrival_id = arrival.id
            """
        let rows: [Row]
        switch selection {
        case .arrival(let id):
            rows = try Row.fetchAll(database, sql: "\(columns) WHERE arrival.id = ?", arguments: [id.value])
        case .decided(let since, let rule):
            rows = try Row.fetchAll(
                database,
                sql: """
                    \(columns) WHERE arrival.state IN ('routed', 'kept', 'routing', 'held', 'returned')
                    AND coalesce(decision.decided_at, arrival.recorded_at) >= ?1
                    AND (?2 IS NULL OR decision.rule = ?2) ORDER BY arrival.id
                    """, arguments: [since?.milliseconds ?? .min, rule?.rawValue])
        }
        return try rows.map(item)
    }

    private static func item(_ row: Row) throws -> UndoItem {
        guard let uid = UID(row["uid"] as Int64), let state = ArrivalState(rawValue: row["state"]) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "arrival \(row["id"] as Int64) is incomplete")
        }
        let origin = MailboxAddress(
            account: AccountName(row["account"] as String), mailbox: MailboxName(row["name"] as String))
        let recipient: String? = (row["recipient_local"] as String?).flatMap { local in
            (row["recipient_domain"] as String?).map { "\(local)@\($0)" }
        }
        let acknowledgement: UndoItem.Acknowledgement =
            switch row["answer_state"] as String? {
            case "done": .sent(to: recipient)
            case "claimed", "uncertain", "held": .mayBeSent(to: recipient)
            case "waiting", "pending", "retry": .dropped
            default: .none
            }
        return UndoItem(
            id: ArrivalID(row["id"]),
            location: Location(
                mailbox: origin, uidValidity: UIDValidity(UInt32(truncatingIfNeeded: row["uidvalidity"] as Int64)),
                uid: uid),
            verdict: try verdict(row, state, origin), acknowledgement: acknowledgement)
    }

    private static func verdict(_ row: Row, _ state: ArrivalState, _ origin: MailboxAddress) throws -> UndoItem.Verdict
    {
        switch state {
        case .kept:
            let copies = try JSONDecoder().decode([[String]].self, from: Data((row["copies"] as String).utf8))
            return .stayed(
                copies: copies.compactMap { place in
                    guard let account = place.first, let mailbox = place.last else { return nil }
                    return MailboxAddress(account: AccountName(account), mailbox: MailboxName(mailbox))
                })
        case .returned: return .isBack
        case .recorded, .routing, .held: return .notDelivered
        case .vanished, .theirs, .own, .known, .ignored, .observed: return .notRouted
        case .routed:
            guard let account: String = row["destination_account"], let mailbox: String = row["destination_mailbox"]
            else { return .notRouted }
            let place = MailboxAddress(account: AccountName(account), mailbox: MailboxName(mailbox))
            let undo: String? = row["undo_state"]
            // Done and not back: it was not where it had been delivered to. Perhaps it is again.
            return undo == nil ? .bringBack(from: place) : undo == "done" ? .notRouted : .goOn(from: place)
        }
    }

    private static func insertUndo(of item: UndoItem, now: Instant, _ database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO job (arrival_id, kind, lane, state, priority, rank, due, created_at, depends_on, department,
                    destination_account, destination_mailbox)
                SELECT arrival_id, 'undo', ?1, 'pending', priority, ?2, 0, ?2, id, department, ?3, ?4
                FROM job WHERE arrival_id = ?5 AND kind = 'delivery'
                """
        ).execute(arguments: [
            undoLane, now.milliseconds, item.location.mailbox.account.rawValue,
            item.location.mailbox.mailbox.rawValue, item.id.value,
        ])
    }
}
