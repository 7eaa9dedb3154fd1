import Foundation
import MailAgent
import MailJournal
import MailRouting
import MailTransport
import Synchronization

/// What a scenario plays in: the server, the submission host, the disk and the clock, with an account of what must hold.
final class ScenarioWorld: Sendable {
    static let limits = RateLimits(perMinute: 3, perHour: 20)

    let clock: PretendClock
    let server: PretendServer
    let submission: PretendSubmissionHost
    let faults: PretendFaults
    let ledger: Ledger
    let configuration: MailRouting.Configuration
    let walk = WalkLog()
    let trace = Trace()
    let backups = Mutex<[MailboxAddress: [PretendServer.Stored]]>([:])
    /// The journal's disk has no room to grow.
    let isDiskFull = Mutex(false)
    /// Somebody asked the agent to stop.
    let wantsStop = Mutex(false)
    private let rules: RuleBook
    private let folder: URL
    private let path: String

    init(_ scenario: Scenario) throws {
        clock = PretendClock(at: scenario.start, seed: scenario.seed ^ 0x5EED)
        server = PretendServer(["info", "support"], clock: clock, manners: scenario.manners)
        configuration = PretendWorld.configuration(
            scenario.backlog, scenario.source, watchSales: scenario.watchSales, limits: Self.limits)
        let watched = configuration.accounts.flatMap { account in
            account.watch.map { MailboxAddress(account: account.name, mailbox: $0) }
        }
        ledger = Ledger(watched: Set(watched), limits: Self.limits)
        submission = PretendSubmissionHost(clock: clock) { [ledger] in ledger.check($0) }
        let plan = scenario.plot.compactMap { turn in if case .fault(let fault) = turn { fault } else { nil } }
        faults = PretendFaults(plan) { [clock, trace] call, strike in
            trace.note("\(call) \(strike?.rawValue ?? "") \(clock.time.milliseconds)")
        }
        rules = RuleBook(try PretendWorld.router(configuration, first: nil, last: nil), configuration)
        folder = try WorldFolder.make()
        path = try EmptyJournal.put(in: folder).path
        server.watch { [ledger] in ledger.check($0) }
        for case .meanwhile(let call, let occurrence, let happening) in scenario.plot {
            faults.before(call, occurrence) { [weak self] in self?.perform(happening) }
        }
    }

    deinit { WorldFolder.remove(folder) }

    func journal(on seat: JournalSeat) throws(JournalFault) -> Journal {
        try Journal(path: path, on: seat)
    }

    /// An agent for one life.
    func agent(_ journal: Journal, _ life: PretendLife) -> Agent {
        let (server, faults, submission) = (server, faults, submission)
        let ports = Ports(
            mailbox: { account throws(MailboxFault) in
                try await PretendMailbox.open(account.name, on: server, faults, life)
            },
            submission: { _ in submission.port(faults, life) },
            compose: { acknowledgement, _, _, _ throws(Fault) in PretendWorld.compose(acknowledgement) })
        return Agent(journal: journal, rules: rules, ports: ports, time: clock.timekeeper) {
            [walk, trace] event in
            // The dead are heard no more, whatever they still say to themselves.
            guard !life.isDead else { return }
            walk.note(event)
            trace.note(event.step)
        }
    }
}
