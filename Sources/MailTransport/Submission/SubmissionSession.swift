public import MailRouting

/// A connection to one submission host, kept for several messages.
///
/// An actor on the worker pool: every command is a blocking call inside a method, so messages are handed in strictly
/// one after the other and nothing of the cooperative pool waits for the network.
public actor SubmissionSession {
    public nonisolated let host: SubmissionHost
    private nonisolated let executor: SessionExecutor
    private let authentication: Authentication?
    private var dialogue: SubmissionDialogue?

    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Parameter authentication: nil for hosts that ask for none. Sent only once the host's TLS policy is fulfilled.
    public init(host: SubmissionHost, authentication: Authentication?, pool: WorkerPool) {
        self.host = host
        self.authentication = authentication
        executor = SessionExecutor(pool: pool)
    }

    /// Hands in one message (header and body, any line ends) and says what came of it.
    ///
    /// Cancelling the task ends the connection at once; the outcome is still exact.
    ///
    /// - Parameter handingOver: called after the host said go and before the message is sent: the last moment to write
    ///   down that it may have been sent. When it throws, the message is not sent.
    public func submit(
        _ envelope: Envelope, message: [UInt8], deadline: Deadline,
        handingOver: @Sendable () throws -> Void = {}
    ) async -> SubmissionOutcome {
        let relay = CancellationRelay()
        return await withTaskCancellationHandler {
            do throws(SubmissionFault) {
                let wire = try wireForm(of: message)
                let dialogue = try ready(by: deadline, relay)
                let isKept = dialogue.hasTransacted
                let outcome = dialogue.transact(envelope, wire, handingOver: handingOver)
                guard isKept, !relay.isCancelled, outcome.findsConnectionGone else { return outcome }
                // The host closed the kept connection, as it may, and nothing of this message was taken: once more.
                dialogue.abandon()
                return try ready(by: deadline, relay).transact(envelope, wire, handingOver: handingOver)
            } catch {
                return .refused(error)
            }
        } onCancel: {
            relay.cancel()
        }
    }

    /// Connects and authenticates (or finds that the kept connection lives) and says what was agreed on.
    public func probe(deadline: Deadline) async throws(SubmissionFault) -> SubmissionFacts {
        let relay = CancellationRelay()
        let result: Result<SubmissionFacts, SubmissionFault> = await withTaskCancellationHandler {
            do throws(SubmissionFault) {
                let dialogue = try ready(by: deadline, relay)
                return .success(
                    SubmissionFacts(
                        tls: dialogue.connection.tlsFacts, extensions: dialogue.extensions,
                        mechanism: dialogue.mechanism))
            } catch {
                return .failure(error)
            }
        } onCancel: {
            relay.cancel()
        }
        return try result.get()
    }

    /// Says QUIT where there is somebody to say it to, and hangs up. The session may be used again.
    public func close() {
        guard let dialogue else { return }
        self.dialogue = nil
        guard !dialogue.isFinished else { return dialogue.abandon() }
        dialogue.connection.setDeadline(.after(Limits.quitPatience))
        do throws(SubmissionFault) {
            try dialogue.exchange("QUIT", .QUIT)
        } catch {
            // The host hung up first or answers slowly: nothing of ours depends on its farewell.
        }
        dialogue.abandon()
    }

    private var endpoint: Endpoint { Endpoint(host: host.server.host, port: host.server.port) }

    private func wireForm(of message: [UInt8]) throws(SubmissionFault) -> WireMessage {
        do {
            return try WireMessage(message)
        } catch {
            throw SubmissionFault(endpoint: endpoint, command: .message, cause: .invalid(error.reason))
        }
    }

    /// A dialogue that waits for MAIL: the kept one if it still answers, else a new one.
    ///
    /// A connection that was just used and left in order is not asked whether it lives: the next MAIL will tell, and
    /// costs no round trip.
    private func ready(by deadline: Deadline, _ relay: CancellationRelay) throws(SubmissionFault) -> SubmissionDialogue
    {
        if let kept = dialogue {
            dialogue = nil
            // A host that says more than it was asked is out of step.
            if !kept.isFinished && !kept.hasUnreadBytes
                && Deadline.after(.zero) < kept.lastReply + Limits.submissionIdle
            {
                relay.adopt(kept.connection.canceller)
                kept.connection.setDeadline(deadline)
                do throws(SubmissionFault) {
                    // Forgets what the last message left behind, and shows that the host still listens.
                    let isFresh = Deadline.after(.zero) < kept.lastReply + Limits.submissionFresh
                    if !isFresh || !kept.isInOrder { try kept.exchange("RSET", .RSET) }
                    dialogue = kept
                    return kept
                } catch {
                    if relay.isCancelled { throw error }
                    // The host closed an idle connection, as it may: a new one is made.
                }
            }
            kept.abandon()
        }
        let fresh = try SubmissionDialogue(to: endpoint)
        relay.adopt(fresh.connection.canceller)
        do {
            try fresh.open(host, authentication: authentication, by: deadline)
        } catch {
            fresh.abandon()
            throw error
        }
        dialogue = fresh
        return fresh
    }
}

/// What `mailroom check` shows of a submission host.
public struct SubmissionFacts: Sendable, Equatable {
    /// nil when the policy says no TLS.
    public let tls: TLSFacts?
    public let extensions: SubmissionExtensions
    /// The mechanism the host accepted our credentials with; nil without authentication.
    public let mechanism: String?
}
