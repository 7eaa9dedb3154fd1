import MailJournal
import MailRouting
import ServiceLifecycle
import Synchronization

/// Runs what belongs to each account, a watcher for each mailbox and the lane of its deliveries, and follows the
/// configuration: accounts come, go and change while the others work on.
struct AccountCrews: Service {
    let journal: Journal
    let rules: RuleBook
    let permits: AccountPermits
    let connections: AccountConnections
    let performer: DeliveryPerformer
    let balance: SubmissionBalance
    let ports: Ports
    let claim: AgentClaim?
    let board: WatchBoard
    let time: Timekeeper
    let walk: @Sendable (WalkEvent) -> Void
    private let bells = Bells()

    init(
        journal: Journal, rules: RuleBook, ports: Ports, permits: AccountPermits, connections: AccountConnections,
        performer: DeliveryPerformer, balance: SubmissionBalance, claim: AgentClaim?, board: WatchBoard,
        time: Timekeeper, walk: @escaping @Sendable (WalkEvent) -> Void
    ) {
        self.journal = journal
        self.rules = rules
        self.permits = permits
        self.connections = connections
        self.performer = performer
        self.balance = balance
        self.ports = ports
        self.claim = claim
        self.board = board
        self.time = time
        self.walk = walk
    }

    /// New jobs are in the journal: deliveries out of `account`, acknowledgements for any host.
    @Sendable private func wake(_ account: AccountName) {
        bells.all.withLock { $0[account] }?.ring()
        balance.lookAgain()
    }

    /// What runs for an account under a permit; the bell calls its lane.
    private func services(_ account: Account, _ permit: AccountPermit, _ bell: Wakeup) -> [any Service] {
        let handler = ArrivalHandler(
            journal: journal, rules: rules, time: time, walk: walk, wake: wake, claim: claim, slot: ports.slot,
            simulation: ports.simulation)
        let watchers = account.watch.map { mailbox in
            MailboxWatcher(
                account: account, mailbox: mailbox, open: ports.mailbox, journal: journal, handler: handler,
                permit: permit, time: time, board: board, walk: walk)
        }
        let balance = balance
        let lane = DeliveryLane(
            account: account.name, journal: journal, performer: performer, permit: permit, time: time, bell: bell,
            settled: { balance.lookAgain() }, walk: walk)
        return watchers + [lane]
    }

    func run() async throws {
        try await withThrowingTaskGroup(of: Event.self) { group in
            var crews: [AccountName: Crew] = [:]
            follow(&crews, &group, isFirst: true)
            group.addTask { await waitForChange() }
            while let event = try await group.next() {
                switch event {
                case .changed:
                    if isStopping { continue }
                    balance.change(rules.inForce.configuration.submissionHosts)
                    follow(&crews, &group, isFirst: false)
                    group.addTask { await waitForChange() }
                case .ended(let name):
                    crews[name]?.working -= 1
                    guard let crew = crews[name], crew.working == 0, crew.permit.isEnded else { continue }
                    crews[name] = nil
                    if let next = crew.successor, !isStopping { start(next, &crews, &group) }
                case .closed: break
                }
            }
        }
    }

    private enum Event: Sendable {
        case changed
        case ended(AccountName)
        case closed
    }

    private struct Crew {
        var account: Account
        let permit: AccountPermit
        /// Loops that have not ended.
        var working: Int
        /// What is started once all have.
        var successor: Account?
    }

    private final class Bells: Sendable { let all = Mutex<[AccountName: Wakeup]>([:]) }

    private var isStopping: Bool { Task.isShuttingDownGracefully || Task.isCancelled }

    private func waitForChange() async -> Event {
        await rules.swapped.wait()
        return .changed
    }

    /// Starts, ends and replaces crews until they are those of the configuration in force.
    private func follow(
        _ crews: inout [AccountName: Crew], _ group: inout ThrowingTaskGroup<Event, any Error>, isFirst: Bool
    ) {
        let accounts = rules.inForce.configuration.accounts
        let names = Set(accounts.map(\.name))
        for (name, crew) in crews where !names.contains(name) {
            if crew.permit.isEnded, crew.successor == nil { continue }
            walk(.account(name, .removed))
            crews[name]?.successor = nil
            end(crew, successor: nil, &group)
        }
        for account in accounts {
            guard let crew = crews[account.name] else {
                if !isFirst {
                    walk(.account(account.name, .added))
                    exchange(account.name, for: account, &group)
                }
                start(account, &crews, &group)
                continue
            }
            let latest = crew.permit.isEnded ? crew.successor : crew.account
            if let latest, latest.connects(as: account) { continue }
            walk(.account(account.name, latest == nil ? .added : .changed))
            crews[account.name]?.successor = account
            end(crew, successor: account, &group)
        }
    }

    private func start(
        _ account: Account, _ crews: inout [AccountName: Crew], _ group: inout ThrowingTaskGroup<Event, any Error>
    ) {
        let permit = permits.issue(for: account.name)
        let bell = Wakeup()
        permit.add(bell)
        bells.all.withLock { $0[account.name] = bell }
        let loops = services(account, permit, bell)
        crews[account.name] = Crew(account: account, permit: permit, working: loops.count)
        for loop in loops {
            group.addTask {
                try await loop.run()
                return .ended(account.name)
            }
        }
    }

    private func end(_ crew: Crew, successor: Account?, _ group: inout ThrowingTaskGroup<Event, any Error>) {
        exchange(crew.account.name, for: successor, &group)
        crew.permit.end()
    }

    private func exchange(
        _ name: AccountName, for account: Account?, _ group: inout ThrowingTaskGroup<Event, any Error>
    ) {
        guard let before = connections.replace(name, with: account) else { return }
        group.addTask {
            await before.close()
            return .closed
        }
    }
}

extension Account {
    /// Whether connections made for this one serve `other` as well.
    fileprivate func connects(as other: Account) -> Bool {
        server == other.server && watch == other.watch && backlog == other.backlog
            && pollInterval == other.pollInterval
    }
}
