import Foundation
import FoundationNetworking
import MailSandbox
import Testing

/// `mailroom run` as a process of its own, on the shipped rules and templates, so that it can be killed.
final class RunningAgent {
    private let sandbox: Sandbox
    private let configuration: URL
    private let output: URL
    private let state: URL
    private let disk: String?
    private var process: Process?

    /// - Parameters:
    ///   - name: of its state folder and files; another one makes another agent.
    ///   - sharingOutput: Go on in the file of an agent that is there already.
    ///   - disk: the size of a disk of its own for its state folder, as mount(8) takes it; gone when the process ends.
    ///   - edit: what is to be different in its configuration.
    init(
        _ sandbox: Sandbox, name: String = "agent", sharingOutput: Bool = false, disk: String? = nil,
        edit: (String) -> String = { $0 }
    ) throws {
        self.sandbox = sandbox
        self.disk = disk
        configuration = sandbox.folder.appendingPathComponent("\(name).yaml")
        output = sandbox.folder.appendingPathComponent("\(name)-walk.txt")
        state = sandbox.folder.appendingPathComponent(name)
        try Data(edit(Self.text(sandbox, state: state.path)).utf8).write(to: configuration)
        if !sharingOutput { try Data().write(to: output) }
    }

    /// Where its journal is, for a second look from outside.
    var journal: String { state.appendingPathComponent("journal.sqlite").path }

    /// The state folder as the process sees it, which may have a disk of its own.
    func stateSeenFromInside() throws -> URL {
        URL(fileURLWithPath: "/proc/\(try #require(processIdentifier))/root\(state.path)")
    }

    /// Starts it; what it prints goes on in the same file.
    func start() throws {
        let handle = try FileHandle(forWritingTo: output)
        try handle.seekToEnd()
        let process = Process()
        let command = [builtProduct("mailroom").path, "run", "--config", configuration.path]
        let whole = try disk.map { try OwnDisk.command(mounting: $0, at: state, for: command) } ?? command
        process.executableURL = URL(fileURLWithPath: whole[0])
        process.arguments = Array(whole.dropFirst())
        // A backtrace of a planned crash takes longer than everything else here.
        process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        self.process = process
    }

    /// kill -9: no chance to put anything in order.
    func kill() {
        guard let process else { return }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        self.process = nil
    }

    /// SIGTERM, and its exit status once it has ended.
    func terminate(within limit: Duration = .seconds(60)) async throws -> Int32 {
        let process = try #require(process)
        process.terminate()
        try await eventually("the agent ends", within: limit) { !process.isRunning }
        self.process = nil
        return process.terminationStatus
    }

    /// Once it has ended.
    var exitStatus: Int32? { process.flatMap { $0.isRunning ? nil : $0.terminationStatus } }

    var isRunning: Bool { process?.isRunning ?? false }

    var processIdentifier: Int32? { process?.processIdentifier }

    /// Everything printed since the first start.
    func walk() throws -> [Substring] {
        String(decoding: try Data(contentsOf: output), as: UTF8.self).split(separator: "\n")
    }

    /// Where its status is, once it has said so: `http://127.0.0.1:` and the port.
    func statusAddress() throws -> String {
        let line = try walk().last { $0.hasPrefix("status    http://") }
        return String(try #require(line, "no status yet").dropFirst(10).dropLast())
    }

    /// What is answered with 200; nil for anything else.
    static func fetch(_ address: String) async throws -> String? {
        let (data, response) = try await URLSession.shared.data(from: try #require(URL(string: address)))
        return (response as? HTTPURLResponse)?.statusCode == 200 ? String(decoding: data, as: UTF8.self) : nil
    }

    func count(_ step: String) throws -> Int { try walk().count { $0.hasPrefix(step) } }

    /// What another verb prints about the same installation, and its exit status; the agent may be at work.
    func verb(_ arguments: String...) async throws -> (text: String, status: Int32) { try await verb(arguments) }

    func verb(_ arguments: [String]) async throws -> (text: String, status: Int32) {
        let (process, answer) = try beginVerb(arguments)
        try await eventually("it ends", within: .seconds(300)) { !process.isRunning }
        return (String(decoding: try Data(contentsOf: answer), as: UTF8.self), process.terminationStatus)
    }

    /// The same, on its way: to be killed.
    func beginVerb(_ arguments: [String]) throws -> (Process, output: URL) {
        let answer = sandbox.folder.appendingPathComponent("answer-\(UUID().uuidString).txt")
        try Data().write(to: answer)
        let process = Process()
        process.executableURL = builtProduct("mailroom")
        process.arguments = arguments + ["--config", configuration.path]
        process.standardOutput = try FileHandle(forWritingTo: answer)
        try process.run()
        return (process, answer)
    }

    /// Where the shipped rules and templates are.
    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    private static func text(_ sandbox: Sandbox, state: String) -> String {
        let names = ["info", "sales", "support", "finance"]
        func password(_ name: String) -> String {
            sandbox.account(name).map { "file:" + sandbox.passwordFile(of: $0) } ?? "env:NONE"
        }
        return """
            version: 1
            state: \(state)
            rules: \(repository)/rules
            templates: \(repository)/config/templates
            defaults:
              {host: 127.0.0.1, port: \(sandbox.ports.imapTLS), tls: implicit, ca_file: \(sandbox.caFile), poll_interval: 10s}
            accounts:
            \(names.map { "  \($0): {address: \($0)@buttons.test, password: \"\(password($0))\"}" }.joined(separator: "\n"))
            departments:
            \(names.map { "  \($0): {account: \($0), sender_name: Buttons}" }.joined(separator: "\n"))
            submission:
              main:
                host: 127.0.0.1
                port: \(sandbox.ports.submission)
                tls: starttls
                ca_file: \(sandbox.caFile)
                user: info@buttons.test
                password: "\(password("info"))"
                ehlo_name: mailroom.buttons.test
                limits: {per_minute: 1000, per_hour: 10000}
            status: {port: 0}
            """
    }
}

/// Waits for something that another process brings about.
func eventually(
    _ what: Comment, within limit: Duration = .seconds(60), sourceLocation: SourceLocation = #_sourceLocation,
    _ isMet: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + limit
    while try await !isMet() {
        try #require(ContinuousClock.now < end, "\(what): it did not within \(limit)", sourceLocation: sourceLocation)
        try await Task.sleep(for: .milliseconds(20))
    }
}

/// A product beside the test bundle in the build folder.
func builtProduct(_ name: String) -> URL {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    while folder.path != "/", !FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path) {
        folder.deleteLastPathComponent()
    }
    return folder.appendingPathComponent(name)
}
