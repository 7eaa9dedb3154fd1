import MailAgent
import MailConfig
import MailJournal
import MailRouting
import MailStatus

/// Puts the status server together with what it tells about. What is wrong with it is said, and never stops the agent.
struct StatusAssembly {
    private let configuration: Configuration
    private let assembly: AgentAssembly
    let pulse: AgentPulse

    /// Shorter ones can be tried out.
    private static let shortestToken = 16

    init(_ configuration: Configuration, _ assembly: AgentAssembly) {
        self.configuration = configuration
        self.assembly = assembly
        pulse = AgentPulse(configuration, now: Timekeeper.system.now)
    }

    /// The agent with the status server beside it; as it is where the status is off, and after saying why it cannot be.
    ///
    /// - Parameter live: reads the installation anew; nil where nobody does.
    func beside(
        _ agent: LockedAgent, _ live: LiveInstallation?, tell: @escaping @Sendable (StatusService.Notice) -> Void
    ) async -> LockedAgent {
        guard let settings = configuration.status else { return agent }
        let (rules, journal) = (assembly.rules, assembly.journal)
        var reload: (@Sendable () async -> StatusActions.Reloaded)?
        if let live { reload = { await Self.reload(live) } }
        do throws(JournalFault) {
            let sources = StatusSources(
                inForce: { rules.inForce }, readiness: { await agent.agent.readiness() }, message: { $0.message() })
            let looker = try StatusJournal(path: JournalFile.path(configuration))
            let service = StatusService(
                settings, token: await token(settings), sources: sources,
                actions: StatusActions(journal, reload: reload), journal: looker, pulse: pulse, tell: tell)
            return agent.with(service)
        } catch {
            Terminal.note("no status: \(error)")
            return agent
        }
    }

    /// Reads everything anew, and says what is in force then.
    private static func reload(_ live: LiveInstallation) async -> StatusActions.Reloaded {
        switch await live.reload() {
        case .adopted(let version, let waiting):
            StatusActions.Reloaded(
                words: "rules \(version.prefix(12)) are in force"
                    + (waiting.isEmpty ? "" : "; not before a restart: \(waiting.joined(separator: ", "))"))
        case .refused(let diagnostics): StatusActions.Reloaded(refused: diagnostics)
        }
    }

    private func token(_ settings: StatusSettings) async -> String? {
        guard let source = settings.token else { return nil }
        let words: String
        do throws(SecretFault) {
            let token = try await SecretReader.read(source).reveal()
            if token.utf8.count >= Self.shortestToken { return token }
            words = "it is shorter than \(Self.shortestToken) octets"
        } catch { words = "\(error)" }
        let effect = settings.isLoopback ? "nothing can be changed over HTTP" : "nobody can read the status"
        Terminal.note("the token of 'status' cannot be used: \(words); until the next start \(effect)")
        return nil
    }
}
