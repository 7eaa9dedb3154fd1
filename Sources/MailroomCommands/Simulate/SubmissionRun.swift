import Foundation
import MailAgent
import MailConfig
import MailJournal
import MailRehearsal
import MailRouting
import MailTransport

/// Sends a week into the mailboxes of an installation, beside its real mail.
///
/// The letters are no jobs of the journal: they are none of the agent's. But they take their places in the same rate windows
/// and stand in the same order: a letter waits while the agent has an acknowledgement to send that comes before it, and
/// while acknowledgements are stopped.
struct SubmissionRun {
    let options: SubmissionOptions
    let week: SimulationOptions

    /// How long to wait before looking at the queue of another process again.
    private static let look = Interval.milliseconds(500)
    /// Headers read in one transaction.
    private static let page = 500

    func run() async throws {
        let configuration = try reportingDiagnostics { () throws(Diagnostics) in
            try ConfigurationReader.read(options.config)
        }
        let simulation = try week.simulation()
        let journal = try SendPlan.journal(configuration)
        let plan: SubmissionPlan
        do {
            let key = try SimulationKeyFile(stateFolder: configuration.stateFolder).makeKey()
            plan = try SubmissionPlan(
                simulation, day: options.day, allowing: week.allowDomain, in: configuration, seal: key.seal)
        } catch let refused as SubmissionPlan.Refused {
            for reason in refused.reasons { Terminal.note("error: \(reason)") }
            throw ExitStatus.usage.code
        } catch {
            Terminal.note("\(error)")
            throw ExitStatus.environment.code
        }
        let letters = plan.missing(besides: try await arrived(SimulationID(simulation.id), journal))
        for line in plan.notice(letters.count) { Terminal.note(line) }
        guard plan.isLoopback || options.yes else {
            Terminal.note("error: a submission host is not on this machine; write --yes to send all the same")
            throw ExitStatus.usage.code
        }
        if !StateLock.holder(folder: configuration.stateFolder).isHeld {
            Terminal.note("note: no agent runs; the letters wait in the mailboxes until 'mailroom run'")
        }
        try await send(letters, configuration, journal)
    }

    private func arrived(_ id: SimulationID, _ journal: Journal) async throws -> Set<SubmissionPlan.Arrived> {
        var arrived: Set<SubmissionPlan.Arrived> = []
        var last: ArrivalID?
        while true {
            let after = last
            let page = try await JournalFile.look { () async throws(JournalFault) in
                try await journal.arrivals(of: id, after: after, limit: Self.page)
            }
            for arrival in page {
                let parsed = MessageParser.parse(header: arrival.header, textPreview: nil, size: arrival.header.count)
                if let messageID = parsed.messageID {
                    arrived.insert(SubmissionPlan.Arrived(account: arrival.account, messageID: messageID))
                }
            }
            last = page.last?.id
            if page.count < Self.page { return arrived }
        }
    }

    private func send(
        _ letters: [SimulatedMessage], _ configuration: MailRouting.Configuration, _ journal: Journal
    ) async throws {
        let pool = WorkerPool()
        let authenticator = Authenticator(stateFolder: configuration.stateFolder)
        let sender = LetterSender(configuration.submissionHosts, journal: journal) { host in
            SubmissionHostPort(host, on: pool) { server throws(Fault) in
                do throws(CredentialFault) { return try await authenticator.authentication(for: server) } catch {
                    throw error.fault(of: server)
                }
            }
        }
        let progress = SendProgress(count: letters.count)
        var (sent, failed, isUnreachable) = (0, 0, false)
        for letter in letters {
            guard let account = configuration.account(letter.account) else { continue }
            let message = OutgoingMessage(
                envelope: Envelope(reversePath: Address(letter.reversePath), forwardPaths: [account.address]),
                bytes: letter.bytes)
            let rank = QueueOrder.rank(letter.mark.priority, created: Timekeeper.system.now())
            let result: LetterSender.Result
            do {
                result = try await sender.send(
                    message, lettingPass: Self.look,
                    whenever: {
                        // Without an agent nobody would send what stands before it.
                        guard StateLock.holder(folder: configuration.stateFolder).isHeld else { return false }
                        return try await journal.isOvertaken(rank, now: Timekeeper.system.now())
                    }, waiting: { progress.wait($0) })
            } catch let fault as JournalFault {
                Terminal.note("\(fault)")
                throw ExitStatus.environment.code
            }
            progress.clear()
            guard result.host != nil else {
                Terminal.note("error: \(Self.problem(result.outcome))")
                isUnreachable = true
                break
            }
            if case .completed(.accepted) = result.outcome {
                sent += 1
            } else {
                failed += 1
                let what = "\(letter.mark.type) from \(letter.reversePath.isEmpty ? "<>" : letter.reversePath)"
                Terminal.say(
                    ColumnText.harmless(
                        "failed  \(what) to \(account.address.spec): \(Self.problem(result.outcome))", atMost: 400))
            }
        }
        await sender.close()
        Terminal.say("\(sent) sent, \(failed) failed")
        if isUnreachable {
            Terminal.note("next: run it again; what has arrived is left out")
            throw ExitStatus.environment.code
        }
        if failed > 0 { throw ExitStatus.findings.code }
    }

    private static func problem(_ outcome: Outcome) -> String {
        switch outcome {
        case .completed: "not accepted"
        case .transient(let fault), .throttled(let fault, _), .permanent(let fault): fault.description
        case .uncertain(let fault): "may have been sent: \(fault)"
        case .hold(let reason): reason.fault.description
        }
    }
}
