public import MailAgent
public import MailRouting
import Synchronization

/// An IMAP server that exists only in memory: accounts, mailboxes with UIDVALIDITY and UIDNEXT, messages that never
/// change a byte.
public final class PretendServer: Sendable {
    /// A message as it is kept.
    public struct Stored: Sendable, Equatable {
        public var uid: UID
        public let bytes: [UInt8]
        public var flags: [String]
        public let internalDate: Instant
    }

    /// A mailbox with its numbers.
    public struct Mailbox: Sendable {
        public var uidValidity: UIDValidity
        public var uidNext: UID = .first
        public var messages: [Stored] = []

        mutating func add(_ bytes: [UInt8], _ flags: [String], _ date: Instant) -> UID {
            let uid = uidNext
            uidNext = uid.next ?? uid
            messages.append(Stored(uid: uid, bytes: bytes, flags: flags, internalDate: date))
            return uid
        }
    }

    /// How a server differs from a good one.
    public struct Manners: Sendable {
        public var idles = true
        /// False: moves by COPY and UID EXPUNGE.
        public var movesAtomically = true
        public var givesAppendUID = true
        /// Leaves the lowest UID of every MOVE out of COPYUID.
        public var forgetsOneCopyUID = false
        /// Answers NO to a MOVE of messages that are not there.
        public var refusesEmptyMove = false
        /// Says nothing of new mail during IDLE.
        public var missesNotices = false
        /// Answers NO to whoever asks for a whole message.
        public var withholdsContent = false
        public var refusesConnections = false
        /// Accounts whose credentials it does not accept.
        public var rejects: Set<AccountName> = []

        public init() {}
    }

    /// Everything it knows.
    public struct State: Sendable {
        public var mailboxes: [MailboxAddress: Mailbox] = [:]
        public var manners = Manners()
        var lastUIDValidity: UInt32 = 100
        /// Grows with every restart; connections made before are gone.
        public var generation = 0
        /// How many connections were made.
        public var opened = 0

        func mailbox(_ address: MailboxAddress) throws(MailboxFault) -> Mailbox {
            guard let mailbox = mailboxes[address] else {
                throw .refused(Fault(cause: "there is no mailbox \(address)"))
            }
            return mailbox
        }

        mutating func create(_ address: MailboxAddress) {
            guard mailboxes[address] == nil else { return }
            lastUIDValidity += 1
            mailboxes[address] = Mailbox(uidValidity: UIDValidity(lastUIDValidity))
        }
    }

    public let clock: PretendClock
    private let state: Mutex<State>

    public init(_ accounts: [AccountName], clock: PretendClock, manners: Manners = Manners()) {
        self.clock = clock
        var state = State()
        state.manners = manners
        for account in accounts { state.create(MailboxAddress(account: account, mailbox: .inbox)) }
        self.state = Mutex(state)
    }

    /// One consistent look at everything, or change of it.
    public func with<T: Sendable>(_ body: (inout State) throws(MailboxFault) -> T) throws(MailboxFault) -> T {
        try state.withLock { state throws(MailboxFault) in try body(&state) }
    }

    public var manners: Manners { state.withLock { $0.manners } }
    public func messages(in address: MailboxAddress) -> [Stored] {
        state.withLock { $0.mailboxes[address]?.messages ?? [] }
    }
    public var everyMailbox: [MailboxAddress: Mailbox] { state.withLock { $0.mailboxes } }

    /// New mail, as a delivery agent brings it.
    public func deposit(
        _ bytes: [UInt8], in address: MailboxAddress, flags: [String] = [], at date: Instant? = nil, gap: UInt32 = 0
    ) {
        let now = date ?? clock.now
        state.withLock { state in
            state.create(address)
            guard var mailbox = state.mailboxes[address] else { return }
            mailbox.uidNext = UID(mailbox.uidNext.value + gap) ?? mailbox.uidNext
            _ = mailbox.add(bytes, flags, now)
            state.mailboxes[address] = mailbox
        }
        if !manners.missesNotices { notice(address) }
    }

    /// Changes how it behaves from now on.
    public func change(_ change: (inout Manners) -> Void) { state.withLock { change(&$0.manners) } }

    /// A person takes messages away.
    public func takeAway(_ address: MailboxAddress) {
        state.withLock { $0.mailboxes[address]?.messages.removeAll() }
        notice(address)
    }

    /// Tells whoever waits in IDLE, true or not.
    public func notice(_ address: MailboxAddress) { clock.wake("\(address)") }

    /// Everything gets new UIDs under a new UIDVALIDITY, as after a restore from a backup.
    public func renumber(_ address: MailboxAddress) {
        state.withLock { state in
            guard let old = state.mailboxes.removeValue(forKey: address) else { return }
            state.create(address)
            guard var fresh = state.mailboxes[address] else { return }
            for message in old.messages { _ = fresh.add(message.bytes, message.flags, message.internalDate) }
            state.mailboxes[address] = fresh
        }
        notice(address)
    }

    /// Ends every connection.
    public func restart() {
        state.withLock { $0.generation += 1 }
        for address in everyMailbox.keys { notice(address) }
    }
}
