import Foundation
public import MailAgent
public import MailJournal
public import MailRouting
import MailTransport
import ServiceLifecycleTestKit
import Synchronization

/// A server, a submission host, a clock and an agent with a real journal, whose lives follow each other.
///
/// Everything that can go wrong has a name (`PretendFault`), so a failure says how to repeat it.
public final class PretendWorld: Sendable {
    public let clock: PretendClock
    public let server: PretendServer
    public let submission: PretendSubmissionHost
    public let faults: PretendFaults
    public let configuration: Configuration
    public let walk = WalkLog()
    /// The rules in force; a test may replace them while the agent runs.
    public let rules: RuleBook
    private let folder: URL
    private let scriptIsOver = Mutex(true)
    private let stopper = Mutex<(@Sendable () -> Void)?>(nil)
    private let living = Mutex<(agent: Agent, journal: Journal)?>(nil)

    /// Where mail arrives, and the department info.
    public static let info = MailboxAddress(account: "info", mailbox: .inbox)
    /// The inbox and department of the other account.
    public static let support = MailboxAddress(account: "support", mailbox: .inbox)
    /// A department in the same account as info.
    public static let sales = MailboxAddress(account: "info", mailbox: "Sales")
    /// Departments that only get copies, one in each account.
    public static let archive = MailboxAddress(account: "info", mailbox: "Archive")
    public static let team = MailboxAddress(account: "support", mailbox: "Team")
    /// Where the sources of what went to support are kept.
    public static let kept = MailboxAddress(account: "info", mailbox: "Routed/support")

    /// - Parameters:
    ///   - first: a line that is asked before the others.
    ///   - last: a line that is asked after them.
    public init(
        fault: PretendFault? = nil, manners: PretendServer.Manners = .init(), backlog: Backlog = .route,
        source: DeliverySettings.Source = .keep(under: "Routed"), watchSales: Bool = false,
        first: RouteLine? = nil, last: RouteLine? = nil, seed: UInt64 = 1
    ) throws {
        clock = PretendClock(at: Instant(seconds: 1_700_000_000), seed: seed)
        server = PretendServer(["info", "support"], clock: clock, manners: manners)
        submission = PretendSubmissionHost(clock: clock)
        faults = PretendFaults(fault)
        folder = try WorldFolder.make()
        configuration = Self.configuration(backlog, source, watchSales: watchSales)
        rules = RuleBook(try Self.router(configuration, first: first, last: last), configuration)
    }

    deinit { WorldFolder.remove(folder) }

    /// Opens the journal once more.
    public func journal() throws(JournalFault) -> Journal {
        try Journal(path: folder.appendingPathComponent("journal.sqlite").path)
    }

    /// Lets agents live until the script is over and nothing is left to do. A killed one is followed by another.
    ///
    /// - Returns: how many lives it took.
    @discardableResult
    public func settle(_ script: @escaping @Sendable (PretendWorld) async throws -> Void = { _ in }) async throws -> Int
    {
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
            throw PretendUnrest(what: "no agent came to rest", story: story)
        }
    }

    /// What happened, for people.
    public var story: String { walk.all.map(\.description).joined(separator: "\n") }

    /// Asks the living agent to stop, as SIGTERM does.
    public func stop() { stopper.withLock { $0 }?() }

    /// Whether the living agent does its work; nil when there is none.
    public func readiness() async -> Readiness? { await living.withLock { $0?.agent }?.readiness() }

    /// Lets the journal of the living agent grow no more, as a full disk does, or lets it again.
    ///
    /// - Throws: `PretendUnrest` when SQLite does not take that.
    public func fillDisk(_ isFull: Bool) throws {
        var refusal: String?
        living.withLock { $0?.journal }?.limitGrowth(isFull) { refusal = $0 }
        if let refusal { throw PretendUnrest(what: refusal, story: story) }
    }

    /// Runs one life that is asked to stop at some time, without waiting for anything to be finished.
    public func liveUntilStopped() async throws {
        scriptIsOver.withLock { $0 = false }
        _ = try await live()
    }

    /// One life. True when it ended gracefully with nothing left to do, false when it was killed.
    private func live() async throws -> Bool {
        let life = PretendLife()
        let journal = try self.journal()
        let toll = PretendToll(life, faults, clock)
        journal.observe(toll)
        let agent = Agent(
            journal: journal, rules: rules, ports: ports(life), time: clock.timekeeper
        ) { event in
            life.step()
            self.walk.note(event)
        }
        living.withLock { $0 = (agent, journal) }
        defer { living.withLock { $0 = nil } }
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
            if scriptIsOver.withLock({ $0 }), try isQuiet(journal) { return true }
            clock.moveOn()
        }
        throw PretendUnrest(what: "the agent found no rest", story: story)
    }

    /// Every watched UID is accounted for and no job is open.
    public func isQuiet(_ journal: Journal) throws -> Bool {
        let reached = configuration.accounts.filter { !server.manners.rejects.contains($0.name) }
        return try journal.isQuiet(reached, server.everyMailbox)
    }

    private func ports(_ life: PretendLife) -> Ports {
        let (server, faults, submission) = (server, faults, submission)
        return Ports(
            mailbox: { account throws(MailboxFault) in
                try await PretendMailbox.open(account.name, on: server, faults, life)
            },
            submission: { _ in submission.port(faults, life) },
            compose: { acknowledgement, _, _, _ throws(Fault) in Self.compose(acknowledgement) })
    }
}

/// The agent did not finish in any time a person would wait.
public struct PretendUnrest: Error, CustomStringConvertible {
    let what: String
    let story: String
    public var description: String { "\(what); the walk was:\n\(story)" }
}
