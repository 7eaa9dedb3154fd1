import Foundation
@testable import MailAgent
import MailJournal
import MailRouting
import MailSimulation
import MailTransport
import Synchronization
import Testing

/// The lane of one submission host with a real journal and a real session, and a clock that is moved by hand: step by step,
/// without a wait.
final class LaneRig: Sendable {
    private let host: MisbehavingHost
    private let journal: Journal
    private let folder: String
    private let lane: AcknowledgementLane
    /// For the connection that goes wrong by saying nothing, and for all others.
    private let hasty: SubmissionHostPort
    private let patient: SubmissionHostPort
    private let clock: HandMovedClock
    private let walk = WalkLog()
    private let arrivals: [RecordedArrival]

    private static let mailbox = MailboxAddress(account: "info", mailbox: .inbox)
    private static let sender = Address(localPart: "info", domain: "buttons.test")

    /// - Parameter count: how many acknowledgements it can send.
    init(count: Int, whenUncertain: WhenUncertain = .resend) async throws {
        host = try MisbehavingHost()
        let shared = "/dev/shm"
        let base = FileManager.default.isWritableFile(atPath: shared) ? shared : NSTemporaryDirectory()
        folder = "\(base)/mailroom-lane-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        journal = try Journal(path: folder + "/journal.sqlite")
        let start = Instant(seconds: 1_800_000_000)
        let clock = HandMovedClock(start)
        self.clock = clock
        let watched = try await journal.contact(
            Self.mailbox, MailboxStatus(uidValidity: UIDValidity(1), uidNext: .first, exists: 0), backlog: .ignore,
            now: start)
        arrivals = try await journal.record(
            (1...count).compactMap { number in
                UID(number).map { uid in
                    Arrival(
                        location: Location(mailbox: Self.mailbox, uidValidity: UIDValidity(1), uid: uid),
                        fingerprint: Fingerprint(digest: "\(number)", size: 100), internalDate: start + .seconds(1),
                        flags: [], header: [])
                }
            }, in: watched, watermark: try #require(UID(count)), backlog: .ignore, now: start)

        let settings = SubmissionHost(
            name: "main",
            server: ServerSettings(
                host: "localhost", port: host.port, tls: .none(forced: false), caFile: nil, authentication: .plain,
                userName: "us", secret: .environment("NONE")),
            ehloName: "mailroom.buttons.test", limits: RateLimits(perMinute: 100_000, perHour: 100_000))
        let pool = WorkerPool(threads: 2)
        @Sendable func port(_ patience: Duration) -> SubmissionHostPort {
            SubmissionHostPort(settings, on: pool, patience: .init(connect: patience, message: patience)) { _ in
                .password(user: "us", password: "secret")
            }
        }
        hasty = port(.milliseconds(60))
        patient = port(.seconds(20))
        lane = AcknowledgementLane(
            host: settings,
            rules: try Self.rules(settings, whenUncertain), journal: journal,
            ports: Ports(
                mailbox: { _ throws(MailboxFault) in throw .lost(Fault(cause: "there is none")) },
                submission: { _ in port(.seconds(20)) },
                compose: { job, _, _, _ throws(Fault) in
                    OutgoingMessage(
                        envelope: Envelope(reversePath: nil, forwardPaths: [job.recipient]),
                        bytes: Array("Message-ID: \(job.messageID.bracketed)\r\n\r\nHi\r\n".utf8))
                }),
            time: Timekeeper(
                now: { clock.now }, sleep: { _ in }, random: { Double.random(in: 0..<1) }),
            balance: SubmissionBalance([settings]), walk: walk.note)
    }

    private static func rules(_ host: SubmissionHost, _ whenUncertain: WhenUncertain) throws -> RuleBook {
        let configuration = MailRouting.Configuration(
            accounts: [], departments: [Department(name: "info", destination: mailbox, sender: sender)],
            submissionHosts: [host],
            acknowledgements: AcknowledgementSettings(
                enabled: true, courtesy: .standard, defaultLanguage: .english, maximumAge: .days(36_500),
                whenUncertain: whenUncertain),
            delivery: DeliverySettings(source: .delete, maximumSize: 1), stateFolder: "", rulesFolder: "",
            templatesFolder: "")
        return RuleBook(try PretendWorld.router(configuration, first: nil, last: nil), configuration)
    }

    /// Sends one acknowledgement while the host misbehaves once, until it is settled or held.
    ///
    /// - Returns: where it ended, and how many copies the host took.
    func send(_ number: Int, _ misdeed: MisbehavingHost.Misdeed?) async throws -> (JobStateName, copies: Int) {
        await patient.close()
        let (id, messageID) = try await commit(number)
        host.misbehave(misdeed)
        for _ in 0..<300 {
            let isHasty = misdeed?.stalls == true && !host.hasMisbehaved
            let pause = try await lane.step(isHasty ? hasty : patient)
            if isHasty, host.hasMisbehaved { await hasty.close() }
            if let pause { clock.move(max(pause, .milliseconds(1))) }
            let state = try #require(try await journal.queued(id)).job.state
            if [.done, .held, .failed, .dropped].contains(state) { return (state, host.copies(of: messageID)) }
        }
        Issue.record("\(String(describing: misdeed)) found no end: \(walk.all.suffix(12).map(\.description))")
        return (.pending, host.copies(of: messageID))
    }

    private func commit(_ number: Int) async throws -> (JobID, MessageID) {
        let now = clock.now
        let messageID = MessageID("ack.\(number)@buttons.test")
        let recipient = Address(localPart: "c", domain: "customer\(number).example")
        _ = try await journal.commit(
            [
                DecidedArrival(
                    id: arrivals[number].id,
                    decision: Decision(
                        priority: .normal, department: "info", folder: nil, rule: "info",
                        ruleLocation: SourceLocation(file: "rig", line: 1),
                        acknowledgement: .send("thanks", .english, to: recipient), keywords: [], copies: [],
                        language: .english),
                    circumstances: Circumstances(
                        mailbox: "info", arrivedAt: now, now: now,
                        receivingServer: .unknown, isKnownSender: false),
                    ruleSet: "rig", source: Self.mailbox, destination: Self.mailbox,
                    acknowledgement: PlannedAcknowledgement(messageKey: "\(number)", messageID: messageID))
            ], now: now)
        let jobs = try await journal.queue(of: [.acknowledgement], in: [.pending], limit: 1)
        return (try #require(jobs.first?.id), messageID)
    }

    func close() async {
        await hasty.close()
        await patient.close()
        host.stop()
        do { try FileManager.default.removeItem(atPath: folder) } catch { Issue.record(error) }
    }

    /// Octets the host hears from its greeting to the final dot when nothing goes wrong.
    static func heardInAGoodDialogue() async throws -> Int {
        let rig = try await LaneRig(count: 1)
        let (state, copies) = try await rig.send(0, nil)
        #expect(state == .done && copies == 1)
        let heard = rig.host.heard
        await rig.close()
        return heard
    }
}

private final class HandMovedClock: Sendable {
    private let instant: Mutex<Instant>
    init(_ start: Instant) { instant = Mutex(start) }
    var now: Instant { instant.withLock { $0 } }
    func move(_ interval: Interval) { instant.withLock { $0 = $0 + interval } }
}
