import Foundation
import GRDB
public import MailRouting

/// What the journal knows of the copies of one content in one mailbox.
public struct KnownCopies: Sendable, Equatable {
    /// Under the present UIDVALIDITY.
    public let uids: Set<UID>
    /// How many there are besides, whose UIDs are void.
    public let void: Int

    public init(uids: Set<UID>, void: Int) {
        self.uids = uids
        self.void = void
    }
}

/// A message with the octets of another, on the same way.
public struct TwinUnderWay: Sendable, Equatable {
    /// Where it was when it was last seen.
    public let source: Location
    /// Above it its copy is to be found.
    public let mark: DestinationMark
}

extension Journal {
    /// Copies that deliveries have made in a mailbox, settled or not, and sources that were put away there. None of them may
    /// be taken for the copy of another message with the same octets.
    public func knownCopies(
        of fingerprint: Fingerprint, in mailbox: MailboxAddress, _ uidValidity: UIDValidity
    ) throws(JournalFault) -> KnownCopies {
        try read("copies in \(mailbox)") { database in
            let copies = try Self.copies(of: fingerprint.digest, in: mailbox, besides: nil, database)
            let present = Set(copies.filter { $0.uidValidity == uidValidity })
            return KnownCopies(uids: Set(present.map(\.uid)), void: Set(copies).subtracting(present).count)
        }
    }

    /// Messages that have the octets of another, arrived in the same mailbox, and are on their way to the same destination:
    /// begun, and not settled. The oldest is the first.
    ///
    /// - Parameter uids: of messages that are not to be looked for.
    public func twinsUnderWay(of delivery: Delivery, besides uids: [UID]) throws(JournalFault) -> [TwinUnderWay] {
        let (source, destination) = (delivery.source.mailbox, delivery.destination)
        return try read("twins in \(source)") { database in
            try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT coalesce(arrival.followed_uid, arrival.uid) AS uid, \(Self.sourceValidity) AS uidvalidity,
                            job.progress
                        FROM arrival JOIN mailbox ON mailbox.id = arrival.mailbox_id JOIN job ON job.arrival_id = arrival.id
                        WHERE arrival.digest = ? AND mailbox.account = ? AND mailbox.name = ? AND job.kind = 'delivery'
                            AND job.destination_account = ? AND job.destination_mailbox = ?
                            AND job.progress IS NOT NULL AND job.state NOT IN ('done', 'failed', 'dropped')
                        ORDER BY job.id
                        """),
                arguments: [
                    delivery.fingerprint.digest, source.account.rawValue, source.mailbox.rawValue,
                    destination.account.rawValue, destination.mailbox.rawValue,
                ]
            ).compactMap { row in
                guard let uid = UID(row["uid"] as Int64), !uids.contains(uid),
                    let uidValidity = UInt32(exactly: row["uidvalidity"] as Int64),
                    case .begun(let mark) = try JSONDecoder().decode(
                        DeliveryProgress.self, from: Data((row["progress"] as String).utf8))
                else { return nil }
                let source = Location(mailbox: source, uidValidity: UIDValidity(uidValidity), uid: uid)
                return TwinUnderWay(source: source, mark: mark)
            }
        }
    }

    /// Refuses to write down for two jobs that one and the same copy is theirs.
    static func requireOwn(_ progress: DeliveryProgress, of job: JobID, _ database: Database) throws {
        guard let (uidValidity, uid) = progress.copy else { return }
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT arrival.digest, job.destination_account, job.destination_mailbox
                    FROM job JOIN arrival ON arrival.id = job.arrival_id WHERE job.id = ?
                    """), arguments: [job.value])
        guard let row, let account: String = row["destination_account"], let name: String = row["destination_mailbox"]
        else { return }
        let mailbox = MailboxAddress(account: AccountName(account), mailbox: MailboxName(name))
        let copy = Location(mailbox: mailbox, uidValidity: uidValidity, uid: uid)
        if try copies(of: row["digest"], in: mailbox, besides: job, database).contains(copy) {
            throw DatabaseError(resultCode: .SQLITE_CONSTRAINT, message: "the copy \(copy) is another message's")
        }
    }

    private static func copies(
        of digest: String, in mailbox: MailboxAddress, besides job: JobID?, _ database: Database
    ) throws -> [Location] {
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT job.id, job.progress, job.destination_account, job.destination_mailbox, job.delivered_uid,
                        job.delivered_uidvalidity, job.kept_mailbox, job.kept_uid, job.kept_uidvalidity, mailbox.account
                    FROM arrival JOIN mailbox ON mailbox.id = arrival.mailbox_id JOIN job ON job.arrival_id = arrival.id
                    WHERE arrival.digest = ? AND job.kind IN ('delivery', 'copy', 'undo')
                    """), arguments: [digest])
        return try rows.filter { $0["id"] != job?.value ?? 0 }.flatMap { row in
            var places: [(Int64, Int64)] = []
            if row["destination_account"] as String? == mailbox.account.rawValue,
                row["destination_mailbox"] as String? == mailbox.mailbox.rawValue
            {
                if let uid: Int64 = row["delivered_uid"], let uidValidity: Int64 = row["delivered_uidvalidity"] {
                    places.append((uidValidity, uid))
                } else if let text: String = row["progress"],
                    let copy = try JSONDecoder().decode(DeliveryProgress.self, from: Data(text.utf8)).copy
                {
                    places.append((Int64(copy.0.value), Int64(copy.1.value)))
                }
            }
            if row["account"] == mailbox.account.rawValue,
                row["kept_mailbox"] as String? == mailbox.mailbox.rawValue,
                let uid: Int64 = row["kept_uid"], let uidValidity: Int64 = row["kept_uidvalidity"]
            {
                places.append((uidValidity, uid))
            }
            return places.compactMap { uidValidity, uid in
                UID(uid).map {
                    Location(
                        mailbox: mailbox, uidValidity: UIDValidity(UInt32(truncatingIfNeeded: uidValidity)), uid: $0)
                }
            }
        }
    }
}

extension DeliveryProgress {
    /// The copy that is confirmed.
    fileprivate var copy: (UIDValidity, UID)? {
        switch self {
        case .copied(let uidValidity, let uid, _), .puttingAway(let uidValidity, let uid, _): (uidValidity, uid)
        case .untouched, .begun, .appending, .returned: nil
        }
    }
}
