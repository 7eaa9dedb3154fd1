import ArgumentParser
import MailSandbox

/// `mailroom sandbox up`: starts the servers and leaves them running.
struct SandboxUp: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up", abstract: "Starts a sandbox that stays until `mailroom sandbox down`.")

    @OptionGroup var place: SandboxFolderOption

    @Option(name: .long, help: "Another account, as name=address; may be given several times.")
    var account: [String] = []

    @Option(name: .long, help: "The form of the output: table, json.")
    var format = SandboxReport.Format.table

    func run() async throws {
        var extra: [String: String] = [:]
        for text in account {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw ValidationError("--account wants name=address, not '\(text)'") }
            extra[parts[0]] = parts[1]
        }
        try await reportingSandboxErrors {
            let options = Sandbox.Options(extraAccounts: extra, lifetime: .detached)
            let sandbox = try await Sandbox.start(in: place.url, options: options)
            try SandboxReport(folder: sandbox.folder).print(as: format)
        }
    }
}
