import GRDB
public import MailRouting

/// How many decisions sent mail to a department in one hour.
public struct FlowCount: Sendable, Equatable {
    public let hour: Instant
    public let department: DepartmentName
    public let count: Int
}

/// The steps one decided message has taken, with their instants.
public struct WalkedSteps: Sendable, Equatable {
    public let account: AccountName
    public let department: DepartmentName
    public let rule: RuleID
    /// The template the rules asked for; nil for none.
    public let template: TemplateName?
    /// Why it is not sent, by stable name; nil when it is.
    public let refusal: String?
    /// INTERNALDATE, to the second; nil for what was there before the agent.
    public let arrivedAt: Instant?
    public let decidedAt: Instant
    /// Confirmed at its department.
    public let routedAt: Instant?
    /// Accepted by a submission host.
    public let acknowledgedAt: Instant?
}

extension StatusJournal {
    /// What of real mail went to each department, by hours that begin at whole hours after `start`.
    public func flow(since start: Instant) throws(JournalFault) -> [FlowCount] {
        try read("flow") { database in
            try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT (decided_at - ?1) / 3600000 AS hour, department, count(*) AS n
                        FROM decision WHERE decided_at >= ?1 AND simulated = 0 GROUP BY hour, department ORDER BY hour
                        """), arguments: [start.milliseconds]
            ).map { row in
                FlowCount(
                    hour: start + .hours(row["hour"]), department: DepartmentName(row["department"] as String),
                    count: row["n"])
            }
        }
    }

    /// The newest decisions since an instant about real mail, or about simulated mail, at most `Limits.statusSample`, and
    /// whether there were more.
    public func steps(
        since start: Instant, simulated: Bool = false
    ) throws(JournalFault) -> (steps: [WalkedSteps], isCut: Bool) {
        try read("steps") { database in
            let rows = try Row.fetchCursor(
                database.cachedStatement(
                    sql: """
                        SELECT decision.decided_at, decision.department, decision.rule, decision.template,
                            decision.refusal, arrival.internal_date, arrival.discovery, mailbox.account,
                            delivery.settled_at AS routed_at, delivery.state AS delivery_state,
                            acknowledgement.sent_at, acknowledgement.state AS acknowledgement_state
                        FROM decision CROSS JOIN arrival ON arrival.id = decision.arrival_id
                            JOIN mailbox ON mailbox.id = arrival.mailbox_id
                            LEFT JOIN job AS delivery ON delivery.arrival_id = decision.arrival_id
                                AND delivery.kind = 'delivery'
                            LEFT JOIN job AS acknowledgement ON acknowledgement.arrival_id = decision.arrival_id
                                AND acknowledgement.kind = 'acknowledgement'
                        WHERE decision.decided_at >= ? AND decision.simulated = ?
                        ORDER BY decision.decided_at DESC LIMIT ?
                        """), arguments: [start.milliseconds, simulated, Limits.statusSample + 1])
            var steps: [WalkedSteps] = []
            while let row = try rows.next() {
                if steps.count == Limits.statusSample { return (steps, true) }
                steps.append(Self.steps(row))
            }
            return (steps, false)
        }
    }

    private static func steps(_ row: Row) -> WalkedSteps {
        func instant(_ column: String, when isMeant: Bool) -> Instant? {
            isMeant ? (row[column] as Int64?).map(Instant.init(milliseconds:)) : nil
        }
        return WalkedSteps(
            account: AccountName(row["account"] as String), department: DepartmentName(row["department"] as String),
            rule: RuleID(row["rule"] as String), template: (row["template"] as String?).map { TemplateName($0) },
            refusal: row["refusal"],
            arrivedAt: instant("internal_date", when: row["discovery"] as String == "arrival"),
            decidedAt: Instant(milliseconds: row["decided_at"]),
            routedAt: instant("routed_at", when: row["delivery_state"] as String? == "done"),
            acknowledgedAt: instant("sent_at", when: row["acknowledgement_state"] as String? == "done"))
    }
}
