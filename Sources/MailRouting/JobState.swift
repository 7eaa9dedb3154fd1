/// Where a job stands. The whole life of a job is this enum and `after(_:)`; nothing else decides what comes next.
///
///     pending ──claim──▶ claimed ──▶ done
///        ▲                  │ ├────▶ retry(at) ──claim──▶ claimed
///        │                  │ ├────▶ uncertain ──claim──▶ claimed   (at most once)
///        └──rescue──────────┘ ├────▶ held(reason)      a person decides
///                             └────▶ failed(reason)    for good
public enum JobState: Sendable, Equatable {
    /// Written down, not tried yet.
    case pending
    /// Somebody works on it. The attempt was counted and the next one scheduled before the network was touched.
    case claimed
    /// A transient fault; due again at the instant.
    case retry(at: Instant)
    /// The submission host may or may not have accepted it: the connection ended between the final dot and the reply.
    case uncertain(at: Instant)
    case done(Completion)
    /// Stopped until a person looks: never retried by itself, never lost.
    case held(HoldReason)
    case failed(Fault)

    /// May be claimed by a dispatcher (once due).
    public var isOpen: Bool {
        switch self {
        case .pending, .retry, .uncertain: true
        case .claimed, .done, .held, .failed: false
        }
    }
    /// Nothing will change any more.
    public var isSettled: Bool {
        switch self {
        case .done, .failed: true
        case .pending, .claimed, .retry, .uncertain, .held: false
        }
    }
}

/// How a job ended well.
public enum Completion: Sendable, Equatable {
    /// The copy at the destination is confirmed; nil when the server proved the copy without naming its UID.
    /// `kept` is where the source of a delivery between accounts was put away, as far as it is known.
    case delivered(Location?, kept: Location? = nil)
    /// The message is back where it arrived, under its new UID; what else a person should know.
    case returned(Location?, remarks: [String])
    /// The submission host took responsibility; its reply line.
    case accepted(String)
    /// A person or another program took the message away before we did; there is nothing left to do.
    case vanished
    /// The acknowledgement is no longer wanted, with the reason.
    case dropped(String)
}

/// Why a job waits for a person.
public enum HoldReason: Sendable, Equatable {
    /// The destination or the submission host refused for good.
    case refused(Fault)
    /// Over a limit, such as the size carried between accounts.
    case limit(String)
    /// The server lacks what a safe delivery needs (MOVE or UIDPLUS).
    case unsafeServer(String)
    /// It may have been sent; sending again could make a duplicate.
    case uncertain(Fault)

    /// The reason as what went wrong.
    public var fault: Fault {
        switch self {
        case .refused(let fault), .uncertain(let fault): fault
        case .limit(let what): Fault(cause: "over a limit: \(what)")
        case .unsafeServer(let what): Fault(cause: "the server cannot do it safely: \(what)")
        }
    }
}

/// What went wrong once, as facts; `description` is for people only.
public struct Fault: Error, Sendable, Equatable, Codable, CustomStringConvertible {
    /// `imap.example.test:993`; nil when the fault is ours.
    public let host: String?
    /// The command or step that failed: `UID MOVE`, `DATA`.
    public let command: String?
    /// The SMTP reply code (RFC 5321 section 4.2).
    public let replyCode: Int?
    /// The enhanced status code (RFC 3463), such as `4.7.1`.
    public let enhancedCode: String?
    /// The server's own line, shortened and safe to print.
    public let line: String?
    /// What happened, for people.
    public let cause: String
    /// The server spoke about how much the account sends, not about this message.
    public let isThrottle: Bool
    /// How long the server asked to wait, bounded.
    public let retryAfter: Interval?

    public init(
        host: String? = nil, command: String? = nil, replyCode: Int? = nil, enhancedCode: String? = nil,
        line: String? = nil, cause: String, isThrottle: Bool = false, retryAfter: Interval? = nil
    ) {
        self.host = host
        self.command = command
        self.replyCode = replyCode
        self.enhancedCode = enhancedCode
        self.line = line
        self.cause = cause
        self.isThrottle = isThrottle
        self.retryAfter = retryAfter
    }

