import ArgumentParser
import MailSandbox

/// `mailroom sandbox down`: ends the servers and removes the folder.
struct SandboxDown: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "down", abstract: "Ends a sandbox, kills what is left of it, and removes its folder.")

    @OptionGroup var place: SandboxFolderOption

    func run() async throws {
        try await reportingSandboxErrors {
            try await Sandbox.down(in: place.url)
            Terminal.note("the sandbox in \(place.url.path) is gone")
        }
    }
}
