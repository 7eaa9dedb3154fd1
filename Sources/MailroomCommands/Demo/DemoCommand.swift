import ArgumentParser
import MailAgent
import MailRouting
import MailSandbox
import MailTransport
import Synchronization

/// `mailroom demo`: the main job on real servers, on a person's screen, in under a minute.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Shows the whole job on a real Dovecot and a real Exim of its own, then cleans up.",
        discussion: """
            Starts both servers on loopback in a temporary folder, starts the agent, sends a handful of letters over \
            SMTP as a customer would, prints every step, and shows what then stands in each mailbox. Nothing leaves \
            this machine. The exit code is 0 only if every letter is where it belongs and every acknowledgement \
            arrived.

            EXAMPLES
              mailroom demo
              mailroom demo --keep
            """)

    @Flag(help: "Go on running afterwards, to play with, until Ctrl-C.")
    var keep = false

    @Option(help: ArgumentHelp("The folder of the rules.", valueName: "folder"))
    var rules = "rules"

    @Option(help: ArgumentHelp("The folder of the templates.", valueName: "folder"))
    var templates = "config/templates"

    func run() async throws {
        let stage: DemoStage
        do {
            stage = try await DemoStage.set(rules: rules, templates: templates)
        } catch let error as SandboxError {
            Terminal.note("\(error)")
            throw ExitStatus.environment.code
        }
        let passed: Bool
        do {
            passed = try await perform(on: stage)
        } catch {
            try await stage.strike()
            throw error
        }
        try await stage.strike()
        if !passed { throw ExitStatus.findings.code }
    }

    private func perform(on stage: DemoStage) async throws -> Bool {
        let progress = DemoProgress()
        let assembly = try AgentAssembly(stage.loaded)
        let status = StatusAssembly(stage.loaded.configuration, assembly)
        let walk: @Sendable (WalkEvent) -> Void = { event in
            status.pulse.note(event)
            if progress.isShown(event) { Terminal.say(event.description) }
            progress.note(event)
        }
        let agent = await status.beside(assembly.agent(walk: walk), nil) { Terminal.say($0.description) }
        return try await AgentAssembly.run(agent) {
            try await progress.wait("the agent watches every mailbox", atMost: .seconds(20)) {
                $0.watching == stage.loaded.configuration.accounts.count
            }
            Terminal.say("\nA customer writes \(DemoLetter.all.count) letters:\n")
            let customer = DemoCustomer(stage)
            try await customer.send(DemoLetter.all)
            Terminal.say("")
            let acknowledged = DemoLetter.all.count { $0.acknowledgement != nil }
            let isComplete = try await progress.wait("every letter is dealt with", atMost: .seconds(60)) {
                $0.settled >= DemoLetter.all.count && $0.sent >= acknowledged
            }
            try await customer.waitForLetters(acknowledged)
            let report = try await DemoReport.make(stage, customer, isComplete: isComplete)
            Terminal.say(report.text)
            if keep { try await stage.waitForVisitor() }
            return report.isFine
        }
    }
}
