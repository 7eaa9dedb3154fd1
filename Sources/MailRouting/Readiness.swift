/// Whether the agent does its work, and if not, why not: what a status page answers with.
///
/// It is about the agent's own footing. A submission host that is down, or a message that is held, is told elsewhere: mail
/// is routed all the same.
public struct Readiness: Sendable, Equatable {
    /// Each is enough to be not ready.
    public enum Reason: Sendable, Equatable {
        /// Nobody listens to a watched mailbox: not reached since the start, or lost; then with what was heard last.
        case notConnected(MailboxAddress, Fault?)
        /// The journal found no room; its own words. No mail is taken in until there is room, and then by itself.
        case diskFull(String)
        /// The journal cannot be read or written for another reason; its own words.
        case journalFault(String)
        /// A person has paused the account, or everything.
        case paused(AccountName)
        /// The process crashed over an account so often that it is left alone until a person looks.
        case parked(AccountName, crashes: Int)
        /// So many messages nothing and nobody will settle (`JournalSummary.unaccounted`): a defect of mailroom.
        case unaccounted(Int)
    }

    /// None when it is ready.
    public let reasons: [Reason]
    /// Nothing is in the way.
    public var isReady: Bool { reasons.isEmpty }

    public init(_ reasons: [Reason]) { self.reasons = reasons }
}

extension Readiness.Reason: CustomStringConvertible {
    /// For programs; these names do not change.
    public var name: String {
        switch self {
        case .notConnected: "not-connected"
        case .diskFull: "disk-full"
        case .journalFault: "journal-fault"
        case .paused: "paused"
        case .parked: "parked"
        case .unaccounted: "unaccounted"
        }
    }

    /// For people, with the next step where there is one.
    public var description: String {
        switch self {
        case .notConnected(let mailbox, nil): "\(mailbox): not connected yet"
        case .notConnected(let mailbox, let fault?): "\(mailbox): not connected: \(fault)"
        case .diskFull(let words):
            "no room for the journal, no mail is taken in; make room, it goes on by itself: \(words)"
        case .journalFault(let words): "the journal cannot be used, no mail is taken in: \(words)"
        case .paused(let account): "\(account): paused by a person"
        case .parked(let account, let crashes):
            "\(account): left alone after \(crashes) crashes; 'mailroom accounts unpark \(account)' lets it be tried again"
        case .unaccounted(let count): "\(count) messages are unaccounted for: 'mailroom audit' names them"
        }
    }
}
