import MailRouting
import Synchronization

/// What must hold at every instant of a scenario, by an account of its own: it knows what the world did, looks at what
/// the server has, and never asks the agent.
///
/// Letters are told by their content. Of a letter that was put into watched mailboxes *n* times, and taken away *r* times
/// by somebody else, at least *n - r* stand where they may be read, and no place has more than its share.
final class Ledger: Sendable {
    /// What became of one letter, by other hands than the agent's.
    struct Entry: Sendable {
        let letter: Letter
        /// How many octets it has.
        let size: Int
        /// How often it was put into each watched mailbox.
        var arrivals: [MailboxAddress: Int] = [:]
        /// The first UIDVALIDITY under which it arrived in each watched mailbox.
        var validities: [MailboxAddress: UIDValidity] = [:]
        /// How often it may have been left in a watched mailbox, taken for one that was dealt with before UIDVALIDITY changed.
        var mayStay: [MailboxAddress: Int] = [:]
        /// How often it was added elsewhere, such as by a restored backup.
        var added: [MailboxAddress: Int] = [:]
        /// How often a restore put it back where it had arrived while it stood at its department: a delivery that was still
        /// open takes it for its source and puts it away. And how often a person moved a copy to the department while it was
        /// on its way there: it is taken for what is being brought. See docs/reliability.md, What is not promised.
        var mayGo = 0
        /// How often it was taken out of a place that counts.
        var taken = 0
        /// Somebody else did with it what the agent cannot know.
        var isMeddledWith = false
        var flags: Set<[String]> = []
        var dates: Set<Instant> = []
        /// It has stood at its department.
        var wasDelivered = false

        var total: Int { arrivals.values.reduce(0, +) }
    }
    struct State: Sendable {
        var entries: [Int: Entry] = [:]
        var numbers: [Fingerprint: Int] = [:]
        var violation: String?
        /// Nothing that a look at the server compares has changed since the look at this version of it.
        var checkedVersion: Int?
        var wasClockSetForward = false
        /// An agent began after somebody had set the wall clock forward. What an earlier one sent counts by the wall clock,
        /// so those windows end too early then.
        var isClockAhead = false
    }
    let watched: Set<MailboxAddress>
    private let limits: RateLimits
    private let state = Mutex(State())

    init(watched: Set<MailboxAddress>, limits: RateLimits) {
        self.watched = watched
        self.limits = limits
    }

    /// The first thing that did not hold.
    var violation: String? { state.withLock { $0.violation } }
    func noteClock(setForward: Bool) { if setForward { state.withLock { $0.wasClockSetForward = true } } }
    func noteAgent() { state.withLock { $0.isClockAhead = $0.wasClockSetForward } }
    func violate(_ what: String) { state.withLock { if $0.violation == nil { $0.violation = what } } }
    var entries: [Entry] { state.withLock { $0.entries.values.sorted { $0.letter.number < $1.letter.number } } }

    /// A letter is about to be put into a mailbox.
    func arrived(
        _ letter: Letter, _ message: PretendServer.Stored, in place: MailboxAddress, _ mailbox: PretendServer.Mailbox?
    ) {
        let fingerprint = message.fingerprint
        state.withLock { state in
            state.numbers[fingerprint] = letter.number
            var entry = state.entries[letter.number] ?? Entry(letter: letter, size: letter.bytes.count)
            entry.arrivals[place, default: 0] += 1
            entry.flags.insert(message.flags)
            entry.dates.insert(message.internalDate)
            if let mailbox {
                // All that came before were dealt with, so nothing tells this one from one of them that was put back, or that
                // is to stay.
                let standing = mailbox.messages.count { $0.fingerprint == fingerprint }
                let first = entry.validities[place] ?? mailbox.uidValidity
                entry.validities[place] = first
                let isStaying = letter.destination == place
                if first != mailbox.uidValidity, isStaying || standing <= entry.mayStay[place] ?? 0 {
                    entry.mayStay[place, default: 0] += 1
                }
            }
            state.entries[letter.number] = entry
            state.checkedVersion = nil
        }
    }

    /// A mailbox is about to get another UIDVALIDITY. What stands there and has a twin that was dealt with may be taken for
    /// that one, unless it was seen before: see docs/reliability.md, What is not promised.
    func renumbers(_ place: MailboxAddress, _ mailbox: PretendServer.Mailbox?) {
        let messages = mailbox?.messages ?? []
        state.withLock { state in
            for (number, entry) in state.entries {
                let standing = messages.count { state.numbers[$0.fingerprint] == number }
                let isStaying = entry.letter.destination == place
                let unseen = isStaying ? standing - 1 : standing < entry.arrivals[place] ?? 0 ? standing : 0
                guard unseen > 0 else { continue }
                state.entries[number]?.mayStay[place] = max(unseen, entry.mayStay[place] ?? 0)
            }
        }
    }

