import Foundation
import GRDB
import MailAgent
@testable import MailJournal
import MailRouting
import MailTransport
import ServiceLifecycleTestKit
import Synchronization
import Testing

/// A server, a submission host, a clock and an agent with a real journal, whose lives follow each other.
///
/// Everything that can go wrong has a name (`PretendFault`), so a failure says how to repeat it.
final class PretendWorld: Sendable {
    let clock: PretendClock
    let server: PretendServer
    let submission = PretendSubmissionHost()
    let faults: PretendFaults
    let configuration: MailRouting.Configuration
    let walk = WalkLog()
    private let router: Router
    private let folder: URL
    private let scriptIsOver = Mutex(true)
    private let stopper = Mutex<(@Sendable () -> Void)?>(nil)

    static let info = MailboxAddress(account: "info", mailbox: .inbox)
    static let support = MailboxAddress(account: "support", mailbox: .inbox)
    /// A department in the same account as info.
    static let sales = MailboxAddress(account: "info", mailbox: "Sales")
    /// Departments that only get copies, one in each account.
    static let archive = MailboxAddress(account: "info", mailbox: "Archive")
    static let team = MailboxAddress(account: "support", mailbox: "Team")
    static let kept = MailboxAddress(account: "info", mailbox: "Routed/support")

    init(
        fault: PretendFault? = nil, manners: PretendServer.Manners = .init(), backlog: Backlog = .route,
        source: DeliverySettings.Source = .keep(under: "Routed"), watchSales: Bool = false,
        first: RouteLine? = nil, last: RouteLine? = nil, seed: UInt64 = 1
    ) throws {
        clock = PretendClock(at: Instant(seconds: 1_700_000_000), seed: seed)
        server = PretendServer(["info", "support"], clock: clock, manners: manners)
        faults = PretendFaults(fault)
        // In memory where there is such a place: a sweep opens a thousand journals.
        let shared = "/dev/shm"
        let base =
            FileManager.default.isWritableFile(atPath: shared)
            ? URL(fileURLWithPath: shared) : FileManager.default.temporaryDirectory
        folder = base.appendingPathComponent("mailroom-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        configuration = Self.configuration(backlog, source, watchSales: watchSales)
        router = try Self.router(configuration, first: first, last: last)
    }

    deinit { do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) } }

    func journal() throws -> Journal { try Journal(path: folder.appendingPathComponent("journal.sqlite").path) }

    /// Lets agents live until the script is over and nothing is left to do. A killed one is followed by another.
    ///
    /// - Returns: how many lives it took.
    @discardableResult
    func settle(_ script: @escaping @Sendable (PretendWorld) async throws -> Void = { _ in }) async throws -> Int {
        scriptIsOver.withLock { $0 = false }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { self.scriptIsOver.withLock { $0 = true } }
                try await script(self)
            }
            for life in 1...8 {
                if try await live() {
                    try await group.waitForAll()
                    return life
                }
            }
            Issue.record("no agent came to rest; the walk was:\n\(story)")
            group.cancelAll()
            return 0
        }
    }

    var story: String { walk.all.map(\.description).joined(separator: "\n") }

    /// Asks the living agent to stop, as SIGTERM does.
    func stop() { stopper.withLock { $0 }?() }

    /// Runs one life that is asked to stop at some time, without waiting for anything to be finished.
    func liveUntilStopped() async throws {
        scriptIsOver.withLock { $0 = false }
        _ = try await live()
    }

    /// One life. True when it ended gracefully with nothing left to do, false when it was killed.
    private func live() async throws -> Bool {
        let life = PretendLife()
        let journal: Journal
        journal = try self.journal()
        let toll = PretendToll(life, faults)
        try await journal.observe(toll)
        let agent = Agent(
            configuration, journal: journal,
            rules: RuleBook(router, departments: configuration.departments), ports: ports(life), time: clock.timekeeper
        ) { event in
            life.step()
            self.walk.note(event)
        }
        return try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup(of: Void.self) { group in
                stopper.withLock {
                    $0 = {
                        trigger.triggerGracefulShutdown(); life.stop()
                    }
                }
                group.addTask {
                    do { try await agent.run() } catch let fault as JournalFault {
                        // It could not start; whoever watches over it starts another.
                        self.walk.note(.journalFault(fault.description))
                        life.end()
                    }
                }
                let isQuiet = try await self.drive(journal, life)
                if isQuiet { trigger.triggerGracefulShutdown() } else { group.cancelAll() }
                try await group.waitForAll()
                return isQuiet
            }
        }
    }

    /// Moves the clock whenever nothing else moves, until nothing is left to do. False when the agent was killed.
    private func drive(_ journal: Journal, _ life: PretendLife) async throws -> Bool {
        let end = ContinuousClock.now + .seconds(180)
        while ContinuousClock.now < end {
            if life.isDead { return false }
            if life.isStopped { return true }
            let before = life.activity
            // Not a wait for a time: whoever can go on does so meanwhile, and then it is seen.
            try await Task.sleep(for: .milliseconds(3))
            guard life.activity == before else { continue }
            if life.isDead { return false }
            if scriptIsOver.withLock({ $0 }), try await isQuiet(journal) { return true }
            clock.moveOn()
        }
        Issue.record("the agent found no rest; the walk was:\n\(story)")
        return true
    }

    /// Every watched UID is accounted for and no job is open.
    func isQuiet(_ journal: Journal) async throws -> Bool {
        // In this order: what the watermark has passed is in the summary.
        let marks = try await journal.watermarks()
        guard try await journal.summary().isQuiet else { return false }
        return configuration.accounts.filter { !server.manners.rejects.contains($0.name) }.allSatisfy { account in
            account.watch.allSatisfy { name in
                let address = MailboxAddress(account: account.name, mailbox: name)
                guard let mailbox = server.everyMailbox[address] else { return true }
                let mark = marks["\(address) \(mailbox.uidValidity)"]
                return mark.map { $0 + 1 >= Int64(mailbox.uidNext.value) } ?? false
            }
        }
    }

    private func ports(_ life: PretendLife) -> Ports {
        let (server, faults, submission) = (server, faults, submission)
        return Ports(
            mailbox: { account throws(MailboxFault) in
                try PretendMailbox.open(account.name, on: server, faults, life)
            },
            submission: { _ in submission.port(faults, life) },
            compose: { acknowledgement, _, _, _ throws(Fault) in
                OutgoingMessage(
                    envelope: Envelope(reversePath: nil, forwardPaths: [acknowledgement.recipient]),
                    bytes: Array("Message-ID: \(acknowledgement.messageID.bracketed)\r\n\r\nThank you.\r\n".utf8))
            })
    }
}

