public import MailJournal
public import MailRouting

/// One step of the walk, as it happens: what logs, the demo's screen and later the counters are made from.
public enum WalkEvent: Sendable {
    /// The number is what `mailroom explain --arrival` takes.
    case arrived(ArrivalID, Location, subject: String?, from: Address?)
    case decided(ArrivalID, Location, Decision, destination: MailboxAddress)
    /// Decided, and left where it is: it was there before the first contact.
    case observed(ArrivalID, Location, Decision, destination: MailboxAddress)
    /// Where it stands now; nil when the server proved the copy without naming its UID.
    case routed(ArrivalID, Location, to: Location?, MailboxAddress)
    /// A further copy for another department.
    case copied(ArrivalID, Location, to: Location?, MailboxAddress)
    /// Brought back to where it arrived, by an undo.
    case returned(ArrivalID, MailboxAddress, to: Location?, remarks: [String])
    case refused(ArrivalID, Location, Refusal)
    case sent(ArrivalID, DepartmentName, MessageID, to: Address, reply: String)
    /// An acknowledgement that was queued is not sent: not before the instant, or not at all.
    case withheld(ArrivalID, DepartmentName, to: Address, Refusal, until: Instant?)
    /// One of our acknowledgements came back as a bounce, an automatic reply or itself.
    case answered(Location, RecordedResponse)
    /// Acknowledgements stop, or go on again.
    case sending(StormBreaker.State)
    /// Seen, and nothing to do: our own delivery, or known from before.
    case recognised(ArrivalID, Location, as: String)
    case vanished(ArrivalID, Location)
    /// A job did not succeed this time, or waits for a person.
    case unsettled(ArrivalID, JobKind, subject: String, JobState, Fault?)
    case watching(MailboxAddress, MailboxStatus, WatchState)
    case interrupted(MailboxAddress, Fault, again: Interval)
    case journalFault(String)
    case submissionDown(SubmissionHostName, Fault, again: Interval)
    /// It can be reached again; the next message tells whether it is well.
    case submissionBack(SubmissionHostName)
    /// The host asked for patience: its account pauses, and then is used at a fraction of its limits.
    case slowedDown(SubmissionHostName, Fault, pause: Interval, level: Int)
    case rescued(Int)
    /// Acknowledgements that could not be sent in time.
    case expired(Int)
    /// A person stopped an account or everything, or did so before the start.
    case paused(Pause)
    case unpaused(PauseScope)
    /// The last run of the agent crashed while it worked with these accounts.
    case crashed([AccountName], signal: Int32)
    /// An account that is left alone until a person looks.
    case parked(AccountName, crashes: Int)
    /// Another set of files is in force; what of it a running agent does not follow, in words.
    case rulesLoaded(version: String, needsRestart: [String])
    /// Changed files were refused, and what was in force stays.
    case rulesRefused([Diagnostic])
    case account(AccountName, AccountChange)
    /// A person was told, or could not be: why not, by way.
    case alert(String, faults: [String])
    /// Something else a person has to look at, and what to do about it; by a stable name.
    case concern(subject: String, text: String, next: String)
    case concernOver(subject: String)
    case stopping
    /// The step of a simulated message: for those who count, apart from real mail.
    indirect case simulated(WalkEvent)

    /// The step itself, of whatever mail.
    public var plain: WalkEvent { if case .simulated(let event) = self { event.plain } else { self } }

    /// The same step of a simulated message, where it is one.
    func of(simulated isSimulated: Bool) -> WalkEvent { isSimulated ? .simulated(self) : self }

    /// How the watching of a mailbox begins.
    public enum WatchState: Sendable {
        case firstContact(backlog: Backlog)
        case resumed
        case newGeneration
    }

    /// What became of an account in a configuration that was put in force.
    public enum AccountChange: String, Sendable {
        case added, removed, changed
    }

    /// Whether a person must do something about it, for the log level.
    public var isTrouble: Bool {
        switch self {
        case .interrupted, .journalFault, .submissionDown, .slowedDown, .expired, .crashed, .parked, .rulesRefused,
            .concern:
            true
        case .sending(let state): !state.isClosed
        case .alert(_, let faults): !faults.isEmpty
        case .unsettled(_, _, _, .held, _), .unsettled(_, _, _, .failed, _): true
        case .simulated(let event): event.isTrouble
        default: false
        }
    }
}
