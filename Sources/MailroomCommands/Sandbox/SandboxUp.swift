import ArgumentParser
import Dispatch
import Foundation
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

    @Flag(name: .long, help: "Stay, and end the sandbox on Ctrl-C, SIGTERM, or however else this process ends.")
    var foreground = false

    func run() async throws {
        var extra: [String: String] = [:]
        for text in account {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw ValidationError("--account wants name=address, not '\(text)'") }
            extra[parts[0]] = parts[1]
        }
        try await reportingSandboxErrors {
            let interruption = foreground ? Interruption() : nil
            let options = Sandbox.Options(extraAccounts: extra, lifetime: foreground ? .process : .detached)
            let sandbox = try await Sandbox.start(in: place.url, options: options)
            try SandboxReport(folder: sandbox.folder).print(as: format)
            if let interruption {
                await interruption.wait()
                try await sandbox.stop()
            }
        }
    }
}

/// Waits for SIGINT or SIGTERM, which from its making on no longer end the process.
private final class Interruption {
    private let signals: AsyncStream<Void>
    private let sources: [any DispatchSourceSignal]

    init() {
        let (signals, continuation) = AsyncStream.makeStream(of: Void.self)
        self.signals = signals
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield() }
            source.resume()
            return source
        }
    }

    deinit { sources.forEach { $0.cancel() } }

    func wait() async {
        for await _ in signals { return }
    }
}
