import Foundation
import GRDB
public import MailRouting

/// A decision together with what it means in jobs.
public struct DecidedArrival: Sendable {
    public let id: ArrivalID
    public let decision: Decision
    /// What it rested on besides the header: kept, so that it can be made again.
    public let circumstances: Circumstances
    /// What came with the message; nil when nobody read it.
    public let attachments: [Attachment]?
    /// The parts for programs, which the gate looks at where they were read.
    public let programParts: [MediaType]
    /// The rule set that decided (`RuleSet.version`).
    public let ruleSet: String
    public let source: MailboxAddress
    public let destination: MailboxAddress
    /// One for each place besides the destination.
    public let copies: [PlannedCopy]
    public let acknowledgement: PlannedAcknowledgement?
    /// What it may say about an acknowledgement of ours.
    public let response: AcknowledgementResponse?
    /// Only the decision is written: there are no jobs.
    public let isObserved: Bool

    public init(
        id: ArrivalID, decision: Decision, circumstances: Circumstances, attachments: [Attachment]? = nil,
        programParts: [MediaType] = [], ruleSet: String, source: MailboxAddress, destination: MailboxAddress,
        copies: [PlannedCopy] = [], acknowledgement: PlannedAcknowledgement?,
        response: AcknowledgementResponse? = nil, isObserved: Bool = false
    ) {
        self.id = id
        self.isObserved = isObserved
        self.decision = decision
        self.circumstances = circumstances
        self.attachments = attachments
        self.programParts = programParts
        self.ruleSet = ruleSet
        self.source = source
        self.destination = destination
        self.copies = copies
        self.acknowledgement = acknowledgement
        self.response = response
    }
}

/// Where a further copy goes.
public struct PlannedCopy: Sendable, Equatable {
    public let department: DepartmentName
    public let destination: MailboxAddress
    public init(department: DepartmentName, destination: MailboxAddress) {
        self.department = department
        self.destination = destination
    }
}

/// What an acknowledgement job needs besides the decision.
public struct PlannedAcknowledgement: Sendable {
    /// The same for every copy of one mail (its Message-ID and sender): at most one acknowledgement for each.
    public let messageKey: String
    public let messageID: MessageID
    /// As `Message.windowSubject` gives it.
    public let subject: String
    /// As `Message.threadIdentifiers` gives them.
    public let thread: [MessageID]
    /// Whom it counts for in the windows; nil for the recipient.
    public let identity: SenderIdentity?
    public init(
        messageKey: String, messageID: MessageID, subject: String = "", thread: [MessageID] = [],
        identity: SenderIdentity? = nil
    ) {
        self.identity = identity
        self.messageKey = messageKey
        self.messageID = messageID
        self.subject = subject
        self.thread = thread
    }
}

extension Journal {
    /// Transaction 2: writes the decisions and one job for each action, both or neither; no job about what is only
    /// observed.
    ///
    /// Whether an acknowledgement repeats one that was written before is known only here, so what is returned are the
    /// decisions as they stand in the journal: with `.refused` where history says no.
    public func commit(
        _ decided: [DecidedArrival], windows: AcknowledgementWindows = AcknowledgementWindows(), now: Instant
    ) throws(JournalFault) -> [Decision] {
        try write("commit decisions") { database in
            try recordResponses(decided, now: now, database)
            return try decided.map { item in
                if item.isObserved {
                    try insert(item.decision, item, now: now, database)
                    try setState(.observed, of: item, database)
                    return item.decision
                }
                let decision = try withHistory(item, windows, now: now, database)
                try insert(decision, item, now: now, database)
                let delivery = try insertDeliveries(decision, item, now: now, database)
                if case .send(let template, let language, let recipient) = decision.acknowledgement,
                    let planned = item.acknowledgement
                {
                    let identity = planned.identity ?? SenderIdentity(recipient)
                    try database.cachedStatement(
                        sql: """
                            INSERT INTO job (arrival_id, kind, lane, state, priority, rank, due, created_at,
                                depends_on, department, message_key, template, language, recipient_name,
                                recipient_local, recipient_domain, recipient_key, message_id, sender_key, domain_key,
                                subject_key, simulated)
                            VALUES (?, 'acknowledgement', '', ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                            """
                    ).execute(arguments: [
                        item.id.value, delivery == nil ? "pending" : "waiting", decision.priority.rawValue,
                        QueueOrder.rank(decision.priority, created: now).milliseconds,
                        now.milliseconds, delivery?.value,
                        decision.department.rawValue, planned.messageKey, template.rawValue, language.rawValue,
                        recipient.displayName, recipient.localPart, recipient.domain, recipient.key,
                        planned.messageID.rawValue, identity.sender, identity.domain, planned.subject,
                        item.circumstances.simulation != nil,
                    ])
                    try Self.insertThread(of: planned, job: database.lastInsertedRowID, database)
                }
                return decision
            }
        }
    }