    public var description: String {
        var words = [host, command].compactMap { $0 }.joined(separator: " ")
        if !words.isEmpty { words += ": " }
        words += cause
        if let line, !cause.contains(line) { words += ": \(line)" }
        return words
    }
}

/// What came of one attempt.
public enum Outcome: Sendable, Equatable {
    case completed(Completion)
    /// May succeed later: 4yz, a lost connection, a full mailbox.
    case transient(Fault)
    /// The whole account is asked for patience (421, 450, 451 4.7.0 ...): nothing of it before the instant. The attempt
    /// of an acknowledgement does not count.
    case throttled(Fault, until: Instant)
    /// Will not succeed as it is: 5yz, NO without a transient code.
    case permanent(Fault)
    /// Lost after the final dot.
    case uncertain(Fault)
    /// Needs a person.
    case hold(HoldReason)
}

extension JobState {
    /// The facts a transition needs besides the outcome; all handed in, so that it stays pure.
    public struct Context: Sendable {
        public let kind: JobKind
        /// Attempts made so far, this one included; 1 or more.
        public let attempt: Int
        /// How often the job was uncertain before this attempt.
        public let uncertainties: Int
        public let createdAt: Instant
        public let now: Instant
        public let policy: RetryPolicy
        /// In 0..<1, for full jitter.
        public let random: Double

        public init(
            kind: JobKind, attempt: Int, uncertainties: Int, createdAt: Instant, now: Instant, policy: RetryPolicy,
            random: Double
        ) {
            self.kind = kind
            self.attempt = attempt
            self.uncertainties = uncertainties
            self.createdAt = createdAt
            self.now = now
            self.policy = policy
            self.random = random
        }
    }

    /// The state a claimed job goes to once its outcome is known.
    ///
    /// A delivery is never given up by itself: what cannot be delivered is held, at its source, for a person. An
    /// acknowledgement is given up for good when it is refused or too old to be of use; one that may have been sent is
    /// held instead, because nobody can say that it failed. A copy is never held, because its message's own delivery
    /// waits for it: it fails when it cannot be made or was tried for too long.
    public static func after(_ outcome: Outcome, _ context: Context) -> JobState {
        let wait = context.policy.wait(attempt: context.attempt, random: context.random)
        let again = context.now + wait
        let expired =
            !context.kind.isNeverGivenUp && context.now - context.createdAt >= context.policy.giveUpAfter
        switch (outcome, context.kind) {
        case (.completed(let completion), _): return .done(completion)
        case (.hold(let reason), .copy): return .failed(reason.fault)
        case (.hold(let reason), _): return .held(reason)
        case (.transient(let fault), _) where expired: return .failed(fault)
        case (.throttled(let fault, _), _) where expired: return .failed(fault)
        case (.transient(let fault), _): return .retry(at: max(again, context.now + (fault.retryAfter ?? wait)))
        // After the pause, not at its end: others try first, so that one message cannot hold up all.
        case (.throttled(_, let until), _): return .retry(at: max(context.now, until) + wait)
        case (.permanent(let fault), .delivery), (.permanent(let fault), .undo): return .held(.refused(fault))
        case (.permanent(let fault), _): return .failed(fault)
        case (.uncertain, .acknowledgement) where context.uncertainties == 0 && !expired: return .uncertain(at: again)
        case (.uncertain(let fault), .acknowledgement): return .held(.uncertain(fault))
        case (.uncertain(let fault), .copy) where expired: return .failed(fault)
        case (.uncertain, _): return .retry(at: again)
        }
    }

    /// The state of a job that was claimed when the process died.
    ///
    /// A delivery or copy goes on from its written progress. An acknowledgement that had not reached the final dot is sent
    /// again; one that had may already be with its recipient, and a duplicate is worse than a missing courtesy.
    public static func rescued(_ kind: JobKind, handedOver: Bool) -> JobState {
        guard kind == .acknowledgement, handedOver else { return .pending }
        return .held(.uncertain(Fault(cause: "the agent stopped between the final dot and the reply")))
    }
}
