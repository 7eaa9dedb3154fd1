public import MailRouting

/// What a line of the log says besides its text.
extension WalkEvent {
    /// The message it is about.
    public var arrival: ArrivalID? {
        switch self {
        case .arrived(let id, _, _, _), .decided(let id, _, _, _), .observed(let id, _, _, _), .routed(let id, _, _, _),
            .copied(let id, _, _, _), .returned(let id, _, _, _), .refused(let id, _, _), .sent(let id, _, _, _, _),
            .withheld(let id, _, _, _, _), .recognised(let id, _, _), .vanished(let id, _),
            .unsettled(let id, _, _, _, _):
            id
        case .answered(_, let response): response.arrival
        case .simulated(let event): event.arrival
        default: nil
        }
    }

    /// The account it happened in.
    public var account: AccountName? {
        switch self {
        case .arrived(_, let location, _, _), .decided(_, let location, _, _), .observed(_, let location, _, _),
            .routed(_, let location, _, _), .copied(_, let location, _, _), .refused(_, let location, _),
            .answered(let location, _), .recognised(_, let location, _), .vanished(_, let location):
            location.mailbox.account
        case .returned(_, let mailbox, _, _), .watching(let mailbox, _, _), .interrupted(let mailbox, _, _):
            mailbox.account
        case .account(let name, _), .parked(let name, _): name
        case .simulated(let event): event.account
        default: nil
        }
    }

    /// The part of the agent it comes from.
    public var component: LogComponent {
        switch self {
        case .arrived, .decided, .observed, .recognised, .vanished, .watching, .interrupted: .intake
        case .routed, .copied, .returned: .delivery
        case .unsettled(_, let kind, _, _, _): kind == .acknowledgement ? .acknowledgement : .delivery
        case .refused, .sent, .withheld, .answered, .sending, .expired: .acknowledgement
        case .submissionDown, .submissionBack, .slowedDown: .submission
        case .rulesLoaded, .rulesRefused, .account: .rules
        case .simulated(let event): event.component
        default: .agent
        }
    }

    /// How much it matters: what a person must do something about is a warning or an error.
    public var level: LogLevel {
        switch self {
        case .unsettled(_, _, _, .held, _), .unsettled(_, _, _, .failed, _), .rulesRefused, .crashed, .parked: .error
        case .watching, .sending, .submissionBack, .paused, .unpaused, .rulesLoaded, .account, .stopping, .rescued,
            .concernOver:
            isTrouble ? .warning : .notice
        case .simulated(let event): event.level
        default: isTrouble ? .warning : .info
        }
    }

    /// How the watching of a mailbox stands after it; nil when it says nothing about that.
    public var watchState: (mailbox: MailboxAddress, fault: Fault?)? {
        switch self {
        case .watching(let mailbox, _, _): (mailbox, nil)
        case .interrupted(let mailbox, let fault, _): (mailbox, fault)
        default: nil
        }
    }
}
