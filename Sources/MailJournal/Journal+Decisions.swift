import GRDB
public import MailRouting

/// A decision together with what it means in jobs.
public struct DecidedArrival: Sendable {
    public let id: ArrivalID
    public let decision: Decision
    /// The rule set that decided (`RuleSet.version`).
    public let ruleSet: String
    public let source: MailboxAddress
    public let destination: MailboxAddress
    public let acknowledgement: PlannedAcknowledgement?

    public init(
        id: ArrivalID, decision: Decision, ruleSet: String, source: MailboxAddress, destination: MailboxAddress,
        acknowledgement: PlannedAcknowledgement?
    ) {
        self.id = id
        self.decision = decision
        self.ruleSet = ruleSet
        self.source = source
        self.destination = destination
        self.acknowledgement = acknowledgement
    }
}

/// What an acknowledgement job needs besides the decision.
public struct PlannedAcknowledgement: Sendable {
    /// The same for every copy of one mail (its Message-ID and sender): at most one acknowledgement for each.
    public let messageKey: String
    public let messageID: MessageID
    public init(messageKey: String, messageID: MessageID) {
        self.messageKey = messageKey
        self.messageID = messageID
    }
}

extension Journal {
    /// Transaction 2: writes the decisions and one job for each action, both or neither.
    ///
    /// Whether an acknowledgement repeats one that was written before is known only here, so what is returned are the
    /// decisions as they stand in the journal: with `.refused` where history says no.
    public func commit(_ decided: [DecidedArrival], now: Instant) throws(JournalFault) -> [Decision] {
        try write("commit decisions") { database in
            try decided.map { item in
                let decision = try withHistory(item, now: now, database)
                try insert(decision, item, now: now, database)
                let delivery = try insertDelivery(decision, item, now: now, database)
                if case .send(let template, let language, let recipient) = decision.acknowledgement,
                    let planned = item.acknowledgement
                {
                    try database.cachedStatement(
                        sql: """
                            INSERT INTO job (arrival_id, kind, lane, state, priority, rank, due, created_at,
                                depends_on, department, message_key, template, language, recipient_name,
                                recipient_local, recipient_domain, recipient_key, message_id)
                            VALUES (?, 'acknowledgement', '', ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                            """
                    ).execute(arguments: [
                        item.id.value, delivery == nil ? "pending" : "waiting", decision.priority.rawValue,
                        Self.rank(decision.priority, now), now.milliseconds, delivery?.value,
                        decision.department.rawValue, planned.messageKey, template.rawValue, language.rawValue,
                        recipient.displayName, recipient.localPart, recipient.domain, recipient.key,
                        planned.messageID.rawValue,
                    ])
                }
                return decision
            }
        }
    }

    private func withHistory(_ item: DecidedArrival, now: Instant, _ database: Database) throws -> Decision {
        guard case .send(let template, _, let recipient) = item.decision.acknowledgement,
            let planned = item.acknowledgement
        else { return item.decision }
        let repeated = try Int.fetchOne(
            database.cachedStatement(sql: "SELECT 1 FROM job WHERE message_key = ?"), arguments: [planned.messageKey])
        if repeated != nil {
            return item.decision.refusing(
                template, Refusal(.duplicate, "this message was acknowledged already", source: "one for each message"))
        }
        let recent =
            try Int.fetchOne(
                database.cachedStatement(
                    sql: "SELECT count(*) FROM job WHERE recipient_key = ? AND created_at > ?"),
                arguments: [recipient.key, (now - Limits.senderWindow).milliseconds]) ?? 0
        guard recent < Limits.acknowledgementsPerSender else {
            return item.decision.refusing(
                template,
                Refusal(
                    .senderWindow, "\(recent) acknowledgements to this sender within 24 hours",
                    source: "RFC 5230 section 4.2"))
        }
        return item.decision
    }

    private func insert(_ decision: Decision, _ item: DecidedArrival, now: Instant, _ database: Database) throws {
        var template: String?
        var refusal: Refusal?
        switch decision.acknowledgement {
        case .send(let name, _, _): template = name.rawValue
        case .refused(let name, let why):
            template = name.rawValue
            refusal = why
        case .notAsked: break
        }
        try database.cachedStatement(
            sql: """
                INSERT INTO decision (arrival_id, decided_at, rule_set, rule, rule_location, priority, department,
                    folder, language, keywords, template, refusal, refusal_evidence)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            item.id.value, now.milliseconds, item.ruleSet, decision.rule.rawValue, decision.ruleLocation.short,
            decision.priority.name, decision.department.rawValue, decision.folder?.rawValue,
            decision.language?.rawValue, Self.text(decision.keywords), template, refusal?.reason.rawValue,
            refusal?.description,
        ])
    }

    /// Nil when the message already is where it belongs.
    private func insertDelivery(
        _ decision: Decision, _ item: DecidedArrival, now: Instant, _ database: Database
    ) throws -> JobID? {
        let stays = item.source == item.destination && decision.keywords.isEmpty
        try database.cachedStatement(sql: "UPDATE arrival SET state = ? WHERE id = ?").execute(
            arguments: [stays ? ArrivalState.kept.rawValue : ArrivalState.routing.rawValue, item.id.value])
        if stays { return nil }
        try database.cachedStatement(
            sql: """
                INSERT INTO job (arrival_id, kind, lane, state, priority, rank, due, created_at, department,
                    destination_account, destination_mailbox, keywords)
                VALUES (?, 'delivery', ?, 'pending', ?, ?, 0, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            item.id.value, item.source.account.rawValue, decision.priority.rawValue,
            Self.rank(decision.priority, now), now.milliseconds, decision.department.rawValue,
            item.destination.account.rawValue,
            item.destination.mailbox.rawValue, Self.text(decision.keywords),
        ])
        return JobID(database.lastInsertedRowID)
    }

    /// Where a job stands in its queue, lowest first: as if it had been made earlier by the ageing of its class. The
    /// order of two jobs never changes with time, so an index can hold it.
    private static func rank(_ priority: Priority, _ created: Instant) -> Int64 {
        (created - Interval(milliseconds: Limits.ageingPerClass.milliseconds * Int64(priority.rawValue))).milliseconds
    }

    static func text(_ keywords: [Keyword]) -> String { keywords.map(\.rawValue).joined(separator: " ") }
}

extension Decision {
    /// The same decision with its acknowledgement refused: the gate may only ever suppress.
    fileprivate func refusing(_ template: TemplateName, _ refusal: Refusal) -> Decision {
        Decision(
            priority: priority, department: department, folder: folder, rule: rule, ruleLocation: ruleLocation,
            acknowledgement: .refused(template, refusal), keywords: keywords, language: language)
    }
}
