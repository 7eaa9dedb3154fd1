import GRDB
import MailRouting

/// Tells the agent's own deliveries, and what it dealt with before UIDVALIDITY changed, from new mail.
///
/// The watcher of a destination may see a message before the delivery or copy that made it has been settled; then it is
/// known by its fingerprint and the job that is still open. Afterwards it is known by its UID alone, so that a person
/// who puts a message back is not mistaken for the agent.
enum Recognition {
    /// - Returns: what it is; and when it is new, whether it is only to be decided about and left alone.
    static func disposition(
        of arrival: Arrival, in mailbox: WatchedMailbox, _ backlog: Backlog, _ claim: AgentClaim?, _ database: Database
    ) throws -> (RecordedArrival.Disposition, isObserved: Bool) {
        let twins = try database.cachedStatement(
            sql: """
                SELECT arrival.id, arrival.mailbox_id, arrival.uid, arrival.state AS arrival_state, arrival.observed,
                       arrival.followed_uidvalidity, arrival.followed_uid, mailbox.account, mailbox.name,
                       mailbox.uidvalidity, job.kind, job.state AS job_state, job.destination_account, job.destination_mailbox,
                       job.delivered_uidvalidity, job.delivered_uid, job.progress IS NOT NULL AS has_begun
                FROM arrival JOIN mailbox ON mailbox.id = arrival.mailbox_id
                LEFT JOIN job ON job.arrival_id = arrival.id AND job.kind IN ('delivery', 'copy', 'undo')
                WHERE arrival.digest = ? AND arrival.size = ?
                """)
        let rows = try Row.fetchAll(
            twins, arguments: [arrival.fingerprint.digest, Int64(arrival.fingerprint.size)])
        for row in rows {
            if isOwnDelivery(row, arrival) { return (.own, false) }
            if wasDealtWith(row, arrival) { return (.known, false) }
        }
        switch claim?.owner(of: arrival.flags) {
        case .another: return (.theirs, false)
        // Our own mark on what the journal does not know: it was dealt with, and a backup was put back.
        case .us where rows.isEmpty: return (.known, false)
        // Known and new: not decided under its old UID, or a person put it back and is obeyed.
        case .us, nil: break
        }
        if mailbox.generation == 1 {
            return (.new, backlog == .observe && arrival.location.uid < mailbox.firstUIDNext)
        }
        if isAwaited(arrival, rows, mailbox) { return (.known, false) }
        // What was ignored at first contact was never written down, so in a later generation only its date tells it
        // from new mail.
        let predates = arrival.internalDate <= mailbox.firstContactAt
        // What was written down then as new mail and is not finished is new, whatever date it bears.
        let wasNew = rows.contains { row in
            row["account"] == arrival.location.mailbox.account.rawValue
                && row["name"] == arrival.location.mailbox.mailbox.rawValue && !(row["observed"] as Bool)
        }
        guard predates, !wasNew else { return (.new, false) }
        return backlog == .ignore ? (.ignored, false) : (.new, backlog == .observe)
    }

    /// How the agent came upon an arrival. What lies below the UIDNEXT of the first contact with this generation was
    /// there before it: under another UIDVALIDITY perhaps, and then it may have been answered. Behind it stands what
    /// came since; except what somebody moved or restored there, which bears the date of its own arrival.
    static func discovery(of arrival: Arrival, in mailbox: WatchedMailbox) -> Discovery {
        if let next = mailbox.restoredUIDNext, arrival.location.uid < next { return .rescan }
        if arrival.location.uid < mailbox.firstUIDNext { return mailbox.generation > 1 ? .rescan : .backlog }
        return arrival.internalDate < mailbox.firstContactAt - Limits.clockDifference ? .backlog : .arrival
    }

    private static func isOwnDelivery(_ row: Row, _ arrival: Arrival) -> Bool {
        let here = arrival.location.mailbox
        // Null when the twin has no delivery: it stays where it is, or is not decided yet.
        guard let account: String = row["destination_account"], account == here.account.rawValue,
            let mailbox: String = row["destination_mailbox"], mailbox == here.mailbox.rawValue
        else { return false }
        // Whatever became of an undo: back here is where it was to go. Once it is done, its UID tells it below.
        // A copy that failed may stand there all the same, or a person makes up for it.
        guard row["job_state"] == "done" else { return true }
        guard let uid: Int64 = row["delivered_uid"], let generation: Int64 = row["delivered_uidvalidity"] else {
            if row["kind"] == JobKind.undo.rawValue { return row["arrival_state"] == ArrivalState.returned.rawValue }
            // A done job without a UID is a delivery whose UID nobody told; unless somebody took the message before it
            // was delivered or copied: then whoever put it here was not us.
            return row["kind"] == JobKind.delivery.rawValue && row["arrival_state"] != ArrivalState.vanished.rawValue
        }
        // Same generation: only that UID is ours. Another generation: its UID is void, the content is what is left.
        return generation != Int64(arrival.location.uidValidity.value) || uid == Int64(arrival.location.uid.value)
    }

    private static func wasDealtWith(_ row: Row, _ arrival: Arrival) -> Bool {
        let here = arrival.location
        guard row["account"] == here.mailbox.account.rawValue, row["name"] == here.mailbox.mailbox.rawValue,
            row["uidvalidity"] != Int64(here.uidValidity.value)
        else { return false }
        // It stood here under this UIDVALIDITY, with another UID.
        if (row["followed_uidvalidity"] as Int64?) == Int64(here.uidValidity.value),
            (row["followed_uid"] as Int64?) != nil
        {
            return false
        }
        return switch ArrivalState(rawValue: row["arrival_state"]) {
        case .kept, .own, .known, .ignored, .observed, .routed, .returned, .theirs: true
        // Not decided under its old UID, which is void: it is decided under the new one. What is under way is awaited.
        case .recorded, .vanished, .routing, .held, nil: false
        }
    }

    /// Whether an open delivery of an earlier UIDVALIDITY is looking for a message like this: it follows it to its new UID,
    /// and a second delivery would make a second copy of what may stand at its department already. Each looks for one. What
    /// arrived since the first contact is not what one that has begun is looking for: its source was there before.
    private static func isAwaited(_ arrival: Arrival, _ rows: [Row], _ mailbox: WatchedMailbox) -> Bool {
        let here = arrival.location
        var (known, followed, looking, begun): (Set<Int64>, Set<Int64>, Set<Int64>, Set<Int64>) = ([], [], [], [])
        for row in rows
        where row["account"] == here.mailbox.account.rawValue && row["name"] == here.mailbox.mailbox.rawValue {
            let state = ArrivalState(rawValue: row["arrival_state"])
            if row["mailbox_id"] == mailbox.id {
                if state == .known { known.insert(row["uid"]) }
            } else if (row["followed_uidvalidity"] as Int64?) == Int64(here.uidValidity.value) {
                if let uid: Int64 = row["followed_uid"] { followed.insert(uid) }
            } else if state == .routing || state == .held {
                looking.insert(row["id"])
                if (row["kind"] as String?) == JobKind.delivery.rawValue, row["has_begun"] { begun.insert(row["id"]) }
            }
        }
        if here.uid >= mailbox.firstUIDNext { looking.subtract(begun) }
        return known.subtracting(followed).count < looking.count
    }
}
