import Foundation
import MailAgent
import MailJournal
import MailRouting
import MailStatus
import MailTransport
import Synchronization
import Testing

/// A status server on a port of its own, beside a journal that a test writes into.
struct StatusRig: Sendable {
    static let token = "a-token-of-some-length"
    let journal: Journal
    let pulse: AgentPulse
    let clock: HandClock
    let port: UInt16
    let folder: URL
    let readiness: TestReadiness

    /// Runs `body` with a server; both are gone afterwards.
    static func run(
        token: String? = token, ticking: Bool = false, reload: (@Sendable () async -> StatusActions.Reloaded)? = nil,
        _ body: @escaping @Sendable (StatusRig) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "mailroom-status-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("journal.sqlite").path
        let journal = try Journal(path: path)
        let clock = HandClock(isTicking: ticking)
        let configuration = Self.configuration
        let pulse = AgentPulse(configuration, now: clock.timekeeper.now)
        let rules = RuleBook(try Self.router(), configuration)
        let readiness = TestReadiness()
        let (ports, found) = AsyncStream<UInt16>.makeStream()
        let service = StatusService(
            StatusSettings(port: 0), token: token,
            sources: StatusSources(
                inForce: { rules.inForce }, readiness: { readiness.now },
                message: { MessageParser.parse(header: $0.header, textPreview: nil, size: $0.size) }),
            actions: StatusActions(journal, reload: reload), journal: try StatusJournal(path: path), pulse: pulse,
            time: clock.timekeeper
        ) { notice in
            if case .listening(_, let port, _) = notice { found.yield(port) }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await service.run() }
            let port = try #require(await ports.first { _ in true })
            try await body(
                StatusRig(
                    journal: journal, pulse: pulse, clock: clock, port: port, folder: folder, readiness: readiness))
            group.cancelAll()
        }
    }

    static let info = MailboxAddress(account: "info", mailbox: .inbox)
    static let support = MailboxAddress(account: "support", mailbox: .inbox)

    static var configuration: MailRouting.Configuration {
        let server = ServerSettings(
            host: "mail.buttons.test", port: 993, tls: .implicit, caFile: nil, authentication: .plain,
            userName: "info@buttons.test", secret: .environment("NONE"))
        let address = Address(localPart: "info", domain: "buttons.test")
        return MailRouting.Configuration(
            accounts: [
                Account(
                    name: "info", address: address, aliases: [], server: server, watch: [.inbox], backlog: .ignore,
                    pollInterval: .minutes(2))
            ],
            departments: ["info", "support"].map {
                Department(
                    name: DepartmentName($0), destination: MailboxAddress(account: AccountName($0), mailbox: .inbox),
                    sender: address)
            },
            submissionHosts: [
                SubmissionHost(name: "main", server: server, ehloName: "room.buttons.test", limits: RateLimits())
            ],
            acknowledgements: AcknowledgementSettings(
                enabled: true, courtesy: .standard, defaultLanguage: .english, maximumAge: .days(3)),
            delivery: DeliverySettings(source: .keep(under: "Routed"), maximumSize: 1_000_000),
            status: StatusSettings(port: 0), stateFolder: "", rulesFolder: "", templatesFolder: "")
    }

    private static func router() throws -> Router {
        let here = SourceLocation(file: "rules/main.yaml", line: 3, column: 5)
        let complaint = Condition.text(
            TextCondition(field: .subject, match: .word, terms: ["Reklamation"], list: nil, location: here))
        func line(_ id: RuleID, _ department: DepartmentName, _ condition: Condition?, _ template: TemplateName?)
            -> RouteLine
        {
            RouteLine(
                id: id, condition: condition, department: department, folder: nil,
                acknowledge: AcknowledgementRule(otherwise: template), location: here)
        }
        return try Router(
            ruleSet: RuleSet(
                version: "rules-of-the-rig", defaultPriority: .normal, priorityLines: [],
                routes: [.line(line("quality", "support", complaint, "quality_complaint"))],
                otherwise: line("fallback", "info", nil, nil), also: [], examples: []),
            gate: GatePolicy(ownAddresses: ["info@buttons.test"], maximumAge: .days(3), loopToken: "rig"),
            defaultLanguage: .english)
    }

    // MARK: What happens

    /// A message arrives with these subjects, is decided, and its jobs are made; returns the numbers of the arrivals.
    @discardableResult
    func arrive(
        _ subjects: [String], from uid: Int = 1, acknowledged: Bool = true, refusal: Refusal? = nil
    ) async throws -> [ArrivalID] {
        let now = clock.timekeeper.now()
        let mailbox = try await journal.contact(
            Self.info, MailboxStatus(uidValidity: UIDValidity(1), uidNext: .first, exists: 0), backlog: .ignore,
            now: now)
        let arrivals = try subjects.enumerated().map { place, subject in
            Arrival(
                location: Location(
                    mailbox: Self.info, uidValidity: UIDValidity(1), uid: try #require(UID(uid + place))),
                fingerprint: Fingerprint(digest: "\(uid + place)", size: 900), internalDate: now, flags: [],
                header: Array("From: Ana <ana@customer.example>\r\nSubject: \(subject)\r\n\r\n".utf8))
        }
        let last = try #require(arrivals.last?.location.uid)
        let recorded = try await journal.record(arrivals, in: mailbox, watermark: last, backlog: .ignore, now: now)
        let decided = recorded.map { item in decision(item, acknowledged: acknowledged, refusal, now: now) }
        let decisions = try await journal.commit(decided, now: now)
        for (item, decision) in zip(recorded, decisions) {
            pulse.note(.decided(item.id, item.arrival.location, decision, destination: Self.support))
        }
        return recorded.map(\.id)
    }

    private func decision(
        _ item: RecordedArrival, acknowledged: Bool, _ refusal: Refusal?, now: Instant
    ) -> DecidedArrival {
        let key = "\(item.id)@customer.example"
        let acknowledgement: AcknowledgementDecision =
            if let refusal { .refused("quality_complaint", refusal) } else if acknowledged {
                .send(
                    "quality_complaint", .german, to: Address(localPart: "ana\(item.id)", domain: "c\(item.id).example")
                )
            } else { .notAsked }
        return DecidedArrival(
            id: item.id,
            decision: Decision(
                priority: .high, department: "support", folder: nil, rule: "quality",
                ruleLocation: SourceLocation(file: "rules/main.yaml", line: 3, column: 5),
                acknowledgement: acknowledgement, keywords: [], copies: [], language: .german),
            circumstances: Circumstances(
                mailbox: "info", arrivedAt: item.arrival.internalDate, discovery: item.discovery, now: now,
                receivingServer: .unknown, isKnownSender: nil),
            ruleSet: "rules-of-the-rig", source: Self.info, destination: Self.support,
            acknowledgement: acknowledged && refusal == nil
                ? PlannedAcknowledgement(messageKey: key, messageID: MessageID(key), subject: key, thread: []) : nil)
    }

    /// Every delivery is confirmed; acknowledgements are due then.
    func deliverAll() async throws {
        let now = clock.timekeeper.reading()
        let newest = try await journal.newestJob()
        var uid = 100
        while true {
            let jobs = try await journal.claimDeliveries(from: "info", upTo: newest, limit: 1000, now: now.wall)
            if jobs.isEmpty { return }
            let settlements = try jobs.map { job in
                uid += 1
                let place = Location(
                    mailbox: Self.support, uidValidity: UIDValidity(7), uid: try #require(UID(uid)))
                return Settlement(job: job.id, outcome: .completed(.delivered(place)), random: 0.5)
            }
            _ = try await journal.settle(settlements, at: now)
        }
    }

    /// The next acknowledgement is claimed and comes to this end.
    func acknowledge(_ outcome: Outcome) async throws {
        let now = clock.timekeeper.reading()
        let host = Self.configuration.submissionHosts[0]
        let claim = try await journal.claimAcknowledgement(
            on: host.name, of: host.account, limits: RateLimits(perMinute: 100, perHour: 100),
            windows: AcknowledgementWindows(), at: now)
        guard case .job(let job) = claim else { throw RigFault.nothingDue }
        _ = try await journal.settle([Settlement(job: job.id, outcome: outcome, random: 0.5)], at: now)
    }

    func watch() {
        pulse.note(
            .watching(Self.info, MailboxStatus(uidValidity: UIDValidity(1), uidNext: .first, exists: 0), .resumed))
    }

    /// What is asked now is not answered from what was known a moment ago.
    func later() { clock.move(by: .seconds(6)) }

    enum RigFault: Error { case nothingDue }
}

/// What the agent says of itself, as a test will have it.
final class TestReadiness: Sendable {
    private let state = Mutex(Readiness([]))
    var now: Readiness { state.withLock { $0 } }
    func set(_ reasons: [Readiness.Reason]) { state.withLock { $0 = Readiness(reasons) } }
}

/// A clock that only a test moves.
///
/// For those who live in real time, as browsers do, it can go on by itself.
final class HandClock: Sendable {
    static let start = Instant(seconds: 1_800_000_000)
    private let state = Mutex(HandClock.start)
    private let begin = ContinuousClock.now
    private let isTicking: Bool
    init(isTicking: Bool) { self.isTicking = isTicking }

    private var now: Instant {
        let gone = isTicking ? (ContinuousClock.now - begin).components : (seconds: 0, attoseconds: 0)
        let since = Interval.milliseconds(gone.seconds * 1000 + gone.attoseconds / 1_000_000_000_000_000)
        return state.withLock { $0 + since }
    }

    func move(by interval: Interval) { state.withLock { $0 = $0 + interval } }
    var timekeeper: Timekeeper {
        Timekeeper(
            now: { self.now }, sleep: { _ in try await Task.sleep(for: .milliseconds(20)) }, random: { 0.5 })
    }
}
