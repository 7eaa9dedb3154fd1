import MailAgent
import MailJournal
import MailRehearsal
import MailRouting
import MailSandbox
import MailTransport

/// Plays a week: the agent runs, the messages come, and everybody waits until nothing is left to do.
struct RehearsalRun: Sendable {
    /// Longer than anything takes on a loaded machine; a run that is not finished by then is reported as it stands.
    private static let patience = Duration.seconds(300)

    private let stage: RehearsalStage
    private let progress = DemoProgress()
    private let times = RehearsalTimes()

    init(_ stage: RehearsalStage) { self.stage = stage }

    func play(_ simulation: Simulation) async throws -> RehearsalReport {
        let assembly = try AgentAssembly(stage.loaded)
        let key = try SimulationKeyFile(stateFolder: stage.loaded.configuration.stateFolder).makeKey()
        let messages = simulation.sealed(by: key.seal).messages()
        let agent = assembly.agent { event in
            times.note(event)
            progress.note(event)
        }
        let expected = Set(messages.filter { $0.mark.template != nil }.map(\.mark.thread)).count
        let isComplete = try await AgentAssembly.run(agent) {
            let accounts = stage.loaded.configuration.accounts.count
            try await progress.wait("the agent watches every mailbox", atMost: .seconds(60)) { $0.watching == accounts }
            try await deliver(messages)
            return try await progress.wait("every message is dealt with", atMost: Self.patience) {
                $0.settled >= messages.count && $0.sent >= expected
            }
        }
        let decided = try await assembly.journal.arrivals(since: Instant(seconds: 0), after: nil, limit: Int(Int32.max))
        return RehearsalReport(
            simulation.id,
            messages.map { message in
                JudgedMessage(message, decided.first { $0.isArrival(of: message) })
            }, places: try await places(), acknowledged: try await acknowledged(expected), times: times.spans,
            isComplete: isComplete)
    }

    /// In the order of the week, each as its author's server would.
    private func deliver(_ messages: [SimulatedMessage]) async throws {
        var shown = Progress("of \(messages.count) messages delivered")
        for (index, message) in messages.enumerated() {
            try await stage.sandbox.deliver(
                message.bytes, to: "\(message.account)@\(RehearsalStage.domain)", from: message.reversePath)
            shown.show(index + 1)
        }
        shown.finish()
    }

    /// Where each message stands in the end, by its Message-ID: an independent look, past the agent and past IMAP.
    private func places() async throws -> [MessageID: [DepartmentName]] {
        var places: [MessageID: [DepartmentName]] = [:]
        for department in stage.loaded.configuration.departments {
            guard let account = stage.sandbox.account(department.destination.account.rawValue) else { continue }
            for message in try await stage.sandbox.messages(of: account.address) {
                guard let id = MessageParser.parse(message: message.bytes).messageID else { continue }
                places[id, default: []].append(department.name)
            }
        }
        return places
    }

    /// How often each message was acknowledged, as the world outside received it.
    private func acknowledged(_ expected: Int) async throws -> [MessageID: Int] {
        do {
            _ = try await stage.sandbox.waitForMessages(expected, of: Sandbox.catchAllAddress)
        } catch SandboxError.mailMissing {
            // The report counts what is there, and says what is not.
        }
        var counts: [MessageID: Int] = [:]
        for letter in try await stage.sandbox.messages(of: Sandbox.catchAllAddress) {
            for id in MessageParser.parse(message: letter.bytes).inReplyTo { counts[id, default: 0] += 1 }
        }
        return counts
    }
}

extension KeptArrival {
    fileprivate func isArrival(of message: SimulatedMessage) -> Bool {
        let parsed = MessageParser.parse(header: header, textPreview: nil, size: size)
        return circumstances.mailbox == message.account && parsed.messageID == message.messageID
    }
}
