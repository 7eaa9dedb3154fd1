import GRDB
public import MailRouting

/// Which decisions a page is about.
public struct DecisionFilter: Sendable, Equatable {
    /// Nothing that was decided before.
    public var since: Instant
    /// Only those of this department; nil: of all.
    public var department: DepartmentName?
    /// Only those by this line; nil: by any.
    public var rule: RuleID?
    /// Only those about simulated mail, or only those about real mail; nil: about either.
    public var isSimulated: Bool?
    public init(
        since: Instant, department: DepartmentName? = nil, rule: RuleID? = nil, isSimulated: Bool? = nil
    ) {
        self.isSimulated = isSimulated
        self.since = since
        self.department = department
        self.rule = rule
    }
}

/// Where a page of decisions ended: the next one begins after it.
public struct DecisionCursor: Sendable, Equatable {
    public let decidedAt: Instant
    public let arrival: ArrivalID
    public init(decidedAt: Instant, arrival: ArrivalID) {
        self.decidedAt = decidedAt
        self.arrival = arrival
    }
}

extension StatusJournal {
    /// Decisions, the newest first.
    ///
    /// A page looks at a bounded number of decisions, so one about a rare rule may be short, or empty, and not the last.
    ///
    /// - Returns: at most `limit`, and where the next page begins; nil at the end.
    public func decisions(
        _ filter: DecisionFilter, after cursor: DecisionCursor?, limit: Int
    ) throws(JournalFault) -> (page: [KeptArrival], next: DecisionCursor?) {
        try read("decisions") { database in
            var found: [Int64] = []
            var last: DecisionCursor?
            var looked = 0
            let rows = try Row.fetchCursor(
                database.cachedStatement(
                    sql: """
                        SELECT arrival_id, decided_at, department, rule, simulated FROM decision
                        WHERE decided_at >= ?1 AND decided_at <= ?2 AND (decided_at < ?2 OR arrival_id < ?3)
                        ORDER BY decided_at DESC, arrival_id DESC
                        """),
                arguments: [
                    filter.since.milliseconds, cursor?.decidedAt.milliseconds ?? .max, cursor?.arrival.value ?? .max,
                ])
            var isAtEnd = true
            while let row = try rows.next() {
                looked += 1
                let id: Int64 = row["arrival_id"]
                last = DecisionCursor(decidedAt: Instant(milliseconds: row["decided_at"]), arrival: ArrivalID(id))
                if filter.department.map({ $0.rawValue == row["department"] as String }) ?? true,
                    filter.rule.map({ $0.rawValue == row["rule"] as String }) ?? true,
                    filter.isSimulated.map({ $0 == row["simulated"] as Bool }) ?? true
                {
                    found.append(id)
                }
                if found.count == limit || looked == Limits.statusSearch {
                    isAtEnd = try rows.next() == nil
                    break
                }
            }
            let page = try found.compactMap { id in
                try Row.fetchOne(
                    database.cachedStatement(sql: "\(Journal.keptArrival) WHERE decision.arrival_id = ?"),
                    arguments: [id]
                ).map(Journal.kept)
            }
            return (page, isAtEnd ? nil : last)
        }
    }

    /// What is kept under the number of an arrival.
    public func arrival(_ id: ArrivalID) throws(JournalFault) -> ArrivalLookup {
        try read("arrival \(id)") { try Journal.lookUp(id, $0) }
    }
}
