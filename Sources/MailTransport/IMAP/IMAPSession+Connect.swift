import CLibEtPan
import Foundation
public import MailRouting

extension IMAPSession {
    /// Connects, secures the connection as `server.tls` says, authenticates, and asks for the capabilities.
    ///
    /// A wrong password is `.authenticationRejected`; a server that is full or whose password store is down is
    /// `.throttled`. STARTTLS is refused where the server skips authentication before TLS (PREAUTH), does not offer it,
    /// or has sent more than its answer before the handshake (RFC 9051 section 6.2.1, section 11.1).
    public static func connect(
        to server: ServerSettings, as authentication: Authentication, trusting credentials: StreamCredentials,
        on pool: WorkerPool, times: IMAPTimes = IMAPTimes(), slot: CrashSlot = .none
    ) async throws(IMAPFault) -> IMAPSession {
        let endpoint = Endpoint(host: server.host, port: server.port)
        let session: IMAPSession
        do throws(StreamFault) {
            guard server.tls.permits(host: server.host) else {
                throw StreamFault(
                    endpoint: endpoint, step: .connect, cause: .plaintextRefused,
                    text: "no TLS, and the host is not this machine")
            }
            session = try IMAPSession(to: endpoint, on: pool, times: times, slot: slot)
        } catch {
            throw IMAPFault(endpoint: endpoint, command: "connect", kind: .stream(error), endsConnection: true)
        }
        try await session.open(server, as: authentication, trusting: credentials)
        return session
    }

    private func open(
        _ server: ServerSettings, as authentication: Authentication, trusting credentials: StreamCredentials
    ) async throws(IMAPFault) {
        let canceller = connection.canceller
        let result = await withTaskCancellationHandler {
            Result { () throws(IMAPFault) in
                try slot.working { () throws(IMAPFault) in
                    try dial(server, as: authentication, trusting: credentials)
                }
            }
        } onCancel: {
            canceller.cancel()
        }
        // Whatever went wrong before the session was whole, it is not used.
        if case .failure(let fault) = result { finish(fault) }
        try result.get()
    }

    private func dial(
        _ server: ServerSettings, as authentication: Authentication, trusting credentials: StreamCredentials
    ) throws(IMAPFault) {
        let wire: IMAPWire
        do throws(StreamFault) {
            try connection.connect(by: .after(times.connect))
            if server.tls == .implicit { try startTLS(trusting: credentials) }
            wire = try IMAPWire(over: connection)
        } catch {
            throw IMAPFault(endpoint: endpoint, command: "connect", kind: .stream(error), endsConnection: true)
        }
        allow(times.connect)
        let greeting = try wire.greet()
        if server.tls == .startTLS {
            try upgrade(wire, after: greeting, trusting: credentials)
        }
        if greeting == .preauthenticated {
            authenticatedBy = "PREAUTH"
        } else {
            capabilities = try askCapabilities(wire)
            try authenticate(wire, server.authentication, authentication)
        }
        wire.handle.pointee.imap_state = Int32(MAILIMAP_STATE_AUTHENTICATED)
        // What a server offers may grow after authentication (RFC 9051 section 6.2).
        capabilities = try askCapabilities(wire)
        self.wire = wire
    }

    private func upgrade(
        _ wire: IMAPWire, after greeting: IMAPWire.Greeting, trusting credentials: StreamCredentials
    ) throws(IMAPFault) {
        // PREAUTH would leave no place for STARTTLS: whoever sits on the path could have sent it.
        guard greeting == .unauthenticated else { throw refusal("STARTTLS", .notSupported(capability: "STARTTLS")) }
        capabilities = try askCapabilities(wire)
        try require("STARTTLS", for: "STARTTLS")
        allow(times.connect)
        let reply = try wire.ask(IMAPCommand("STARTTLS"))
        guard reply.isOK else { throw refusal("STARTTLS", reply) }
        do {
            try startTLS(trusting: credentials)
        } catch {
            throw IMAPFault(endpoint: endpoint, command: "STARTTLS", kind: .stream(error), endsConnection: true)
        }
    }

    private func startTLS(trusting credentials: StreamCredentials) throws(StreamFault) {
        connection.setDeadline(.after(times.connect))
        try connection.startTLS(trusting: credentials)
    }

    private func allow(_ time: Duration) {
        connection.setDeadline(.after(time))
        connection.setBudget(Limits.imapReplyBytes)
    }

