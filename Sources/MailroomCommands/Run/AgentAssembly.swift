import Foundation
import Logging
import MailAgent
import MailConfig
import MailJournal
import MailRouting
import MailTransport
import ServiceLifecycle

/// Puts the agent together from a checked configuration: the journal, the real ports, the secrets.
struct AgentAssembly {
    let journal: Journal
    /// What the agent goes by; whoever replaces it while the agent runs is followed.
    let rules: RuleBook
    let writers: AcknowledgementWriters
    private let lock: StateLock
    private let crashes: CrashWatch
    private let spool: Spool
    private let pool: WorkerPool

    /// Somebody may be waiting for 'mailroom undo'; a look costs a few microseconds.
    private static let undoInterval = Interval.seconds(2)

    /// Takes the state folder for this process and opens the journal in it.
    init(_ loaded: LoadedConfiguration) throws {
        let folder = loaded.configuration.stateFolder
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            lock = try StateLock(folder: folder)
            journal = try Journal(path: folder + "/journal.sqlite")
            crashes = CrashWatch(loaded.configuration)
            spool = try Spool(folder: folder + "/spool")
        } catch {
            let next = (error as? StateLockFault)?.nextStep ?? (error as? JournalFault)?.nextStep
            Terminal.note("cannot use the state folder \(folder): \(error)\(next.map { "\nnext: \($0)" } ?? "")")
            throw ExitStatus.environment.code
        }
        rules = RuleBook(loaded.router, loaded.configuration)
        writers = AcknowledgementWriters(AcknowledgementWriter(loaded))
        pool = WorkerPool(threads: Self.threads(for: loaded.configuration))
    }

    /// Lets the connections of another configuration work side by side.
    func makeRoom(for configuration: MailRouting.Configuration) { pool.admit(Self.threads(for: configuration)) }

    /// - Parameter beside: what runs as long as the agent, under the same lock.
    func agent(
        beside: [any Service] = [], walk: @escaping @Sendable (WalkEvent) -> Void
    ) -> LockedAgent {
        let (spool, pool, writers) = (spool, pool, writers)
        let (journal, crashes) = (journal, crashes)
        let keyFile = SimulationKeyFile(stateFolder: rules.inForce.configuration.stateFolder)
        let authenticator = Authenticator(stateFolder: rules.inForce.configuration.stateFolder)
        let ports = Ports(
            mailbox: { account throws(MailboxFault) in
                if let parked = try await Self.parked(account, journal) { throw .rejected(parked.fault) }
                return try await authenticator.open(
                    account, on: pool, spool: spool, slot: crashes.slot(of: account.name))
            },
            submission: { host in
                SubmissionHostPort(
                    host, on: pool,
                    authenticate: { server throws(Fault) in
                        do throws(CredentialFault) { return try await authenticator.authentication(for: server) } catch
                        {
                            throw error.fault(of: server)
                        }
                    },
                    rejected: { _ = await authenticator.reject($0, by: host.server) })
            },
            compose: { acknowledgement, department, priority, now throws(Fault) in
                try writers.write(acknowledgement, from: department, priority: priority, now: now)
            }, slot: { crashes.slot(of: $0) }, simulation: { keyFile.key?.simulation(of: $0) })
        let agent = Agent(
            journal: journal, rules: rules, ports: ports, undoInterval: Self.undoInterval, lastCrash: crashes.last,
            walk: walk)
        return LockedAgent(agent: agent, beside: beside, lock: lock)
    }

    /// One for each connection there may be: a server that stalls keeps the threads of its own connections, each until
    /// its deadline, and must not keep one that another account waits for.
    private static func threads(for configuration: MailRouting.Configuration) -> Int {
        let watching = configuration.accounts.reduce(0) { $0 + $1.watch.count }
        let connections = watching + configuration.accounts.count + configuration.submissionHosts.count
        return max(connections, MailTransport.Limits.workerThreads)
    }

    private static func parked(_ account: Account, _ journal: Journal) async throws(MailboxFault) -> ParkedAccount? {
        do { return try await journal.parked(account) } catch { throw .throttled(Fault(cause: error.description)) }
    }

    /// Runs the agent until SIGTERM or SIGINT; whatever is not finished then has a few seconds.
    static func runToStop(_ agent: LockedAgent) async throws {
        _ = try await run(agent) { try await gracefulShutdown() }
    }

    /// Runs the agent while `body` does; then stops it gracefully. A signal ends both.
    ///
    /// - Parameter heedsSignals: False where `body` hears of SIGTERM and SIGINT itself, and ends in its own time.
    static func run<Result: Sendable>(
        _ agent: LockedAgent, heedsSignals: Bool = true, while body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let result = ResultBox<Result>()
        var configuration = ServiceGroupConfiguration(
            services: [
                .init(service: agent),
                .init(
                    service: BodyService { await result.set(try await body()) },
                    successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .cancelGroup),
            ],
            gracefulShutdownSignals: heedsSignals ? [.sigterm, .sigint] : [],
            logger: Logger(label: "mailroom") { _ in SwiftLogNoOpLogHandler() })
        configuration.maximumGracefulShutdownDuration = .seconds(4)
        try await ServiceGroup(configuration: configuration).run()
        guard let value = await result.value else { throw CancellationError() }
        return value
    }
}

/// The agent together with the lock that keeps others off its state folder, so that neither outlives the other.
struct LockedAgent: Service {
    let agent: Agent
    /// What runs as long as the agent does.
    let beside: [any Service]
    let lock: StateLock

    func with(_ more: (any Service)?) -> LockedAgent {
        LockedAgent(agent: agent, beside: beside + (more.map { [$0] } ?? []), lock: lock)
    }

    func run() async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await agent.run()
                return true
            }
            for service in beside {
                group.addTask {
                    // What is cancelled has nothing to say any more.
                    do { try await service.run() } catch is CancellationError {}
                    return false
                }
            }
            // Those beside it see the agent's last steps.
            while let isAgent = try await group.next() { if isAgent { group.cancelAll() } }
        }
    }
}

private struct BodyService: Service {
    let body: @Sendable () async throws -> Void
    func run() async throws { try await body() }
}

private actor ResultBox<Value: Sendable> {
    private(set) var value: Value?
    func set(_ value: Value) { self.value = value }
}
