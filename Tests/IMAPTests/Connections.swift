import MailRouting
import MailSandbox
import MailTransport
import Testing

/// Long enough for a machine that is busy with other things; a test of a silent server has times of its own.
let quick = IMAPTimes(
    connect: .seconds(60), command: .seconds(60), transfer: .seconds(60), idle: .seconds(60), logout: .seconds(1))
let pool = WorkerPool()

/// A logged-in session with a scripted server.
func session(
    with server: FakeIMAPServer, tls: TLSPolicy = .none(forced: false), method: AuthenticationMethod = .login,
    as authentication: Authentication = .password(user: "info", password: "secret"), times: IMAPTimes = quick
) async throws -> IMAPSession {
    let settings = ServerSettings(
        host: "127.0.0.1", port: server.port, tls: tls, caFile: nil, authentication: method,
        userName: authentication.user, secret: .environment("UNUSED"))
    return try await IMAPSession.connect(
        to: settings, as: authentication, trusting: .trusting(caFile: nil), on: pool, times: times)
}

/// One Dovecot for all tests of this process; each test takes an account of its own.
actor SharedSandbox {
    static let shared = SharedSandbox()
    private var starting: Task<Sandbox, any Error>?

    func sandbox() async throws -> Sandbox {
        if let starting { return try await starting.value }
        // A task of its own, because it outlives the test that happens to be first.
        let task = Task { try await Sandbox.start(options: .init(extraAccounts: SharedSandbox.accounts)) }
        starting = task
        return try await task.value
    }

    static let accounts = Dictionary(
        uniqueKeysWithValues: [
            "mailboxes", "headers", "round", "move", "wake", "cancel", "search", "starttls", "store", "many", "relogin",
        ].map { ($0, "\($0)@imap.test") })
}

extension Sandbox {
    nonisolated func settings(
        _ user: String, tls: TLSPolicy = .implicit, method: AuthenticationMethod = .login
    ) -> ServerSettings {
        ServerSettings(
            host: host, port: tls == .implicit ? ports.imapTLS : ports.imapStartTLS, tls: tls, caFile: caFile,
            authentication: method, userName: "\(user)@imap.test", secret: .environment("UNUSED"))
    }

    nonisolated func session(
        _ user: String, tls: TLSPolicy = .implicit, method: AuthenticationMethod = .login, password: String? = nil
    ) async throws -> IMAPSession {
        let account = try #require(accounts.first { $0.name == user })
        return try await IMAPSession.connect(
            to: settings(user, tls: tls, method: method),
            as: .password(user: account.address, password: password ?? account.password),
            trusting: .trusting(caFile: caFile), on: pool)
    }
}

/// The fault a call ends with.
func fault<Value>(_ body: () async throws -> Value) async -> IMAPFault? {
    do {
        _ = try await body()
        Issue.record("nothing was thrown")
        return nil
    } catch {
        return error as? IMAPFault
    }
}

func uid(_ number: Int) throws -> UID { try #require(UID(number)) }
