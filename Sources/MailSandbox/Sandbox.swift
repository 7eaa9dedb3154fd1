public import Foundation

/// A real Dovecot and a real Exim on loopback with a throw-away CA, in one folder.
///
/// The demo and the tests talk to what production runs instead of to a model of it. Servers listen on free unprivileged
/// ports of 127.0.0.1, run as an ordinary user (as `nobody` when the caller is root), and nothing sent here ever leaves
/// the machine: Exim knows no route but the one to this Dovecot, and mail for other domains ends in a catch-all mailbox.
public actor Sandbox {
    /// The ports, all on 127.0.0.1.
    public struct Ports: Sendable, Hashable, Codable {
        /// IMAP with TLS from the first byte.
        public let imapTLS: UInt16
        /// IMAP with STARTTLS.
        public let imapStartTLS: UInt16
        /// SMTP submission with STARTTLS; AUTH PLAIN and LOGIN once TLS stands.
        public let submission: UInt16
        /// LMTP into Dovecot, without TLS or authentication.
        public let lmtp: UInt16
    }

    /// The name in the server certificate, beside `localhost` and `127.0.0.1`.
    public static let serverName = "mail.sandbox.test"
    /// The account that receives everything addressed to other domains, with `X-Original-To` added.
    public static let catchAllAddress = "catchall@sandbox.test"

    /// The folder everything is in.
    public nonisolated let folder: URL
    /// The address to connect to; `localhost` is in the certificate too.
    public nonisolated let host = "127.0.0.1"
    /// The ports, all on 127.0.0.1.
    public nonisolated let ports: Ports
    /// The PEM file with the certificate of the sandbox's CA, for `ca_file:`.
    public nonisolated let caFile: String
    /// The accounts: info, sales, support, finance, customer, catchall, then the extra ones by name.
    public nonisolated let accounts: [Account]

    nonisolated let place: SandboxFolder
    let user: ServerUser
    private let lifetime: Options.Lifetime
    private let introspection: String?
    private let token: String
    private var servers: [Server: Supervisor] = [:]

    private init(
        place: SandboxFolder, user: ServerUser, accounts: [Account], ports: Ports, token: String,
        options: Options
    ) {
        self.place = place
        self.folder = URL(fileURLWithPath: place.path, isDirectory: true)
        self.caFile = place.caFile
        self.user = user
        self.accounts = accounts
        self.ports = ports
        self.token = token
        lifetime = options.lifetime
        introspection = options.introspection
    }

    /// Starts a sandbox and returns when both servers answer.
    ///
    /// - Parameters:
    ///   - folder: Where everything goes: a new or empty folder, or one a sandbox left behind. Without it a temporary
    ///     one is made. It belongs to the sandbox from now on, and disappears with it.
    ///   - options: The accounts and how long the servers live.
    /// - Throws: ``SandboxError``; whatever was started by then is ended again.
    public static func start(in folder: URL? = nil, options: Options = Options()) async throws -> Sandbox {
        try Program.requireAll()
        let accounts = try options.makeAccounts()
        let user = try ServerUser.current()
        let place = try folder.map { SandboxFolder($0) } ?? SandboxFolder.temporary()
        if folder != nil, try isRunning(in: place) { throw SandboxError.alreadyRunning(folder: place.path) }
        try place.prepare(for: user)
        do {
            try await ThrowAwayAuthority(folder: place).issue(options)
            var attempt = 0
            while true {
                attempt += 1
                let sandbox = Sandbox(
                    place: place, user: user, accounts: accounts, ports: Ports.choose(),
                    token: String(UInt64.random(in: 0...UInt64.max), radix: 36), options: options)
                do {
                    try await sandbox.configure()
                    try await sandbox.startAll()
                    return sandbox
                } catch {
                    try await sandbox.stopServers()
                    // Decided by asking the system, not by reading the log: was a port taken from under us?
                    let isPortTaken = !sandbox.ports.all.allSatisfy(LoopbackSocket.isFree)
                    guard error is SandboxError, isPortTaken, attempt < Limits.portAttempts else { throw error }
                }
            }
        } catch {
            try place.remove()
            throw error
        }
    }

    /// Starts a sandbox, lets `body` use it, and stops it, whatever happens.
    public static func with<Value: Sendable>(
        options: Options = Options(), _ body: (Sandbox) async throws -> Value
    ) async throws -> Value {
        let sandbox = try await start(options: options)
        let value: Value
        do {
            value = try await body(sandbox)
        } catch {
            try await sandbox.stop()
            throw error
        }
        try await sandbox.stop()
        return value
    }

    /// Ends both servers, waits until no process is left, and removes the folder.
    ///
    /// - Parameter keepingFolder: Leave the logs and the mail for a look; the next start in the folder removes them.
    public func stop(keepingFolder: Bool = false) async throws {
        try await stopServers()
        if keepingFolder { try writeState() } else { try place.remove() }
    }

    /// The account with a short name such as `info`; nil where there is none.
    public nonisolated func account(_ name: String) -> Account? { accounts.first { $0.name == name } }

    /// The file that holds an account's password and nothing else, mode 0600.
    public nonisolated func passwordFile(of account: Account) -> String { place.passwordFile(of: account) }

    private func configure() throws {
        try place.write(SupervisorScript.text, to: place.supervisor)
        try place.write(
            DovecotConfiguration(
                folder: place, user: user, ports: ports, token: token, takesTokens: introspection != nil
            ).text, to: place.dovecotConfiguration)
        if let introspection {
            try place.write(DovecotConfiguration.tokens(introspection), to: place.dovecotTokens)
        }
        try place.write(
            EximConfiguration(folder: place, user: user, ports: ports, accounts: accounts, token: token).text,
            to: place.eximConfiguration)
        try place.write(DovecotConfiguration.users(accounts), to: place.dovecotUsers)
        try place.write(EximConfiguration.users(accounts), to: place.eximUsers)
        for account in accounts { try place.write(account.password, to: place.passwordFile(of: account)) }
        try writeState()
        try place.handOver(to: user)
    }

    private func startAll() async throws {
        for server in Server.allCases { try spawn(server) }
        for server in Server.allCases { try await waitUntilReady(server) }
    }

    private func stopServers() async throws {
        // Exim first: it is the one that talks to the other.
        for server in Server.allCases.reversed() { try await end(server) }
    }

    /// Starts one server without waiting for it; nothing happens when it runs.
    func spawn(_ server: Server) throws {
        guard servers[server] == nil else { return }
        if server == .dovecot { try place.removeFile(place.dovecotPidFile) }
        servers[server] = try Supervisor.start(
            server.rawValue, try server.command(in: place), in: place, as: user, lifetime: lifetime)
        try writeState()
    }

    /// Ends one server, politely or as a crash would; nothing happens when it does not run.
    func end(_ server: Server, killing: Bool = false) async throws {
        guard let supervisor = servers.removeValue(forKey: server) else { return }
        if killing { try await supervisor.kill() } else { try await supervisor.stop() }
        try place.removeFile(place.supervisorMarker(of: supervisor.session))
        try writeState()
    }

    /// Returns when the server greets on each of its ports; throws with its log when it ended or stays silent.
    func waitUntilReady(_ server: Server) async throws {
        let deadline = ContinuousClock.now + Limits.startTimeout
        for port in server.greetingPorts(ports) {
            while !(await greets(on: port)) {
                let log = place.tail(of: [place.outputLog(of: server.rawValue)] + server.logs(in: place))
                guard servers[server]?.session.isAlive == true else {
                    throw SandboxError.serverEnded(program: server.rawValue, log: log)
                }
                guard ContinuousClock.now < deadline else {
                    throw SandboxError.serverSilent(program: server.rawValue, port: port, log: log)
                }
                try await Task.sleep(for: Limits.pollInterval)
            }
        }
    }

    /// True when our own server answers; asked on a thread that may block.
    private func greets(on port: UInt16) async -> Bool {
        let token = token
        return await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                let greeting = LoopbackSocket(port: port, timeoutSeconds: 2)?.readLine()
                continuation.resume(returning: greeting?.contains(token) == true)
            }
        }
    }

    private func writeState() throws {
        guard access(place.stateFile, F_OK) == 0 else { return }
        let sessions = servers.map { ($0.key.rawValue, $0.value.session) }
        try SandboxState(
            host: host, ports: ports, caFile: caFile, accounts: accounts,
            servers: Dictionary(uniqueKeysWithValues: sessions)
        ).write(to: place)
    }
}