    /// Somebody else changes what is known of a letter.
    func note(_ fingerprint: Fingerprint, _ change: (inout Entry) -> Void) {
        state.withLock { state in
            guard let number = state.numbers[fingerprint], var entry = state.entries[number] else { return }
            change(&entry)
            state.entries[number] = entry
            state.checkedVersion = nil
        }
    }

    /// Looks at everything the server has.
    func check(_ server: PretendServer.State) {
        state.withLock { state in
            guard state.violation == nil, state.checkedVersion != server.version else { return }
            state.checkedVersion = server.version
            state.violation = Self.violation(in: server, &state.entries, state.numbers, watched)
        }
    }

    private static func violation(
        in server: PretendServer.State, _ entries: inout [Int: Entry], _ numbers: [Fingerprint: Int],
        _ watched: Set<MailboxAddress>
    ) -> String? {
        var counts: [Int: [MailboxAddress: Int]] = [:]
        for (place, mailbox) in server.mailboxes {
            for message in mailbox.messages {
                guard let number = numbers[message.fingerprint], let entry = entries[number],
                    message.bytes.count == entry.size
                else { return "\(place) has a message that nobody sent" }
                guard entry.flags.contains(message.flags) else {
                    return "letter \(number) in \(place) has flags \(message.flags), never its own"
                }
                guard entry.dates.contains(message.internalDate) else {
                    return "letter \(number) in \(place) has another internal date"
                }
                counts[number, default: [:]][place, default: 0] += 1
            }
        }
        for (number, entry) in entries {
            let places = counts[number] ?? [:]
            if places[entry.letter.destination] ?? 0 > 0 { entries[number]?.wasDelivered = true }
            for (place, count) in places where count > entry.share(of: place, watched) {
                return "letter \(number) is \(count) times in \(place), where \(entry.share(of: place, watched)) may be"
            }
            let readable = places.filter { entry.counts($0.key, watched) }.values.reduce(0, +)
            let isDelivered = places[entry.letter.destination] ?? 0 > 0
            guard readable >= entry.total - entry.taken - (isDelivered ? entry.mayGo : 0) else {
                return "letter \(number) is lost: \(readable) of \(entry.total - entry.taken) are left, \(places)"
            }
        }
        return nil
    }

    /// Looks at what the submission host has seen, the newest last.
    func check(_ seen: [PretendSubmissionHost.Seen]) {
        guard let newest = seen.last, newest.isAccepted else { return }
        let isClockAhead = state.withLock { $0.isClockAhead }
        for (length, limit) in isClockAhead
            ? [] : [(Interval.seconds(60), limits.perMinute), (.seconds(3600), limits.perHour)]
        {
            let count = seen.count { newest.at - $0.at < length }
            if count > limit { violate("\(count) messages within \(Int(length.seconds)) s at the submission host") }
        }
        let same = seen.filter { $0.isAccepted && $0.messageID == newest.messageID }
        // Sent again once, after a reply that was lost: that much is stated.
        if same.count > 2 || (same.count == 2 && !same[0].isReplyLost) {
            violate("acknowledgement \(newest.messageID) was accepted \(same.count) times")
        }
        guard let recipient = newest.message.envelope.forwardPaths.first?.localPart,
            let number = Int(recipient.drop { !$0.isNumber })
        else { return violate("an acknowledgement to nobody who wrote") }
        if state.withLock({ $0.entries[number]?.wasDelivered }) != true {
            violate("letter \(number) was acknowledged before it was delivered")
        }
    }
}

extension Ledger.Entry {
    /// How many of it a mailbox may have at most.
    func share(of place: MailboxAddress, _ watched: Set<MailboxAddress>) -> Int {
        if place == Letter.aside(place.account) { return .max }
        var share = added[place] ?? 0
        if watched.contains(place) { share += arrivals[place] ?? 0 }
        if place == letter.destination { share += total - (arrivals[place] ?? 0) }
        if letter.copies.contains(place) { share += total }
        for (source, count) in arrivals where letter.kept(from: source.account) == place { share += count }
        return share
    }

    /// Whether a message there is one that is not lost.
    func counts(_ place: MailboxAddress, _ watched: Set<MailboxAddress>) -> Bool {
        place == letter.destination || watched.contains(place) || place == Letter.aside(place.account)
    }
}
