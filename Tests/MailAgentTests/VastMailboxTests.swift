import Foundation
import Logging
import MailAgent
import MailJournal
import MailRouting
import MailSimulation
import MailTransport
import ServiceLifecycle
import Synchronization
import Testing

/// How many messages: a few in `make test`, a million in `make scale`.
private let vastCount = ProcessInfo.processInfo.environment["MAILROOM_SCALE"].flatMap { Int($0) } ?? 5_000
private let isLarge = vastCount > 5_000

/// Mailboxes of a size that a long life brings.
@Suite("vast mailboxes", .timeLimit(.minutes(isLarge ? 120 : 3)), .serialized)
struct VastMailboxTests {
    /// What was there before is left alone, or all of it is decided and stays.
    @Test(
        "first contact, new mail, another UIDVALIDITY: exactly the new messages are routed",
        arguments: [(Backlog.ignore, vastCount), (.route, max(1000, vastCount / 20))])
    func life(backlog: Backlog, count: Int) async throws {
        let rig = try VastRig(count, backlog: backlog)
        let tail = count / 10 < 2000 ? count / 10 : 2000
        let begin = ContinuousClock.now
        try await rig.run {
            try await rig.wait("IDLE") { $0.mailbox.facts.idles > 0 }
            if backlog == .ignore { #expect(rig.mailbox.facts.lists == 0, "what is left alone is not even listed") }
            rig.mailbox.deposit(tail)
            try await rig.wait("the new ones are routed") { $0.routed == tail }
        }
        let first = ContinuousClock.now
        rig.mailbox.renumber()
        rig.mailbox.deposit(20)
        try await rig.run {
            try await rig.wait("the 20 are routed") { $0.routed == tail + 20 }
            let idles = rig.mailbox.facts.idles
            try await rig.wait("IDLE again") { $0.mailbox.facts.idles > idles || $0.isWaiting }
        }
        #expect(rig.mailbox.facts.moved == Set(count + 1...count + tail + 20))
        #expect(rig.decided == (backlog == .ignore ? 0 : count) + tail + 20)
        let known: ArrivalState = backlog == .ignore ? .ignored : .known
        var wanted: [ArrivalState: Int] = [known: count, .routed: tail + 20]
        if backlog == .route { wanted[.kept] = count }
        let summary = try await rig.journal.summary()
        #expect(summary.arrivals == wanted)
        #expect(summary.acknowledgements.isEmpty)
        guard isLarge else { return }
        let peak = try VastRig.peakMemory()
        print(
            "| pretend world, \(count) messages, backlog \(backlog), \(tail) new ones |",
            "\((first - begin).components.seconds) |\n| the same, UIDVALIDITY changed and 20 new ones |",
            "\((ContinuousClock.now - first).components.seconds) |\n| highest memory of all so far, MB | \(peak) |")
        #expect(peak < 256)
    }
}

/// An agent with a vast mailbox and a real journal, which lives once or more.
private final class VastRig: Sendable {
    let mailbox: VastMailbox
    let journal: Journal
    private let clock: PretendClock
    private let folder: URL
    private let configuration: Configuration
    private let router: Router
    private let counts = Mutex<[String: Int]>([:])

    init(_ count: Int, backlog: Backlog) throws {
        clock = PretendClock(at: VastMailbox.start, seed: 1)
        mailbox = VastMailbox(count, clock: clock)
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("mailroom-vast-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        journal = try Journal(path: folder.appendingPathComponent("journal.sqlite").path)
        let sender = Address(displayName: nil, localPart: "info", domain: "buttons.test")
        configuration = Configuration(
            accounts: [
                Account(
                    name: "info", address: sender, aliases: [],
                    server: ServerSettings(
                        host: "pretend.test", port: 993, tls: .implicit, caFile: nil, authentication: .plain,
                        userName: "pretend", secret: .environment("NONE")),
                    watch: [.inbox], backlog: backlog, pollInterval: .minutes(2))
            ],
            departments: [
                Department(name: "info", destination: VastMailbox.inbox, sender: sender),
                Department(name: "sales", destination: VastMailbox.sales, sender: sender),
            ],
            submissionHosts: [],
            acknowledgements: AcknowledgementSettings(
                enabled: false, courtesy: .standard, defaultLanguage: .english, maximumAge: .days(3)),
            delivery: DeliverySettings(source: .keep(under: "Routed"), maximumSize: 1_000_000), stateFolder: "",
            rulesFolder: "", templatesFolder: "")
        router = try Router(
            ruleSet: RuleSet(
                version: "vast", defaultPriority: .normal, priorityLines: [],
                routes: [.line(PretendWorld.line("sales", PretendWorld.text(.subject, "order"), nil))],
                otherwise: PretendWorld.line("info", nil, nil), also: [], examples: []),
            gate: GatePolicy(ownAddresses: [], maximumAge: .days(3), loopToken: "vast"), defaultLanguage: .english)
    }

    // What cannot be removed lies in a folder for such things.
    deinit { do { try FileManager.default.removeItem(at: folder) } catch {} }

    var routed: Int { counts.withLock { $0["routed", default: 0] } }
    var decided: Int { counts.withLock { $0["decided", default: 0] } }
    /// Everything listed, and nothing new.
    var isWaiting: Bool { clock.naps("vast") > 1 }

    /// Runs an agent until `body` returns.
    func run(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let mailbox = mailbox
        let agent = Agent(
            journal: journal, rules: RuleBook(router, configuration),
            ports: Ports(
                mailbox: { _ throws(MailboxFault) in mailbox.port() },
                submission: {
                    SubmissionHostPort($0, on: WorkerPool()) { _ throws(Fault) in throw Fault(cause: "none") }
                },
                compose: { _, _, _, _ throws(Fault) in throw Fault(cause: "nothing is acknowledged") }),
            time: clock.timekeeper
        ) { event in self.counts.withLock { $0[event.step, default: 0] += 1 } }
        var group = ServiceGroupConfiguration(
            services: [
                .init(service: agent),
                .init(service: Body(body: body), successTerminationBehavior: .gracefullyShutdownGroup),
            ], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        group.maximumGracefulShutdownDuration = .seconds(4)
        try await ServiceGroup(configuration: group).run()
    }

    private struct Body: Service {
        let body: @Sendable () async throws -> Void
        func run() async throws { try await body() }
    }

    /// Returns once `isMet`.
    func wait(_ what: String, until isMet: (VastRig) -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(isLarge ? 3600 : 120)
        while !isMet(self) {
            guard ContinuousClock.now < end else {
                throw Fault(cause: "\(what) did not happen: \(counts.withLock { $0 }), \(mailbox.facts.lists) listings")
            }
            // Polling a condition, not waiting for a time: nothing in the agent signals to tests.
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// MB, of this process since it began.
    static func peakMemory() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        let digits = line.map { $0.filter(\.isNumber) }
        return (digits.flatMap { Int($0) } ?? 0) / 1024
    }
}