    private func withHistory(
        _ item: DecidedArrival, _ windows: AcknowledgementWindows, now: Instant, _ database: Database
    ) throws -> Decision {
        guard case .send(let template, _, let recipient) = item.decision.acknowledgement,
            let planned = item.acknowledgement
        else { return item.decision }
        let repeated = try Int.fetchOne(
            database.cachedStatement(sql: "SELECT 1 FROM job WHERE message_key = ?"), arguments: [planned.messageKey])
        if repeated != nil {
            return item.decision.refusing(
                template, Refusal(.duplicate, "this message was acknowledged already", source: "one for each message"))
        }
        let candidate = AcknowledgementCandidate(
            recipient: recipient, department: item.decision.department, subject: planned.subject,
            identity: planned.identity)
        let refusal = try queueRefusal(candidate, planned.thread, windows, now: now, database)
        return refusal.map { item.decision.refusing(template, $0) } ?? item.decision
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
                    folder, language, keywords, copies, template, refusal, refusal_evidence, known_sender,
                    authserv_id, spam_field, simulated, attachments)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            item.id.value, now.milliseconds, item.ruleSet, decision.rule.rawValue, decision.ruleLocation.short,
            decision.priority.name, decision.department.rawValue, decision.folder?.rawValue,
            decision.language?.rawValue, Self.text(decision.keywords), try Self.json(decision.copies.map(\.rawValue)),
            template, refusal?.reason.rawValue,
            refusal?.description, item.circumstances.isKnownSender, item.circumstances.receivingServer.authservID,
            item.circumstances.receivingServer.spamField, item.circumstances.simulation != nil,
            try item.attachments.map { try KeptAttachment.encode($0, item.programParts) },
        ])
    }

    /// The copies and the delivery, which waits for them: it takes their source away.
    ///
    /// - Returns: the delivery; nil when the message already is where it belongs.
    private func insertDeliveries(
        _ decision: Decision, _ item: DecidedArrival, now: Instant, _ database: Database
    ) throws -> JobID? {
        let stays = item.source == item.destination && decision.keywords.isEmpty
        try setState(stays ? .kept : .routing, of: item, database)
        let insert = try database.cachedStatement(
            sql: """
                INSERT INTO job (arrival_id, kind, lane, state, priority, rank, due, created_at, department,
                    destination_account, destination_mailbox, keywords, simulated)
                VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?)
                """)
        func add(_ kind: JobKind, _ state: String, _ department: DepartmentName, _ place: MailboxAddress) throws {
            try insert.execute(arguments: [
                item.id.value, kind.rawValue, item.source.account.rawValue, state, decision.priority.rawValue,
                QueueOrder.rank(decision.priority, created: now).milliseconds, now.milliseconds, department.rawValue,
                place.account.rawValue,
                place.mailbox.rawValue, Self.text(decision.keywords), item.circumstances.simulation != nil,
            ])
        }
        for copy in item.copies { try add(.copy, "pending", copy.department, copy.destination) }
        if stays { return nil }
        try add(.delivery, item.copies.isEmpty ? "pending" : "waiting", decision.department, item.destination)
        return JobID(database.lastInsertedRowID)
    }

    private func setState(_ state: ArrivalState, of item: DecidedArrival, _ database: Database) throws {
        try database.cachedStatement(sql: "UPDATE arrival SET state = ? WHERE id = ?").execute(
            arguments: [state.rawValue, item.id.value])
    }

    static func text(_ keywords: [Keyword]) -> String { keywords.map(\.rawValue).joined(separator: " ") }

    /// Texts that may hold anything, as one column.
    static func json(_ texts: [String]) throws -> String {
        texts.isEmpty ? "[]" : String(decoding: try JSONEncoder().encode(texts), as: UTF8.self)
    }
}

extension Decision {
    /// The same decision with its acknowledgement refused: the gate may only ever suppress.
    fileprivate func refusing(_ template: TemplateName, _ refusal: Refusal) -> Decision {
        Decision(
            priority: priority, department: department, folder: folder, rule: rule, ruleLocation: ruleLocation,
            acknowledgement: .refused(template, refusal), keywords: keywords, copies: copies, language: language)
    }
}
