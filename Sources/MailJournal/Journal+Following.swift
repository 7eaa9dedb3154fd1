import Foundation
import GRDB
public import MailRouting

extension Journal {
    /// Says where the sources of open deliveries are under a new UIDVALIDITY, and writes that down: from the next claim on
    /// they have their new UIDs, and nothing else that arrives with the same octets is taken for them.
    ///
    /// - Parameter sources: of one mailbox and UIDVALIDITY.
    public func follow(_ sources: [Location], to uidValidity: UIDValidity) throws(JournalFault) -> Whereabouts {
        guard let first = sources.first else { return .told([:]) }
        return try write("follow messages of \(first.mailbox)") { database in
            let asked = try Row.fetchAll(
                database.cachedStatement(sql: Self.followedArrivals),
                arguments: [
                    first.mailbox.account.rawValue, first.mailbox.mailbox.rawValue, Int64(first.uidValidity.value),
                    Self.list(sources.map { Int64($0.uid.value) }),
                ])
            if asked.isEmpty { return .unknown }
            let generation = try Row.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT id FROM mailbox WHERE account = ? AND name = ? AND uidvalidity = ?
                        AND watermark + 1 >= first_uidnext
                        """),
                arguments: [
                    first.mailbox.account.rawValue, first.mailbox.mailbox.rawValue, Int64(uidValidity.value),
                ])
            guard let generation else { return .unread }
            let here = Generation(mailbox: first.mailbox, uidValidity: uidValidity, id: generation["id"])
            var places: [UID: Whereabouts.Place] = [:]
            for row in asked {
                guard let void = UID(row["void"] as Int64) else { continue }
                places[void] = try follow(row, to: here, database)
            }
            return .told(places)
        }
    }

    /// What one UIDVALIDITY of a mailbox is called.
    private struct Generation {
        let mailbox: MailboxAddress
        let uidValidity: UIDValidity
        let id: Int64
    }

    private func follow(_ row: Row, to here: Generation, _ database: Database) throws -> Whereabouts.Place {
        if (row["followed_uidvalidity"] as Int64?) == Int64(here.uidValidity.value) {
            return (row["followed_uid"] as Int64?).flatMap { UID($0) }.map { .at($0) } ?? .gone
        }
        let id: Int64 = row["id"]
        let twins = try Row.fetchAll(
            database.cachedStatement(sql: Self.twins),
            arguments: [
                here.mailbox.account.rawValue, here.mailbox.mailbox.rawValue, row["digest"] as String,
                row["size"] as Int64,
            ])
        let place = try Following.places(
            of: sources(among: twins, here), among: matches(among: twins, here, database),
            staying: staying(row, twins, here, database))[id]
        guard let place, place != .doubtful else { return .doubtful }
        try database.cachedStatement(
            sql: "UPDATE arrival SET followed_uidvalidity = ?, followed_uid = ? WHERE id = ?"
        ).execute(arguments: [Int64(here.uidValidity.value), place.uid.map { Int64($0.value) }, id])
        return place
    }

    private func sources(among twins: [Row], _ here: Generation) throws -> [Following.Source] {
        try twins.compactMap { row in
            guard row["mailbox_id"] != here.id,
                (row["followed_uidvalidity"] as Int64?) != Int64(here.uidValidity.value),
                ["routing", "held"].contains(row["state"] as String)
            else { return nil }
            let progress = try (row["progress"] as String?).map {
                try JSONDecoder().decode(DeliveryProgress.self, from: Data($0.utf8))
            }
            let stage: Following.Stage =
                switch progress {
                case nil, .untouched: .untouched
                case .begun, .appending, .returned: .begun
                case .copied, .puttingAway: .copied
                }
            return Following.Source(
                id: row["id"], date: Instant(milliseconds: row["internal_date"]), stage: stage)
        }
    }

    /// What stands there and is nobody's: what was taken for new is a message of its own.
    private func matches(
        among twins: [Row], _ here: Generation, _ database: Database
    ) throws -> [Following.Match] {
        let followed = Set(
            twins.compactMap { row -> Int64? in
                (row["followed_uidvalidity"] as Int64?) == Int64(here.uidValidity.value) ? row["followed_uid"] : nil
            })
        return try twins.compactMap { row in
            guard row["mailbox_id"] == here.id, ["known", "own"].contains(row["state"] as String),
                !followed.contains(row["uid"]), let uid = UID(row["uid"] as Int64)
            else { return nil }
            let location = Location(mailbox: here.mailbox, uidValidity: here.uidValidity, uid: uid)
            if try Self.isDelivered(location, database) { return nil }
            return Following.Match(uid: uid, date: Instant(milliseconds: row["internal_date"]))
        }
    }

    /// Copies that were brought here under other UIDVALIDITYs, and messages that were left where they arrived.
    private func staying(_ row: Row, _ twins: [Row], _ here: Generation, _ database: Database) throws -> Int {
        let left = twins.count { twin in
            twin["mailbox_id"] != here.id
                && ["kept", "observed", "ignored", "returned", "theirs"].contains(twin["state"] as String)
        }
        let brought =
            try Int.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT count(*) FROM arrival JOIN job ON job.arrival_id = arrival.id
                        WHERE arrival.digest = ? AND arrival.size = ? AND job.kind IN ('delivery', 'copy')
                        AND job.destination_account = ? AND job.destination_mailbox = ? AND job.state = 'done'
                        AND job.delivered_uid IS NOT NULL AND job.delivered_uidvalidity <> ?
                        """),
                arguments: [
                    row["digest"] as String, row["size"] as Int64, here.mailbox.account.rawValue,
                    here.mailbox.mailbox.rawValue, Int64(here.uidValidity.value),
                ]) ?? 0
        return left + brought
    }

    /// Arrivals under way, by the UIDs they had under a UIDVALIDITY: they arrived with them, or were followed to them.
    private static let followedArrivals = """
        SELECT arrival.id, digest, size, followed_uidvalidity, followed_uid, arrival.uid AS void
        FROM arrival JOIN mailbox ON mailbox.id = arrival.mailbox_id
        WHERE mailbox.account = ?1 AND mailbox.name = ?2 AND mailbox.uidvalidity = ?3
            AND arrival.uid IN (SELECT value FROM json_each(?4)) AND arrival.state IN ('routing', 'held')
        UNION ALL
        SELECT arrival.id, digest, size, followed_uidvalidity, followed_uid, followed_uid
        FROM arrival JOIN mailbox ON mailbox.id = arrival.mailbox_id
        WHERE mailbox.account = ?1 AND mailbox.name = ?2 AND arrival.followed_uidvalidity = ?3
            AND arrival.followed_uid IN (SELECT value FROM json_each(?4)) AND arrival.state IN ('routing', 'held')
        """

    /// Everything of one content that was ever seen in a mailbox.
    private static let twins = """
        SELECT arrival.id, arrival.mailbox_id, arrival.uid, arrival.state, arrival.internal_date,
            arrival.followed_uidvalidity, arrival.followed_uid, job.progress
        FROM arrival JOIN mailbox ON mailbox.id = arrival.mailbox_id
            LEFT JOIN job ON job.arrival_id = arrival.id AND job.kind = 'delivery'
        WHERE mailbox.account = ? AND mailbox.name = ? AND arrival.digest = ? AND arrival.size = ?
        ORDER BY arrival.id
        """
}

extension Whereabouts.Place {
    fileprivate var uid: UID? { if case .at(let uid) = self { uid } else { nil } }
}
