import Foundation
import GRDB
public import MailRouting

extension Journal {
    /// What is kept under the number of an arrival.
    public func arrival(_ id: ArrivalID) throws(JournalFault) -> ArrivalLookup {
        try read("arrival \(id)") { try Self.lookUp(id, $0) }
    }

    static func lookUp(_ id: ArrivalID, _ database: Database) throws -> ArrivalLookup {
        if let row = try Row.fetchOne(
            database, sql: "\(Self.keptArrival) WHERE decision.arrival_id = ?", arguments: [id.value])
        {
            return .kept(try Self.kept(row))
        }
        let state = try String.fetchOne(
            database, sql: "SELECT state FROM arrival WHERE id = ?", arguments: [id.value])
        return state.flatMap(ArrivalState.init(rawValue:)).map { .accounted($0) } ?? .unknown
    }

    /// A page of what was recorded at an instant or later, in the order of the numbers.
    ///
    /// Each page is a transaction of its own: whoever reads a year of them keeps no writer waiting and needs the memory
    /// of one page.
    ///
    /// - Parameter last: the last arrival of the page before; nil for the first page.
    /// - Returns: at most `limit`; fewer only at the end.
    public func arrivals(
        since instant: Instant, after last: ArrivalID?, limit: Int
    ) throws(JournalFault) -> [KeptArrival] {
        try read("arrivals") { database in
            try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        \(Self.keptArrival) WHERE decision.arrival_id > ? AND arrival.recorded_at >= ?
                        ORDER BY decision.arrival_id LIMIT ?
                        """),
                arguments: [last?.value ?? 0, instant.milliseconds, limit]
            ).map(Self.kept)
        }
    }

    static let keptArrival = """
        SELECT decision.*, arrival.uid, arrival.size, arrival.internal_date, arrival.discovery, arrival.state,
            arrival.simulation,
            mailbox.account, mailbox.name, mailbox.uidvalidity, header.octets
        FROM decision CROSS JOIN arrival ON arrival.id = decision.arrival_id
            JOIN mailbox ON mailbox.id = arrival.mailbox_id JOIN header ON header.arrival_id = arrival.id
        """

    static func kept(_ row: Row) throws -> KeptArrival {
        let account = AccountName(row["account"] as String)
        guard let uid = UID(row["uid"] as Int64), let state = ArrivalState(rawValue: row["state"]),
            let header: DatabaseBlob = row["octets"]
        else {
            throw DatabaseError(
                resultCode: .SQLITE_CORRUPT, message: "arrival \(row["arrival_id"] as Int64) is incomplete")
        }
        let text: String? = row["attachments"]
        let kept = try text.map(KeptAttachment.decode)
        return KeptArrival(
            id: ArrivalID(row["arrival_id"]),
            location: Location(
                mailbox: MailboxAddress(account: account, mailbox: MailboxName(row["name"] as String)),
                uidValidity: UIDValidity(UInt32(truncatingIfNeeded: row["uidvalidity"] as Int64)), uid: uid),
            state: state, header: header.bytes, size: row["size"],
            language: (row["language"] as String?).flatMap(Language.init(rawValue:)),
            attachments: kept?.attachments, programParts: kept?.programParts ?? [],
            circumstances: Circumstances(
                mailbox: account, arrivedAt: Instant(milliseconds: row["internal_date"]),
                discovery: Discovery(journal: row["discovery"]),
                now: Instant(milliseconds: row["decided_at"]),
                receivingServer: ReceivingServer(authservID: row["authserv_id"], spamField: row["spam_field"]),
                isKnownSender: row["known_sender"],
                simulation: (row["simulation"] as String?).map { SimulationID($0) }),
            decision: try RecordedDecision(row))
    }
}

extension RecordedDecision {
    fileprivate init(_ row: Row) throws {
        guard let priority = Priority(name: row["priority"]) else {
            throw DatabaseError(
                resultCode: .SQLITE_CORRUPT, message: "arrival \(row["arrival_id"] as Int64) has no priority")
        }
        let keywords: String = row["keywords"]
        let copies = try JSONDecoder().decode([String].self, from: Data((row["copies"] as String).utf8))
        let refusal: String? = row["refusal"]
        self.init(
            ruleSet: row["rule_set"], rule: RuleID(row["rule"] as String), ruleLocation: row["rule_location"],
            priority: priority, department: DepartmentName(row["department"] as String),
            folder: (row["folder"] as String?).map { MailboxName($0) },
            keywords: keywords.split(separator: " ").map { Keyword(String($0)) },
            copies: copies.map { DepartmentName($0) },
            template: (row["template"] as String?).map { TemplateName($0) },
            refusal: refusal.map {
                RecordedRefusal(reason: Refusal.Reason(rawValue: $0), words: row["refusal_evidence"] ?? "")
            })
    }
}

/// An attachment, or a part for programs, as the journal's column has it.
struct KeptAttachment: Codable {
    let name: String?
    let type: String
    /// Nil for a part for programs.
    let size: Int?
    /// Of calendar data (RFC 5546): the one parameter of such a part that means something to the gate.
    let method: String?

    static func encode(_ attachments: [Attachment], _ programParts: [MediaType]) throws -> String {
        let kept =
            attachments.map {
                KeptAttachment(name: $0.name, type: $0.type.description, size: $0.size, method: nil)
            }
            + programParts.map {
                KeptAttachment(name: nil, type: $0.description, size: nil, method: $0.parameters["method"])
            }
        return String(decoding: try JSONEncoder().encode(kept), as: UTF8.self)
    }

    static func decode(_ text: String) throws -> (attachments: [Attachment], programParts: [MediaType]) {
        var attachments: [Attachment] = []
        var programParts: [MediaType] = []
        for kept in try JSONDecoder().decode([KeptAttachment].self, from: Data(text.utf8)) {
            let parts = kept.type.split(separator: "/", maxSplits: 1).map(String.init)
            let type = MediaType(
                type: parts.first ?? "", subtype: parts.count > 1 ? parts[1] : "",
                parameters: kept.method.map { ["method": $0] } ?? [:])
            if let size = kept.size {
                attachments.append(Attachment(name: kept.name, type: type, size: size))
            } else {
                programParts.append(type)
            }
        }
        return (attachments, programParts)
    }
}
