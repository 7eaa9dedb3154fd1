/// One authenticated IMAP connection; commands run one after the other, each within a deadline and a byte budget.
///
/// An actor on threads of its own: libetpan blocks, and must never block Swift's cooperative pool. A fault that loses
/// or misreads an answer ends the connection (`IMAPFault.endsConnection`); the session then answers every call with
/// `.closed`. Cancelling the task of a running command ends the connection too, at once.
///
/// Nothing but ``idle(atMost:)`` suspends, so calls of other tasks never come between the batches of one call.
public actor IMAPSession {
    public nonisolated let endpoint: Endpoint
    private nonisolated let executor: SessionExecutor
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    let connection: MailStreamConnection
    let times: IMAPTimes
    var wire: IMAPWire?
    /// What ended the connection; later calls repeat it.
    private(set) var end: IMAPFault?
    /// The wait of a running IDLE.
    var idleWait: ReadinessWait?
    var authenticatedBy = ""
    /// What the server offers, in upper case, as of after authentication.
    public internal(set) var capabilities: Set<String> = []
    /// The selected mailbox; nil before the first SELECT.
    public internal(set) var selected: SelectedMailbox?
    /// HIGHESTMODSEQ as of the last SELECT; nil where the mailbox has none.
    var highestModSeq: UInt64?

    let slot: CrashSlot

    init(
        to endpoint: Endpoint, on pool: WorkerPool, times: IMAPTimes, slot: CrashSlot
    ) throws(StreamFault) {
        self.slot = slot
        self.endpoint = endpoint
        self.times = times
        executor = SessionExecutor(pool: pool, slot: slot)
        connection = try MailStreamConnection(to: endpoint, speaking: .imap)
    }

    /// Whether commands may still be sent.
    public var isOpen: Bool { wire != nil && end == nil }

    /// Whether the session waits in IDLE; every other command is then `.busy`.
    public var isIdling: Bool { idleWait != nil }

    /// What `mailroom check` tells about this session.
    public var facts: IMAPFacts {
        IMAPFacts(
            endpoint: endpoint, tls: connection.tlsFacts, capabilities: capabilities, authentication: authenticatedBy,
            moves: offers("MOVE") && offers("UIDPLUS") ? "MOVE" : offers("UIDPLUS") ? "UIDPLUS" : nil,
            idles: offers("IDLE"))
    }

    func offers(_ capability: String) -> Bool { capabilities.contains(capability) }

    func require(_ capability: String, for command: String) throws(IMAPFault) {
        if !offers(capability) { throw refusal(command, .notSupported(capability: capability)) }
    }

    /// Ends the connection at once, without LOGOUT. Safe to call twice and while IDLE waits.
    public func close() {
        if end == nil { end = refusal("close", .closed) }
        connection.canceller.cancel()
        idleWait?.end(.cancelled)
        // While IDLE waits the descriptor is being watched; idle() lets go of the wire when it wakes.
        if idleWait == nil {
            wire = nil
            connection.close()
        }
    }

    // MARK: One command

    /// Makes a command, refusing arguments that must not be sent.
    func command(
        _ name: String, _ build: (inout IMAPCommand) throws(ArgumentFault) -> Void = { _ in }
    ) throws(IMAPFault) -> IMAPCommand {
        var command = IMAPCommand(name)
        do {
            try build(&command)
        } catch {
            throw refusal(name, .invalidArgument(error.reason))
        }
        guard command.line.count <= Limits.imapCommandLine else {
            throw refusal(name, .invalidArgument("the command line is too long"))
        }
        return command
    }

    /// Runs a command and throws unless the server says OK.
    @discardableResult
    func run(
        _ command: IMAPCommand, within time: Duration? = nil, budget: Int = Limits.imapReplyBytes,
        isCancellable: Bool = true
    ) async throws(IMAPFault) -> IMAPWire.Reply {
        let reply = try await ask(command, within: time, budget: budget, isCancellable: isCancellable)
        guard reply.isOK else { throw refusal(command.name, reply) }
        return reply
    }

    /// Runs a command; NO is an answer.
    func ask(
        _ command: IMAPCommand, within time: Duration? = nil, budget: Int = Limits.imapReplyBytes,
        isCancellable: Bool = true
    ) async throws(IMAPFault) -> IMAPWire.Reply {
        try await exchange(command.name, within: time ?? times.command, budget: budget, isCancellable: isCancellable) {
            (wire) throws(IMAPFault) in try wire.ask(command)
        }
    }

    /// Talks on the wire within a deadline and a budget. Cancelling the task cancels the stream under it.
    func exchange<Value>(
        _ name: String, within time: Duration, budget: Int, isCancellable: Bool = true,
        _ body: (IMAPWire) throws(IMAPFault) -> Value
    ) async throws(IMAPFault) -> Value {
        guard end == nil, let wire else {
            throw IMAPFault(
                endpoint: endpoint, command: name, kind: .closed, serverLine: end?.serverLine ?? end?.text,
                endsConnection: true)
        }
        guard idleWait == nil else { throw refusal(name, .busy) }
        if isCancellable && Task.isCancelled { throw refusal(name, .cancelled) }
        connection.setDeadline(.after(time))
        connection.setBudget(budget)
        let canceller = isCancellable ? connection.canceller : nil
        let result = await withTaskCancellationHandler {
            Result { () throws(IMAPFault) in try slot.working { () throws(IMAPFault) in try body(wire) } }
        } onCancel: {
            canceller?.cancel()
        }
        if case .failure(let fault) = result, fault.endsConnection { finish(fault) }
        return try result.get()
    }

    /// Lets go of the connection because of `fault`.
    func finish(_ fault: IMAPFault) {
        if end == nil { end = fault }
        wire = nil
        connection.close()
    }

    /// A fault of a command that left the connection in order.
    func refusal(_ command: String, _ kind: IMAPFault.Kind, _ line: String? = nil) -> IMAPFault {
        IMAPFault(endpoint: endpoint, command: command, kind: kind, serverLine: line, endsConnection: false)
    }

    /// The fault behind a NO.
    func refusal(_ command: String, _ reply: IMAPWire.Reply) -> IMAPFault {
        refusal(command, reply.meansLater ? .throttled : .refused(reply.code), reply.line)
    }
}

/// How long the parts of a session may take.
public struct IMAPTimes: Sendable {
    /// Resolving, connecting, TLS, greeting and authentication, each.
    public var connect: Duration
    /// A command that returns no mail.
    public var command: Duration
    /// A fetch of one batch or piece, a move of one batch, an append's each MiB.
    public var transfer: Duration
    /// IDLE until its `+`, and DONE until its end: this is also how a dead connection is noticed.
    public var idle: Duration
    public var logout: Duration

    public init(
        connect: Duration = .seconds(30), command: Duration = .seconds(60), transfer: Duration = .seconds(120),
        idle: Duration = .seconds(20), logout: Duration = .seconds(3)
    ) {
        self.connect = connect
        self.command = command
        self.transfer = transfer
        self.idle = idle
        self.logout = logout
    }
}
