public import Foundation

extension Sandbox {
    /// What is known of a sandbox from its folder, for another process than the one that started it.
    public struct Status: Sendable {
        /// The address to connect to.
        public let host: String
        /// The ports, all on ``host``.
        public let ports: Ports
        /// The PEM file with the certificate of the sandbox's CA.
        public let caFile: String
        /// The accounts with their passwords.
        public let accounts: [Account]
        /// Which servers run, by name: `dovecot`, `exim`.
        public let isRunning: [String: Bool]
        let place: SandboxFolder

        /// The file that holds an account's password and nothing else, mode 0600.
        public func passwordFile(of account: Account) -> String { place.passwordFile(of: account) }
    }

    /// Looks at the sandbox in a folder.
    ///
    /// - Throws: ``SandboxError/noSandbox(folder:)`` where there is none or it never came to run.
    public static func status(in folder: URL) throws -> Status {
        let place = SandboxFolder(folder)
        guard let state = try SandboxState.read(from: place) else {
            throw SandboxError.noSandbox(folder: place.path)
        }
        let running = Server.allCases.map { ($0.rawValue, state.servers[$0.rawValue]?.isAlive ?? false) }
        return Status(
            host: state.host, ports: state.ports, caFile: state.caFile, accounts: state.accounts,
            isRunning: Dictionary(uniqueKeysWithValues: running), place: place)
    }

    /// Ends the sandbox in a folder, whoever started it, kills what is left of it, and removes the folder.
    ///
    /// - Throws: ``SandboxError/noSandbox(folder:)`` where there is none.
    public static func down(in folder: URL) async throws {
        let place = SandboxFolder(folder)
        for (name, session) in (try SandboxState.read(from: place)?.servers ?? [:]).sorted(by: { $0.key > $1.key }) {
            try await Supervisor.end(session, name: name, first: SIGTERM)
        }
        try place.remove()
    }

    /// The folder `mailroom sandbox` uses when none is named: one for each user.
    ///
    /// The runtime directory goes with the user's last session, as the servers should. Root's is closed to the servers'
    /// user, so root's sandbox is in the temporary directory, like that of a user without a session.
    public static var defaultFolder: URL {
        if geteuid() != 0, let runtime = ProcessInfo.processInfo.environment["XDG_RUNTIME_DIR"], !runtime.isEmpty {
            return URL(fileURLWithPath: runtime, isDirectory: true).appendingPathComponent("mailroom-sandbox")
        }
        return URL(fileURLWithPath: "/tmp/mailroom-sandbox-\(geteuid())", isDirectory: true)
    }

    static func isRunning(in place: SandboxFolder) throws -> Bool {
        guard FileManager.default.fileExists(atPath: place.stateFile) else { return false }
        return try SandboxState.read(from: place)?.servers.values.contains { $0.isAlive } ?? false
    }
}
