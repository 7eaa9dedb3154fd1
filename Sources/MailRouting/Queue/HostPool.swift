/// Which of several submission hosts may take the next message (after RFC 2782: the lowest priority number that can be
/// used; among equals, shares by weight).
///
/// A host with a higher number is for the time in which none with a lower one can be used, not for more messages: a full
/// rate window or a request for patience does not send the rest elsewhere. Times are handed in.
public struct HostPool: Sendable, Equatable {
    /// What a host is to do now.
    public enum Turn: Sendable, Equatable {
        /// Take the next message.
        case go
        /// Its time in the wilderness is over: connect and see.
        case probe
        /// It is left alone, or its rate windows are full, until the instant.
        case wait(until: Instant)
        /// Others go first; ask again when anything has changed.
        case standBy
    }

    private struct Member: Equatable {
        let priority: Int
        let weight: Double
        var health = HostHealth.healthy
        /// Since when it has a message in its hands.
        var busySince: Instant?
        /// By its rate windows.
        var blockedUntil: Instant?
        /// How much of its share it has had: grows by 1/weight with each message.
        var used = 0.0
    }
    private var members: [SubmissionHostName: Member]
    /// What the last message began at, on the scale of `used`: who was away long has no claim to what others did then.
    private var level = 0.0

    public init(_ hosts: [SubmissionHost]) {
        members = Dictionary(
            hosts.map { ($0.name, Member(priority: $0.priority, weight: Double(max(1, $0.weight)))) },
            uniquingKeysWith: { first, _ in first })
    }

    /// As its last events left it; healthy where nobody knows the host.
    public func health(of name: SubmissionHostName) -> HostHealth { members[name]?.health ?? .healthy }

    /// Whether the host may take the next message at `now`.
    public func turn(of name: SubmissionHostName, now: Instant) -> Turn {
        guard let member = members[name] else { return .standBy }
        if case .failing(_, let until) = member.health { return now >= until ? .probe : .wait(until: until) }
        if let blocked = member.blockedUntil, blocked > now { return .wait(until: blocked) }
        for (otherName, other) in members where otherName != name && isUsable(other, now) {
            if other.priority < member.priority { return .standBy }
            guard other.priority == member.priority, isFree(other, now) else { continue }
            if (share(other), otherName) < (share(member), name) { return .standBy }
        }
        return .go
    }

    /// The host was given a message.
    public mutating func begin(_ name: SubmissionHostName, now: Instant) {
        guard var member = members[name] else { return }
        level = share(member)
        member.used = level + 1 / member.weight
        member.busySince = now
        members[name] = member
    }

    /// The host is done with its message.
    public mutating func end(_ name: SubmissionHostName) { members[name]?.busySince = nil }

    /// The host showed something of itself.
    ///
    /// - Parameter random: in 0..<1, for the jitter of a wait.
    public mutating func note(_ event: HostHealth.Event, of name: SubmissionHostName, now: Instant, random: Double) {
        guard let member = members[name] else { return }
        members[name]?.health = member.health.after(event, now: now, random: random)
    }

    /// The host's own rate windows are full until the instant.
    public mutating func block(_ name: SubmissionHostName, until: Instant) { members[name]?.blockedUntil = until }

    /// Whether the host's own rate windows have room at `now`.
    public func isUnblocked(_ name: SubmissionHostName, now: Instant) -> Bool {
        members[name]?.blockedUntil.map { $0 <= now } ?? true
    }

    private func share(_ member: Member) -> Double { max(member.used, level) }

    /// Can be counted on: a host that has held one message for long is on its way to failing.
    private func isUsable(_ member: Member, _ now: Instant) -> Bool {
        guard member.health.isUsable else { return false }
        guard let since = member.busySince else { return true }
        return now - since < Limits.slowHost
    }

    /// Could take a message at once.
    private func isFree(_ member: Member, _ now: Instant) -> Bool {
        member.busySince == nil && (member.blockedUntil.map { $0 <= now } ?? true)
    }
}
