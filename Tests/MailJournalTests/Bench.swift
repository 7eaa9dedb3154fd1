import Foundation
import MailJournal
import MailRouting
import Testing

/// A journal in a folder of its own, with the few moves the tests repeat.
struct Bench {
    let folder: URL
    let path: String
    let journal: Journal
    static let start = Instant(seconds: 1_800_000_000)
    static let info = MailboxAddress(account: "info", mailbox: .inbox)
    static let support = MailboxAddress(account: "support", mailbox: .inbox)
    static let sameAccount = MailboxAddress(account: "info", mailbox: "Support")

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("mailroom-journal-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appendingPathComponent("journal.sqlite").path
        journal = try Journal(path: path)
    }

    /// Removes the folder after `body`, also when it throws.
    static func run(_ body: (Bench) async throws -> Void) async throws {
        let bench = try Bench()
        defer { try? FileManager.default.removeItem(at: bench.folder) }
        try await body(bench)
    }

    /// The same file as another process finds it.
    func reopened() throws -> Journal { try Journal(path: path) }

    func contact(
        _ address: MailboxAddress = info, validity: UInt32 = 1, next: Int = 1, backlog: Backlog = .ignore,
        now: Instant = start
    ) async throws -> WatchedMailbox {
        try await journal.contact(
            address,
            MailboxStatus(uidValidity: UIDValidity(validity), uidNext: try #require(UID(next)), exists: 0),
            backlog: backlog, now: now)
    }

    /// One arrival whose content is named by `content`, a second after the first contact unless said otherwise.
    static func arrival(
        _ uid: Int, in mailbox: WatchedMailbox, content: String? = nil, date: Instant = start + .seconds(1),
        header: [UInt8]? = nil
    ) throws -> Arrival {
        Arrival(
            location: Location(
                mailbox: mailbox.address, uidValidity: mailbox.uidValidity, uid: try #require(UID(uid))),
            fingerprint: Fingerprint(digest: content ?? "\(mailbox.address) \(uid)", size: 1000), internalDate: date,
            flags: ["\\Seen", "$Important"], header: header ?? Array("Subject: \(uid)\r\n\r\n".utf8))
    }

    @discardableResult
    func record(
        _ arrivals: [Arrival], in mailbox: WatchedMailbox, backlog: Backlog = .ignore, now: Instant = start
    ) async throws -> [RecordedArrival] {
        let last = try #require(arrivals.map(\.location.uid).max())
        return try await journal.record(arrivals, in: mailbox, watermark: last, backlog: backlog, now: now)
    }

    func record(_ uids: ClosedRange<Int>, in mailbox: WatchedMailbox) async throws -> [RecordedArrival] {
        try await record(uids.map { try Self.arrival($0, in: mailbox) }, in: mailbox)
    }

    /// A decision for one arrival; `key` asks for an acknowledgement.
    static func decided(
        _ recorded: RecordedArrival, to destination: MailboxAddress = support, key: String? = nil,
        priority: Priority = .normal, keywords: [Keyword] = [], copies: [MailboxAddress] = [],
        recipient: String = "customer", domain: String? = nil, subject: String? = nil, thread: [MessageID] = [],
        attachments: [MailRouting.Attachment]? = nil, response: AcknowledgementResponse? = nil
    ) -> DecidedArrival {
        DecidedArrival(
            id: recorded.id,
            decision: Decision(
                priority: priority, department: "support", folder: nil, rule: "quality",
                ruleLocation: SourceLocation(file: "rules/quality.yaml", line: 3, column: 5),
                acknowledgement: key == nil
                    ? .notAsked
                    : .send(
                        "quality_complaint", .german,
                        to: Address(
                            displayName: "Ana Ö.", localPart: recipient,
                            // Each in a domain of its own, so that only those tests have a full one that want it.
                            domain: domain ?? "\(recipient).example")),
                keywords: keywords, copies: copies.map { DepartmentName("\($0)") }, language: .german),
            circumstances: Circumstances(
                mailbox: recorded.arrival.location.mailbox.account, arrivedAt: recorded.arrival.internalDate,
                discovery: recorded.discovery, now: start,
                receivingServer: ReceivingServer(authservID: "mx.us.example"),
                isKnownSender: true),
            attachments: attachments, ruleSet: "v1", source: recorded.arrival.location.mailbox,
            destination: destination,
            copies: copies.map { PlannedCopy(department: DepartmentName("\($0)"), destination: $0) },
            acknowledgement: key.map {
                PlannedAcknowledgement(
                    messageKey: $0, messageID: MessageID("\($0)@us.example"), subject: subject ?? $0, thread: thread)
            }, response: response)
    }

    @discardableResult
    func settle(
        _ job: JobID, _ outcome: Outcome, now: Instant = start, random: Double = 0.5
    ) async throws -> JobState {
        try #require(
            try await journal.settle([Settlement(job: job, outcome: outcome, random: random)], now: now).first)
    }

    /// Claims the one delivery there is and settles it.
    @discardableResult
    func deliver(
        from account: AccountName = "info", as outcome: Outcome, now: Instant = start
    ) async throws -> JobState {
        let job = try #require(try await journal.claimDeliveries(from: account, limit: 1, now: now).first)
        return try await settle(job.id, outcome, now: now)
    }

    static func delivered(_ address: MailboxAddress = support, validity: UInt32 = 7, uid: Int) throws -> Outcome {
        .completed(
            .delivered(
                Location(mailbox: address, uidValidity: UIDValidity(validity), uid: try #require(UID(uid)))))
    }

    func claimAcknowledgement(
        now: Instant = start, limits: RateLimits = RateLimits(), on host: SubmissionHostName = "main"
    ) async throws -> Job? {
        guard case .job(let job) = try await journal.claimAcknowledgement(on: host, limits: limits, now: now) else {
            return nil
        }
        return job
    }

    static let fault = Fault(host: "mail.example.test:587", command: "DATA", replyCode: 451, cause: "busy")
}

extension Job {
    var delivery: Delivery? { if case .deliver(let delivery) = work { delivery } else { nil } }
    var acknowledgement: Acknowledgement? {
        if case .acknowledge(let acknowledgement) = work { acknowledgement } else { nil }
    }
}

/// The kind of the fault that `body` ends with; nil when it ends well.
func faultKind(_ body: () async throws(JournalFault) -> Void) async -> JournalFault.Kind? {
    do {
        try await body()
        return nil
    } catch { return error.kind }
}

/// With a wall clock nobody sets, unless a test does, and an account for each host.
extension Journal {
    func claimAcknowledgement(
        on host: SubmissionHostName, limits: RateLimits, windows: AcknowledgementWindows = AcknowledgementWindows(),
        now: Instant
    ) throws(JournalFault) -> AcknowledgementClaim {
        try claimAcknowledgement(
            on: host, of: SubmissionAccount(host: host.rawValue, userName: "us"), limits: limits, windows: windows,
            at: ClockReading(now))
    }

    func nextAcknowledgement(
        on host: SubmissionHostName, limits: RateLimits, now: Instant
    ) throws(JournalFault) -> Instant? {
        try nextAcknowledgement(
            on: host, of: SubmissionAccount(host: host.rawValue, userName: "us"), limits: limits,
            at: ClockReading(now))
    }

    func settle(_ settlements: [Settlement], now: Instant) throws(JournalFault) -> [JobState] {
        try settle(settlements, at: ClockReading(now))
    }

    func rescue(now: Instant) throws(JournalFault) -> Int { try rescue(at: ClockReading(now)) }
}

extension ClockReading {
    init(_ now: Instant) { self.init(wall: now, steady: Interval(milliseconds: now.milliseconds)) }
}
