import MailRouting

extension SubmissionDialogue {
    /// Everything before the first MAIL: connection, TLS as the policy says, EHLO, AUTH.
    func open(
        _ host: SubmissionHost, authentication: Authentication?, by deadline: Deadline
    ) throws(SubmissionFault) {
        let policy = host.server.tls
        guard policy.permits(host: endpoint.host) else {
            let refused = StreamFault(
                endpoint: endpoint, step: .connect, cause: .plaintextRefused,
                text: "plaintext is refused for hosts other than this machine")
            throw fault(.connect, .connection(refused))
        }
        do {
            try connection.connect(by: deadline)
        } catch {
            throw fault(.connect, .connection(error))
        }
        if policy == .implicit { try startTLS(host, .connect) }
        connection.setBudget(Limits.replyOctets)
        try success(of: .greeting)
        try hello(host.ehloName)
        if policy == .startTLS {
            guard extensions.hasSTARTTLS else { throw fault(.STARTTLS, .unsupported("STARTTLS")) }
            try exchange("STARTTLS", .STARTTLS)
            // RFC 3207 section 6: what came in plaintext after the reply may have been put there by somebody else.
            guard !hasUnreadBytes else {
                let injected = StreamFault(
                    endpoint: endpoint, step: .handshake, cause: .bufferedPlaintext,
                    text: "plaintext was waiting when TLS was about to start")
                throw fault(.STARTTLS, .connection(injected))
            }
            extensions = .none
            try startTLS(host, .STARTTLS)
            try hello(host.ehloName)
        }
        if let authentication { try authenticate(authentication, preferring: host.server.authentication) }
    }

    private func startTLS(_ host: SubmissionHost, _ command: Command) throws(SubmissionFault) {
        let credentials: StreamCredentials
        do {
            credentials = try StreamCredentials.trusting(caFile: host.server.caFile)
        } catch {
            throw fault(command, .trustAnchors(error))
        }
        do {
            try connection.startTLS(trusting: credentials)
        } catch {
            throw fault(command, .connection(error))
        }
    }

    private func hello(_ name: String) throws(SubmissionFault) {
        guard !name.isEmpty, name.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw fault(.EHLO, .invalid("an EHLO name that is no host name"))
        }
        let reply = try exchange("EHLO \(name)", .EHLO)
        extensions = SubmissionExtensions(greeting: reply.lines)
    }
}
