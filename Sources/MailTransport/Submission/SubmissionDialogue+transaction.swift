extension SubmissionDialogue {
    /// Hands in one message: MAIL, RCPT, DATA, the message, the final dot (RFC 5321 section 3.3).
    ///
    /// All forward-paths or none: when one is refused the message is not sent to the others, so that every outcome is
    /// about the whole.
    ///
    /// - Parameter handingOver: called after the host said go and before the message is sent: the last moment to write
    ///   down that it may have been sent. When it throws, the message is not sent.
    func transact(
        _ envelope: Envelope, _ message: WireMessage, handingOver: () throws -> Void
    ) -> SubmissionOutcome {
        do throws(SubmissionFault) {
            let commands = try commands(envelope, message)
            beginTransaction()
            try introduce(commands)
            try lastStep(handingOver)
            connection.setBudget(Limits.replyOctets)
            try write(message.bytes, .message)
        } catch {
            return .refused(error)
        }
        // From here on the host may have the whole message, whatever happens to us.
        do throws(SubmissionFault) {
            try write([0x2E, 0x0D, 0x0A], .message)
            let reply = try reply(to: .message)
            // Whatever the reply, the host's buffers are cleared (RFC 5321 section 4.1.1.4).
            endTransaction()
            if Command.message.isSuccess(reply.code) { return .accepted(reply) }
            let refusal = refusal(.message, reply)
            return refusal.cause == .refused ? .refused(refusal) : .uncertain(refusal)
        } catch {
            return .uncertain(error)
        }
    }

    private func lastStep(_ handingOver: () throws -> Void) throws(SubmissionFault) {
        do {
            try handingOver()
        } catch {
            abandon()
            throw fault(.DATA, .abandoned("\(error)"))
        }
    }

    private func commands(_ envelope: Envelope, _ message: WireMessage) throws(SubmissionFault) -> [(String, Command)] {
        let reversePath: WirePath?
        let forwardPaths: [WirePath]
        do {
            reversePath = try envelope.reversePath.map { address throws(WirePath.Invalid) in try WirePath(address) }
            forwardPaths = try envelope.forwardPaths.map { address throws(WirePath.Invalid) in try WirePath(address) }
        } catch {
            throw fault(.MAIL, .invalid(error.reason))
        }
        guard !forwardPaths.isEmpty, forwardPaths.count <= Limits.forwardPaths else {
            throw fault(.RCPT, .invalid("\(forwardPaths.count) forward-paths; 1 to \(Limits.forwardPaths) can be sent"))
        }
        var mail = "MAIL FROM:<\(reversePath?.text ?? "")>"
        let needsSMTPUTF8 =
            message.hasUTF8Header || reversePath?.needsSMTPUTF8 == true || forwardPaths.contains { $0.needsSMTPUTF8 }
        if needsSMTPUTF8 {
            guard extensions.hasSMTPUTF8 else {
                throw fault(.MAIL, .unsupported("SMTPUTF8, which an address or header field needs"))
            }
            mail += " SMTPUTF8"
        }
        if message.is8Bit {
            guard extensions.has8BITMIME else {
                throw fault(.MAIL, .unsupported("8BITMIME, which the message needs"))
            }
            mail += " BODY=8BITMIME"
        }
        if extensions.hasSize {
            if let limit = extensions.sizeLimit, message.size > limit {
                throw fault(.MAIL, .unsupported("messages of \(message.size) octets (its limit is \(limit))"))
            }
            mail += " SIZE=\(message.size)"
        }
        let notify = extensions.hasDSN ? " NOTIFY=\(envelope.wantsNotification ? "FAILURE" : "NEVER")" : ""
        return [(mail, .MAIL)] + forwardPaths.map { ("RCPT TO:<\($0.text)>\(notify)", .RCPT) } + [("DATA", .DATA)]
    }

    /// Sends the commands up to DATA, in one go where the host offers PIPELINING (RFC 2920), and returns when the
    /// host waits for the message.
    private func introduce(_ commands: [(line: String, command: Command)]) throws(SubmissionFault) {
        guard extensions.hasPipelining else {
            for (line, command) in commands { try exchange(line, command) }
            return
        }
        try send(commands.map(\.line), .MAIL)
        var refusals: [SubmissionFault] = []
        var goesAhead = false
        for (_, command) in commands where !isFinished {
            do throws(SubmissionFault) {
                try success(of: command)
                goesAhead = command == .DATA
            } catch {
                refusals.append(error)
            }
        }
        // What follows a refused MAIL is a consequence of it, and so is what DATA gets after a refused RCPT. Among
        // the forward-paths a permanent refusal decides: the whole can never go.
        let paths = refusals.filter { $0.command == .RCPT }
        guard
            let decisive = refusals.first(where: { $0.command == .MAIL }) ?? paths.first(where: \.isPermanent)
                ?? paths.first ?? refusals.first
        else { return }
        // The host waits for a message that must not be sent: only hanging up says so without a message.
        if goesAhead { abandon() }
        throw decisive
    }
}
