import Foundation
import MailRehearsal
import MailRouting
import MailSandbox

/// The servers and the configuration a week is played with, all in one folder that goes away afterwards.
struct RehearsalStage: Sendable {
    /// That of the sandbox's departments.
    static let domain = "buttons.test"

    let sandbox: Sandbox
    let loaded: LoadedConfiguration

    /// A week in minutes: what is spread over five days comes at once, and the limits let it.
    static let raised = RateLimits(perMinute: 10_000, perHour: 100_000)

    static func set(
        rules: String, templates: String, limits: RateLimits = raised
    ) async throws -> RehearsalStage {
        let sandbox = try await Sandbox.start()
        do {
            let file = sandbox.folder.appendingPathComponent("mailroom.yaml")
            try Data(configuration(sandbox, rules: rules, templates: templates, limits).utf8).write(to: file)
            let loaded = try reportingDiagnostics { () throws(Diagnostics) in try LoadedConfiguration.load(file.path) }
            return RehearsalStage(sandbox: sandbox, loaded: loaded)
        } catch {
            try await sandbox.stop()
            throw error
        }
    }

    /// The week as the agent on this stage knows it for simulated.
    func sealed(_ simulation: Simulation) throws -> Simulation {
        let folder = loaded.configuration.stateFolder
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return simulation.sealed(by: try SimulationKeyFile(stateFolder: folder).makeKey().seal)
    }

    func strike() async throws { try await sandbox.stop() }

    private static func configuration(
        _ sandbox: Sandbox, rules: String, templates: String, _ limits: RateLimits
    ) -> String {
        SandboxInstallation(
            sandbox: sandbox, rules: rules, templates: templates,
            senderNames: ["info", "sales", "support", "finance"].map { ($0, "Happy Buttons") },
            limits: "{per_minute: \(limits.perMinute), per_hour: \(limits.perHour)}",
            blocks: """
                acknowledgements:
                  courtesy: royal
                  default_language: en
                  limits: {same_subject: 100, department: 300, sender: 500, domain: 2000, public_domain: 20000}
                simulation: {sink: senders}
                """
        ).text
    }
}
