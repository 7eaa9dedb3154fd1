import MailRouting

/// What people, servers and clocks do to a scenario's world. Each is possible at any time: where its object is not there,
/// nothing happens.
enum Happening: Sendable, Hashable {
    /// Mail arrives; the same letter again is another message with the same octets.
    case deposit(Letter, in: MailboxAddress)
    /// A person takes one message out of a mailbox, the n-th if there are so many.
    case takeAway(MailboxAddress, Int)
    /// A person moves a message out of the way.
    case putAside(MailboxAddress, Int)
    /// A person puts a routed message back into the inbox of its account.
    case putBack(MailboxAddress, Int)
    case flag(MailboxAddress, Int)
    /// New UIDs under a new UIDVALIDITY, the messages are the same.
    case renumber(MailboxAddress)
    /// A new UIDVALIDITY, and the messages are gone.
    case empty(MailboxAddress)
    /// The server goes on from what it had when `backup` was last seen.
    case restore(MailboxAddress)
    case backup(MailboxAddress)
    case full(MailboxAddress, Bool)
    case readOnly(MailboxAddress, Bool)
    case reject(AccountName, Bool)
    case refuseConnections(Bool)
    /// What the server can do changes; connections that are open go on as they are.
    case offer(Ability, Bool)
    case restart
    /// A notice of something that did not happen.
    case notice(MailboxAddress)
    /// Somebody sets the wall clock, by minutes.
    case setClock(Int)
    /// The journal's disk has no room to grow.
    case diskFull(Bool)
    /// SIGTERM, and a new start.
    case stop

    enum Ability: String, Sendable, CaseIterable { case idle, move, appendUID, uidPlus, notices }
}

extension Happening: CustomStringConvertible {
    var description: String {
        switch self {
        case .deposit(let letter, let place): "'\(letter.subject.rawValue) \(letter.number)' arrives in \(place)"
        case .takeAway(let place, let index): "a person deletes message \(index) of \(place)"
        case .putAside(let place, let index): "a person moves message \(index) of \(place) aside"
        case .putBack(let place, let index): "a person puts message \(index) of \(place) back into the inbox"
        case .flag(let place, let index): "a person flags message \(index) of \(place)"
        case .renumber(let place): "\(place) gets a new UIDVALIDITY with the same messages"
        case .empty(let place): "\(place) gets a new UIDVALIDITY and loses its messages"
        case .restore(let place): "\(place) is restored from its backup"
        case .backup(let place): "\(place) is backed up"
        case .full(let place, let on): on ? "\(place) is full" : "\(place) has room again"
        case .readOnly(let place, let on): on ? "\(place) is read-only" : "\(place) can be written again"
        case .reject(let account, let on): on ? "\(account)'s secret is wrong" : "\(account)'s secret is right again"
        case .refuseConnections(let on): on ? "the server is away" : "the server is back"
        case .offer(let ability, let on):
            "the server \(on ? "offers" : "does not offer") \(ability.rawValue) from now on"
        case .restart: "the server restarts"
        case .notice(let place): "the server announces mail in \(place) that is not there"
        case .setClock(let minutes): "the wall clock is set by \(minutes) minutes"
        case .diskFull(let on): on ? "the journal's disk is full" : "the journal's disk has room again"
        case .stop: "the agent is asked to stop, and started again"
        }
    }
}
