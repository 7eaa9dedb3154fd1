extension IMAPSession {
    /// Waits until the server says that something in the selected mailbox changed, or `duration` has passed.
    ///
    /// No thread is held while waiting. Servers log out clients that idle for 30 minutes (RFC 2177), so wait for less;
    /// a little chance in `duration` keeps a thousand sessions from waking at once. Every end but a failure has sent
    /// DONE and heard the answer. The time for the answer is part of `duration`, where that is ten seconds or more: a
    /// connection that died in silence is noticed by then, and no word of the server is needed for it.
    ///
    /// What changed is not told: changes can hide in any command's answer, so look at UIDNEXT before and after.
    public func idle(atMost duration: Duration) async throws(IMAPFault) -> IdleOutcome {
        try require("IDLE", for: "IDLE")
        guard selected != nil else { throw refusal("IDLE", .invalidArgument("no mailbox is selected")) }
        guard !Task.isCancelled else { return .cancelled }
        let (refused, hasChanged) = try await exchange("IDLE", within: times.idle, budget: Limits.imapReplyBytes) {
            (wire) throws(IMAPFault) in
            var hasChanged = false
            try wire.send(IMAPCommand("IDLE"))
            let refused = try wire.awaitContinuation { if !$0.isKeepAlive { hasChanged = true } }
            return (refused, hasChanged)
        }
        if let refused { throw refusal("IDLE", refused) }
        let isShort = duration < Limits.imapIdleEnd * 2
        let patience = isShort ? times.idle : min(times.idle, max(duration / 4, Limits.imapIdleEnd))
        let outcome = hasChanged ? .changed : try await listen(atMost: max(duration - patience, duration / 2))
        let reply = try await exchange(
            "IDLE", within: patience, budget: Limits.imapReplyBytes, isCancellable: false
        ) { (wire) throws(IMAPFault) in
            try wire.write(line: Array("DONE".utf8))
            try wire.readLine()
            return try wire.parse()
        }
        guard reply.isOK else { throw refusal("IDLE", reply) }
        return outcome
    }

    /// Between `+` and DONE: sleeps on the descriptor, drops keep-alives, wakes for everything else.
    private func listen(atMost duration: Duration) async throws(IMAPFault) -> IdleOutcome {
        let clock = ContinuousClock()
        let until = clock.now + duration
        connection.setDeadline(.after(duration + times.idle))
        connection.setBudget(Limits.imapReplyBytes)
        while true {
            // Look before sleeping: what came in one segment with the `+` is in a buffer, and the descriptor is silent.
            if try hasHeard() { return .changed }
            let wait = ReadinessWait()
            idleWait = wait
            let descriptor = connection.descriptor
            let outcome = await withTaskCancellationHandler {
                await wait.wait(for: descriptor, atMost: until - clock.now)
            } onCancel: {
                wait.end(.cancelled)
            }
            idleWait = nil
            if let end {
                finish(end)
                throw refusal("IDLE", .closed)
            }
            switch outcome {
            case .readable: continue
            case .timedOut: return .timedOut
            case .cancelled: return .cancelled
            }
        }
    }

    /// Takes in what has arrived; true when it is more than keep-alives.
    private func hasHeard() throws(IMAPFault) -> Bool {
        guard let wire else { throw refusal("IDLE", .closed) }
        do {
            guard try wire.drain() else { return true }
        } catch {
            finish(error)
            throw error
        }
        let lines = wire.unread()
        if let goodbye = lines.first(where: { $0.hasPrefix("* BYE") }) {
            let fault = wire.fault(.disconnected, goodbye, ends: true)
            finish(fault)
            throw fault
        }
        guard lines.allSatisfy(\.isKeepAlive) else { return true }
        wire.dropUnreadLines()
        return false
    }
}

extension StringProtocol {
    /// `* OK Still here`: servers send it so that routers do not forget the connection.
    fileprivate var isKeepAlive: Bool { hasPrefix("* OK") }
}
