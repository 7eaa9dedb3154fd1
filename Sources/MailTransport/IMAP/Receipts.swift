public import MailRouting

/// The server's proof that messages are in another mailbox: COPYUID (RFC 4315 section 3, RFC 6851 section 4.3).
///
/// A UID that is not in ``moved`` was not moved, whatever else the server said.
public struct MoveReceipt: Sendable, Equatable {
    /// UIDVALIDITY of the destination; nil when nothing was moved.
    public let uidValidity: UIDValidity?
    /// Source UID to destination UID.
    public let moved: [UID: UID]
    /// Those of ``moved`` whose source is still there, because removing it failed: remove it, never move it again.
    public let sourcesLeft: Set<UID>
    public init(uidValidity: UIDValidity?, moved: [UID: UID], sourcesLeft: Set<UID> = []) {
        self.uidValidity = uidValidity
        self.moved = moved
        self.sourcesLeft = sourcesLeft
    }
}

/// The server's proof that a message was appended: APPENDUID (RFC 4315 section 3).
public struct AppendReceipt: Sendable, Equatable {
    public let uidValidity: UIDValidity
    public let uid: UID
    public init(uidValidity: UIDValidity, uid: UID) {
        self.uidValidity = uidValidity
        self.uid = uid
    }
}

/// How a wait in IDLE ended.
public enum IdleOutcome: Sendable, Equatable {
    /// The server said that something in the mailbox changed. Only a hint: look at UIDNEXT.
    case changed
    /// The time given passed in silence, and the server still answers.
    case timedOut
    /// The waiting task was cancelled; the session is still usable for LOGOUT.
    case cancelled
}

/// The mailbox a session has selected.
public struct SelectedMailbox: Sendable, Equatable {
    public let name: MailboxName
    /// As of the SELECT.
    public let status: MailboxStatus
    public let isReadOnly: Bool
    /// Flags and keywords a client may change for good (RFC 9051 section 7.1), without `\*`.
    public let permanentFlags: [String]
    /// Whether clients may invent keywords (`\*`).
    public let allowsNewKeywords: Bool

    /// Whether `keyword` can be stored here.
    public func allows(_ keyword: Keyword) -> Bool {
        allowsNewKeywords || permanentFlags.contains { $0.lowercased() == keyword.rawValue.lowercased() }
    }
}

/// One mailbox of a LIST answer.
public struct ListedMailbox: Sendable, Equatable {
    public let name: MailboxName
    /// The hierarchy delimiter; nil for a flat name.
    public let delimiter: Character?
    /// False for `\Noselect`: a name that only has children.
    public let isSelectable: Bool
}

/// What `mailroom check` tells about a session.
public struct IMAPFacts: Sendable, Equatable {
    public let endpoint: Endpoint
    /// Nil in plaintext.
    public let tls: TLSFacts?
    /// What the server offers, as of after authentication, in upper case.
    public let capabilities: Set<String>
    /// How the session proved who it is: `LOGIN`, `AUTHENTICATE PLAIN`, `AUTHENTICATE XOAUTH2`, `PREAUTH`.
    public let authentication: String
    /// How messages are moved here: `MOVE`, `UIDPLUS`, or nil when they cannot be moved with proof.
    public let moves: String?
    /// Whether the server announces changes (IDLE).
    public let idles: Bool
}
