import ArgumentParser
import MailSandbox

/// `mailroom sandbox status`: what runs, and how to reach it.
struct SandboxStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Shows a sandbox: servers, ports, accounts. Ends with 1 when a server does not run.")

    @OptionGroup var place: SandboxFolderOption

    @Option(name: .long, help: "The form of the output: table, json.")
    var format = SandboxReport.Format.table

    func run() async throws {
        try await reportingSandboxErrors {
            let report = try SandboxReport(folder: place.url)
            try report.print(as: format)
            if !report.isComplete { throw ExitStatus.findings.code }
        }
    }
}
