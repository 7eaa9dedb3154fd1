import ArgumentParser
import Foundation
import MailJournal
import MailRouting

/// `mailroom queue measure`: steps of a full queue in a journal of its own, for `scripts/bench`.
struct QueueMeasure: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure",
        abstract: "Fills a new journal with acknowledgements, takes some from it, and prints how long each took.",
        discussion: """
            A step is all that is written between two messages: the one before is settled, the rate windows of the host \
            and of the recipient are asked, the next in the order of the queue is claimed, and its hand-over is noted. \
            The limits are the usual ones, and the clock is moved by hand so that they let each through. Nothing is \
            sent. Prints one JSON object: waiting, steps, and microseconds of each step in their order.
            """,
        shouldDisplay: false
    )

    @Option(name: .long, help: "How many acknowledgements wait.")
    var waiting = 10_000

    @Option(name: .long, help: "How many steps are timed.")
    var steps = 1_000

    @Argument(help: "A folder for the journal, which must not hold one.")
    var folder: String

    func validate() throws {
        guard (1...1_000_000).contains(waiting), (1..<waiting).contains(steps) else {
            throw ValidationError("--waiting is 2 to 1000000, and --steps less than that")
        }
    }

    /// Messages of one transaction, as a watcher records them.
    private static let batch = 500
    private static let start = Instant(seconds: 1_795_348_800)
    private static let host = SubmissionHostName("main")

    func run() async throws {
        let path = folder + "/journal.sqlite"
        guard !FileManager.default.fileExists(atPath: path) else { throw ValidationError("\(path) is there already") }
        let journal = try Journal(path: path)
        try await fill(journal)

        let account = SubmissionAccount(host: "main.example", userName: "info")
        let clock = ContinuousClock()
        var spent: [Int] = []
        var moment = reading(0)
        var claim = try await journal.claimAcknowledgement(
            on: Self.host, of: account, limits: RateLimits(), at: moment)
        for step in 1...steps {
            guard case .job(let job) = claim else { throw Refused(claim: "\(claim)") }
            moment = reading(step)
            let begin = clock.now
            try journal.noteHandover(of: job.id)
            let settlement = Settlement(job: job.id, outcome: .completed(.accepted("250 2.0.0 OK")), random: 0.5)
            (_, claim) = try await journal.settle(
                settlement, thenClaimingOn: Self.host, of: account, limits: RateLimits(), at: moment)
            spent.append(Int((clock.now - begin) / .microseconds(1)))
        }
        var line = JSONLine()
        line.add("waiting", waiting)
        line.add("steps", steps)
        line.add("microseconds", spent.map(String.init).joined(separator: " "))
        Terminal.say(line.text)
    }

    /// What the queue answered instead of giving a job.
    private struct Refused: Error {
        let claim: String
    }

    /// Thirty in an hour let one through every two minutes, counted from when the one before was accepted.
    private func reading(_ step: Int) -> ClockReading {
        let gone = Interval.seconds(1 + 150 * Int64(step))
        return ClockReading(wall: Self.start + gone, steady: gone)
    }

    private func fill(_ journal: Journal) async throws {
        let inbox = MailboxAddress(account: "info", mailbox: .inbox)
        let status = MailboxStatus(uidValidity: UIDValidity(1), uidNext: .first, exists: 0)
        let mailbox = try await journal.contact(inbox, status, backlog: .route, now: Self.start)
        for first in stride(from: 1, through: waiting, by: Self.batch) {
            let numbers = first...min(first + Self.batch - 1, waiting)
            let arrivals = numbers.compactMap { number in
                UID(number).map { uid in
                    Arrival(
                        location: Location(mailbox: inbox, uidValidity: status.uidValidity, uid: uid),
                        fingerprint: Fingerprint(digest: "\(number)", size: 4_000), internalDate: Self.start, flags: [],
                        header: Self.header(number))
                }
            }
            guard let last = arrivals.last?.location.uid else { continue }
            let recorded = try await journal.record(
                arrivals, in: mailbox, watermark: last, backlog: .route, now: Self.start)
            let decided = recorded.map { Self.decided($0, inbox) }
            _ = try await journal.commit(decided, now: Self.start)
        }
    }

    /// From as many senders as there are messages, in a tenth as many domains.
    private static func decided(_ item: RecordedArrival, _ inbox: MailboxAddress) -> DecidedArrival {
        let number = item.arrival.location.uid.value
        let recipient = Address(localPart: "customer\(number)", domain: "firm\(number / 10).example")
        return DecidedArrival(
            id: item.id,
            decision: Decision(
                priority: Priority.allCases[Int(number) % Priority.allCases.count], department: "support", folder: nil,
                rule: "quality.complaint", ruleLocation: SourceLocation(file: "rules/quality.yaml", line: 3, column: 5),
                acknowledgement: .send("quality_complaint", .german, to: recipient), keywords: [], copies: [],
                language: .german),
            circumstances: Circumstances(mailbox: "info", arrivedAt: start, now: start), ruleSet: "measure",
            // It stays where it is, so that no delivery has to come first.
            source: inbox, destination: inbox,
            acknowledgement: PlannedAcknowledgement(
                messageKey: "\(number)", messageID: MessageID("ack.\(number)@buttons.example"),
                subject: "complaint \(number)", thread: [MessageID("\(number)@firm.example")]))
    }

    private static func header(_ number: Int) -> [UInt8] {
        Array(
            """
            Return-Path: <customer\(number)@firm\(number / 10).example>\r
            From: Customer \(number) <customer\(number)@firm\(number / 10).example>\r
            To: info@buttons.example\r
            Subject: Reklamation \(number)\r
            Message-ID: <\(number)@firm.example>\r
            Date: Sun, 22 Nov 2026 12:00:00 +0000\r
            X-Filler: \(String(repeating: "x", count: 600))\r
            \r

            """.utf8)
    }
}