    /// Asks the server, having forgotten what it said before: capabilities of the plaintext say nothing about TLS.
    private func askCapabilities(_ wire: IMAPWire) throws(IMAPFault) -> Set<String> {
        let known = wire.handle.pointee.imap_connection_info
        if let old = known?.pointee.imap_capability {
            mailimap_capability_data_free(old)
            known?.pointee.imap_capability = nil
        }
        allow(times.connect)
        let reply = try wire.ask(IMAPCommand("CAPABILITY"))
        guard reply.isOK else { throw refusal("CAPABILITY", reply) }
        let list = wire.handle.pointee.imap_connection_info?.pointee.imap_capability?.pointee.cap_list
        var names: Set<String> = []
        for capability in EtPanList(list, of: mailimap_capability.self) {
            if Int(capability.pointee.cap_type) == MAILIMAP_CAPABILITY_AUTH_TYPE {
                if let name = copiedText(capability.pointee.cap_data.cap_auth_type) {
                    names.insert("AUTH=" + name.uppercased())
                }
            } else if let name = copiedText(capability.pointee.cap_data.cap_name) {
                names.insert(name.uppercased())
            }
        }
        return names
    }

    // MARK: Authentication

    private func authenticate(
        _ wire: IMAPWire, _ method: AuthenticationMethod, _ authentication: Authentication
    ) throws(IMAPFault) {
        allow(times.connect)
        let reply: IMAPWire.Reply
        switch (authentication, method) {
        case (.password(let user, let password), .login)
        where !offers("LOGINDISABLED") && (user + password).utf8.allSatisfy { $0 < 0x80 }:
            authenticatedBy = "LOGIN"
            let login = try command("LOGIN") { (command) throws(ArgumentFault) in
                try command.addQuoted(user, what: "user name")
                try command.addQuoted(password, what: "password")
            }
            reply = try wire.ask(login)
        case (.password(let user, let password), .login), (.password(let user, let password), .plain):
            // LOGIN cannot carry 8-bit text, and a server may forbid it; PLAIN says the same (RFC 4616).
            try require("AUTH=PLAIN", for: "AUTHENTICATE PLAIN")
            reply = try respond(wire, mechanism: "PLAIN", initial: ["", user, password], separator: 0)
        case (.xoauth2(let user, let token), _):
            try require("AUTH=XOAUTH2", for: "AUTHENTICATE XOAUTH2")
            let parts = ["user=" + user, "auth=Bearer " + token, "", ""]
            reply = try respond(wire, mechanism: "XOAUTH2", initial: parts, separator: 1)
        case (.password, .xoauth2):
            throw refusal("AUTHENTICATE XOAUTH2", .invalidArgument("XOAUTH2 needs a token, not a password"))
        }
        guard !reply.isOK else { return }
        // ALERT instead of a code about authentication: "too many simultaneous connections" at some large hosts.
        let isLater = reply.meansLater || reply.code == .alert
        throw refusal(authenticatedBy, isLater ? .throttled : .authenticationRejected, reply.line)
    }

    /// The SASL exchange of a mechanism with one client response (RFC 9051 section 6.2.2).
    private func respond(
        _ wire: IMAPWire, mechanism: String, initial parts: [String], separator: UInt8
    ) throws(IMAPFault) -> IMAPWire.Reply {
        authenticatedBy = "AUTHENTICATE " + mechanism
        guard !parts.contains(where: { $0.utf8.contains(separator) || $0.utf8.contains(0) }) else {
            throw refusal(authenticatedBy, .invalidArgument("a user name or secret contains a separator"))
        }
        let response = Data(parts.map { Array($0.utf8) }.joined(separator: [separator])).base64EncodedString()
        let mayBeInitial = offers("SASL-IR")
        try wire.send(
            command(authenticatedBy) { (command) throws(ArgumentFault) in
                if mayBeInitial { command.add(response) }
            })
        var hasResponded = mayBeInitial
        // A second challenge carries the reason of a refusal (XOAUTH2) and is answered with an empty line.
        for _ in 0..<3 {
            if let reply = try wire.awaitContinuation() { return reply }
            try wire.write(line: hasResponded ? [] : Array(response.utf8))
            hasResponded = true
        }
        throw wire.fault(.malformed, ends: true)
    }
}
