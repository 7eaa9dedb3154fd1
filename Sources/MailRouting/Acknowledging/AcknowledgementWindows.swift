/// An acknowledgement somebody thinks of sending, as far as its windows ask.
public struct AcknowledgementCandidate: Sendable, Equatable {
    public let recipient: Address
    public let department: DepartmentName
    /// As `Message.windowSubject` gives it.
    public let subject: String
    /// Whom it counts for: the recipient, unless it goes to a sink.
    public let identity: SenderIdentity

    public init(
        recipient: Address, department: DepartmentName, subject: String, identity: SenderIdentity? = nil
    ) {
        self.identity = identity ?? SenderIdentity(recipient)
        self.recipient = recipient
        self.department = department
        self.subject = subject
    }
}

/// What was sent to the same people before, as far as it can matter: the summary the verdict is made of.
///
/// It holds what was queued or sent, never what was refused or has failed for good. What is queued counts as sent now,
/// because it will be.
public struct AcknowledgementHistory: Sendable, Equatable {
    /// One acknowledgement to the same sender.
    public struct Entry: Sendable, Equatable {
        public let at: Instant
        public let department: DepartmentName
        public let subject: String
        public init(at: Instant, department: DepartmentName, subject: String) {
            self.at = at
            self.department = department
            self.subject = subject
        }
    }
    /// Any message of its thread was acknowledged, to whomever.
    public var isThreadAcknowledged: Bool
    /// When an acknowledgement to this very address last bounced for good.
    public var bouncedAt: Instant?
    public var sender: [Entry]
    /// Those to anybody in the same domain, this sender included.
    public var domain: [Instant]

    public init(
        isThreadAcknowledged: Bool = false, bouncedAt: Instant? = nil, sender: [Entry] = [], domain: [Instant] = []
    ) {
        self.isThreadAcknowledged = isThreadAcknowledged
        self.bouncedAt = bouncedAt
        self.sender = sender
        self.domain = domain
    }
}

/// The windows of one recipient: pure, asked with the same words when an acknowledgement is queued and when it is sent.
///
/// Every window slides: its figure holds for any 24 hours an observer may choose.
public struct AcknowledgementWindows: Sendable, Equatable {
    public let limits: AcknowledgementLimits
    /// What waited longer than this is not sent any more (the configuration's `max_age`).
    public let maximumAge: Interval

    public init(limits: AcknowledgementLimits = AcknowledgementLimits(), maximumAge: Interval = .days(3)) {
        self.limits = limits
        self.maximumAge = maximumAge
    }

    /// Whether one more acknowledgement may go now.
    public enum Verdict: Sendable, Equatable {
        /// It may.
        case open
        /// Closed for this message, whenever it is asked again.
        case closed(Refusal)
        /// Closed until the instant.
        case full(Refusal, until: Instant)

        /// Why it may not; nil when it may.
        public var refusal: Refusal? {
            switch self {
            case .open: nil
            case .closed(let refusal), .full(let refusal, _): refusal
            }
        }
    }

    /// Whether one more may go out. Of several reasons the narrowest is named, and the latest opening counts.
    public func verdict(
        on candidate: AcknowledgementCandidate, _ history: AcknowledgementHistory, now: Instant
    ) -> Verdict {
        if let bounced = history.bouncedAt, now - min(bounced, now) < AcknowledgementLimits.bounceRest {
            return .closed(
                Refusal(
                    .bouncedAddress, "an acknowledgement to \(shown(candidate.recipient.spec)) bounced for good",
                    source: "no other for 30 days"))
        }
        if history.isThreadAcknowledged {
            return .closed(
                Refusal(.threadWindow, "its thread was acknowledged before", source: "one for each thread"))
        }
        let sameDepartment = history.sender.filter { $0.department == candidate.department }
        let sameSubject = sameDepartment.filter { $0.subject == candidate.subject }
        let identity = candidate.identity
        let windows: [(Refusal.Reason, String, Int, [Instant])] = [
            (.subjectWindow, "to this sender with the same subject", limits.sameSubject, sameSubject.map(\.at)),
            (.senderWindow, "to this sender from this department", limits.department, sameDepartment.map(\.at)),
            (.senderDay, "to this sender", limits.sender, history.sender.map(\.at)),
            (.domainWindow, "to \(shown(identity.domain))", limits.cap(for: identity), history.domain),
        ]
        var first: Refusal?
        var opening = now
        for (reason, whom, limit, sent) in windows {
            let window = RateWindow(width: AcknowledgementLimits.width, limit: limit)
            let earliest = window.earliest(sent: sent, now: now)
            guard earliest > now else { continue }
            opening = max(opening, earliest)
            first =
                first
                ?? Refusal(
                    reason, "the limit of \(limit) in 24 hours \(whom) is reached", source: "RFC 5230 section 4.2")
        }
        return first.map { .full($0, until: opening) } ?? .open
    }

    /// Why an acknowledgement that waited is of no use any more; nil while it is.
    public func staleness(arrivedAt: Instant, now: Instant) -> Refusal? {
        let age = now - arrivedAt
        guard age > maximumAge else { return nil }
        return Refusal(
            .tooOld, "its message arrived \(Int(age.seconds / 3600)) hours ago", source: "RFC 3834 section 2")
    }
}