/// Strikes at the journal: every commit is a call like any other, and the dead commit nothing.
private final class PretendToll: TransactionObserver {
    private let life: PretendLife
    private let faults: PretendFaults
    /// Used on the journal's queue only.
    private var diesAfterCommit = false

    init(_ life: PretendLife, _ faults: PretendFaults) {
        self.life = life
        self.faults = faults
    }

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
    func databaseDidChange(with event: DatabaseEvent) {}

    func databaseWillCommit() throws {
        let full = DatabaseError(resultCode: .SQLITE_FULL, message: "pretended")
        guard !life.isDead else { throw full }
        life.step()
        switch faults.strike(at: "journal COMMIT") {
        case nil: break
        case .before, .after: throw full
        case .killBefore:
            life.end()
            throw full
        case .killAfter: diesAfterCommit = true
        }
    }

    func databaseDidCommit(_ database: Database) { if diesAfterCommit { life.end() } }
    func databaseDidRollback(_ database: Database) {}
}

extension Journal {
    fileprivate func observe(_ toll: sending PretendToll) throws {
        database.add(transactionObserver: toll, extent: .databaseLifetime)
    }

    /// The last UID recorded, by mailbox and UIDVALIDITY.
    func watermarks() throws -> [String: Int64] {
        try database.read { database in
            try Row.fetchAll(database, sql: "SELECT account, name, uidvalidity, watermark FROM mailbox").reduce(
                into: [:]
            ) { marks, row in
                marks["\(row["account"] as String)/\(row["name"] as String) \(row["uidvalidity"] as Int64)"] =
                    row["watermark"]
            }
        }
    }
}
