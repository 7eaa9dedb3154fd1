public import MailAgent
public import MailRouting
import MailTransport
import Synchronization

/// An IMAP server that exists only in memory: accounts, mailboxes with UIDVALIDITY and UIDNEXT, messages that never
/// change a byte.
public final class PretendServer: Sendable {
    /// How a server differs from a good one.
    public struct Manners: Sendable {
        public var idles = true
        /// False: moves by COPY and UID EXPUNGE.
        public var movesAtomically = true
        public var givesAppendUID = true
        /// False: nothing can be moved, copied or removed with proof.
        public var hasUIDPlus = true
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
        /// Mailboxes that take nothing for the time being.
        public var full: Set<MailboxAddress> = []
        /// Mailboxes in which nothing can be changed.
        public var readOnly: Set<MailboxAddress> = []

        public init() {}
    }

    /// Everything it knows.
    public struct State: Sendable {
        public var mailboxes: [MailboxAddress: Mailbox] = [:] { didSet { version += 1 } }
        /// Grows whenever a mailbox may have changed.
        private(set) var version = 0
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

        /// Refuses what a full mailbox cannot take.
        func admit(to address: MailboxAddress) throws(MailboxFault) {
            // NO with OVERQUOTA: later it may fit.
            if manners.full.contains(address) { throw .throttled(Fault(cause: "\(address) is full")) }
            if manners.readOnly.contains(address) { throw .refused(Fault(cause: "\(address) is read-only")) }
        }

        mutating func create(_ address: MailboxAddress) {
            guard mailboxes[address] == nil else { return }
            lastUIDValidity += 1
            mailboxes[address] = Mailbox(uidValidity: UIDValidity(lastUIDValidity))
        }
    }

    public let clock: PretendClock
    private let state: Mutex<State>
    private let watcher = Mutex<Watcher?>(nil)

    /// A struct, since a bare closure would be wrapped anew by every look into the mutex, one wrapping around the other.
    private struct Watcher { let look: @Sendable (State) -> Void }

    public init(_ accounts: [AccountName], clock: PretendClock, manners: Manners = Manners()) {
        self.clock = clock
        var state = State()
        state.manners = manners
        for account in accounts { state.create(MailboxAddress(account: account, mailbox: .inbox)) }
        self.state = Mutex(state)
    }

    /// One consistent look at everything, or change of it.
    public func with<T: Sendable>(_ body: (inout State) throws(MailboxFault) -> T) throws(MailboxFault) -> T {
        try state.withLock { state throws(MailboxFault) in
            defer { watcher.withLock { $0 }?.look(state) }
            return try body(&state)
        }
    }

    /// Somebody looks at everything after each step.
    public func watch(_ watch: @escaping @Sendable (State) -> Void) { watcher.withLock { $0 = Watcher(look: watch) } }

    /// Something happens that no client asked for.
    func happen(_ body: (inout State) -> Void) {
        state.withLock { state in
            body(&state)
            watcher.withLock { $0 }?.look(state)
        }
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
        happen { state in
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
        happen { $0.mailboxes[address]?.messages.removeAll() }
        notice(address)
    }

    /// Tells whoever waits in IDLE, true or not.
    public func notice(_ address: MailboxAddress) { clock.wake("\(address)") }

    /// Everything gets new UIDs under a new UIDVALIDITY, as after a restore from a backup.
    public func renumber(_ address: MailboxAddress) {
        happen { state in state.renumber(address) { $0 } }
        notice(address)
    }

    /// Ends every connection.
    public func restart() {
        state.withLock { $0.generation += 1 }
        for address in everyMailbox.keys.sorted(by: { $0.description < $1.description }) { notice(address) }
    }
}
