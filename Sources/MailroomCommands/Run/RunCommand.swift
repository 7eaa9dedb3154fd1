import ArgumentParser
import Foundation
import MailAgent
import MailJournal
import MailRouting
import MailStatus
import ServiceLifecycle

/// `mailroom run`: the agent itself.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Watches the mailboxes, routes what arrives and acknowledges it, until it is told to stop.",
        discussion: """
            Prints one line for every step of a message's way. SIGTERM and SIGINT end it within five seconds: what is \
            under way is finished or written down, and the next start goes on from there. A kill -9 loses nothing \
            either; what was under way is looked for before anything is done again.

            The configuration, the rules and the templates are checked first; with a mistake in any of them nothing \
            is started and the exit code is 2. While it runs it follows changes of these files, and reads them anew on \
            SIGHUP; a set with a mistake is refused as a whole and the one before stays in force. On SIGUSR1 it opens the \
            log's file anew, for whoever puts it aside.

            Under systemd with Type=notify it says when it runs, how it is and that it is still alive; 'make install' and \
            the Debian package bring a unit.

            EXAMPLES
              mailroom run
              mailroom run --config /etc/mailroom/mailroom.yaml --quiet
            """)

    @OptionGroup var configuration: ConfigurationOption

    @Flag(help: "Print only what a person must do something about.")
    var quiet = false

    @Flag(help: ArgumentHelp("Keep the walk from those who look on: to measure what that costs.", visibility: .hidden))
    var unrecorded = false

    func run() async throws {
        let file = configuration.file
        // Before anything is read: what changes from here on is noticed.
        let baseline = ReloadBaseline(LiveInstallation.paths(of: file))
        let assembly = try AgentAssembly(try configuration.load())
        let settings = assembly.rules.inForce.configuration
        let status = StatusAssembly(settings, assembly)
        // A journal that cannot be read now is told by the agent, which waits for it; hashes are others until then.
        let name = try? await assembly.journal.identity()
        let discretion = Discretion(settings.log.privacy, key: name ?? settings.stateFolder)
        let log = try Self.log(settings.log, discretion, quiet: quiet)
        let (recorder, isRecorded) = (WalkRecorder(assembly.journal, discretion), !unrecorded)
        let walk: @Sendable (WalkEvent) -> Void = { event in
            status.pulse.note(event)
            log.note(event)
            if isRecorded { recorder.note(event) }
        }
        let live = LiveInstallation(file, assembly, walk: walk)
        let call = ReloadCall()
        let signals = (HangUpSignal(call), ReopenSignal(log))
        defer { withExtendedLifetime(signals) {} }
        let reload = ReloadWatch({ await live.paths() }, since: baseline, call: call) { await live.reload() }
        await live.begin()
        let quiet = quiet
        let services: [any Service] = [reload, recorder] + assembly.alerts(walk)
        let agent = await status.beside(assembly.agent(beside: services, walk: walk), live) { notice in
            Self.tell(notice, quiet, walk)
        }
        guard let manager = ServiceManager(environment: ProcessInfo.processInfo.environment, process: getpid()) else {
            return try await AgentAssembly.runToStop(agent)
        }
        let heartbeat = Heartbeat(
            manager: manager, state: { await Heartbeat.line(agent.agent.readiness()) }, time: .system,
            report: { Terminal.note("note: \($0)") })
        try await AgentAssembly.run(agent) { try await heartbeat.run() }
    }

    /// Where the status listens is for whoever starts the agent; that it cannot is for whoever looks later, too.
    private static func tell(
        _ notice: StatusService.Notice, _ quiet: Bool, _ walk: @Sendable (WalkEvent) -> Void
    ) {
        let subject = "status server"
        switch notice {
        case .listening(_, _, let wasTaken):
            if wasTaken { walk(.concernOver(subject: subject)) }
            if !quiet { Terminal.say(notice.description) }
        case .cannotListen(let words, let next, let again):
            let seconds = again.milliseconds / 1000
            walk(
                .concern(
                    subject: subject, text: "\(words); routing goes on, and it is tried every \(seconds) s", next: next)
            )
        }
    }

    private static func log(
        _ settings: LogSettings, _ discretion: Discretion, quiet: Bool
    ) throws -> WalkLogger {
        do { return try WalkLogger(settings, discretion, quiet: quiet) } catch {
            Terminal.note("\(error)")
            throw ExitStatus.environment.code
        }
    }
}
