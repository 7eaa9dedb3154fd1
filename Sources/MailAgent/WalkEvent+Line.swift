public import MailJournal
public import MailRouting

extension WalkEvent: CustomStringConvertible {
    /// One line for people: the step, the place, what happened.
    public var description: String { "\(pad(step, 10))\(text)" }

    /// The step's stable name.
    public var step: String {
        switch self {
        case .arrived: "arrived"
        case .decided: "decided"
        case .observed: "observed"
        case .routed: "routed"
        case .copied: "copied"
        case .returned: "returned"
        case .refused: "refused"
        case .sent: "sent"
        case .withheld: "withheld"
        case .answered: "answered"
        case .sending(let state): state.isClosed ? "resumed" : "stopped"
        case .recognised: "known"
        case .vanished: "vanished"
        case .unsettled(_, _, _, let state, _): state.word
        case .watching: "watching"
        case .interrupted: "lost"
        case .journalFault: "journal"
        case .submissionDown: "waiting"
        case .submissionBack: "back"
        case .slowedDown: "slowed"
        case .rescued: "rescued"
        case .expired: "expired"
        case .paused: "paused"
        case .unpaused: "resumed"
        case .crashed: "crashed"
        case .parked: "parked"
        case .rulesLoaded: "reloaded"
        case .rulesRefused: "broken"
        case .account: "account"
        case .alert: "alert"
        case .concern: "concern"
        case .concernOver: "over"
        case .stopping: "stopping"
        case .simulated(let event): event.step
        }
    }

    /// Without the step, and with everything in it: `Discretion` decides what is shown.
    var text: String {
        switch self {
        case .arrived(let id, let location, let subject, let from):
            "\(place(location))#\(id)  \(quoted(subject))\(from.map { "  from \(printable($0.spec, 60))" } ?? "")"
        case .decided(let id, let location, let decision, let destination):
            place(location) + "#\(id)  \(decision.rule) (\(decision.ruleLocation.short)) -> "
                + (destination == location.mailbox ? "stays" : destination.description)
                + ", \(decision.priority.name), \(decision.acknowledgement.words)"
        case .observed(let id, let location, let decision, let destination):
            place(location) + "#\(id)  \(decision.rule) (\(decision.ruleLocation.short)), "
                + (destination == location.mailbox ? "would stay" : "would go to \(destination)")
                + ", \(decision.priority.name)"
        case .routed(let id, let location, let copy, let destination):
            "\(place(location))#\(id)  "
                + (destination == location.mailbox
                    ? "stays, keywords added" : "-> \(copy?.description ?? destination.description)")
        case .copied(let id, let location, let copy, let destination):
            "\(place(location))#\(id)  -> \(copy?.description ?? destination.description)"
        case .returned(let id, let place, let location, let remarks):
            pad(place.description, 16) + "#\(id)  -> "
                + ([location?.description ?? "back"] + remarks).joined(separator: "; ")
        case .refused(let id, let location, let refusal):
            "\(place(location))#\(id)  no acknowledgement: \(printable(refusal.description, 160))"
        case .sent(let id, let department, let messageID, let recipient, let reply):
            "\(pad(department.rawValue, 16))#\(id)  acknowledgement \(messageID.bracketed) to \(printable(recipient.spec, 60))  "
                + printable(reply, 60)
        case .withheld(let id, let department, let recipient, let refusal, let until):
            "\(pad(department.rawValue, 16))#\(id)  acknowledgement to \(printable(recipient.spec, 60)) "
                + (until.map { "waits until \(Self.time($0)): " } ?? "dropped: ") + printable(refusal.description, 160)
        case .answered(let location, let response):
            "\(place(location))#\(response.arrival)  \(response.words)"
        case .sending(let state): state.advice
        case .recognised(let id, let location, let what): "\(place(location))#\(id)  \(what)"
        case .vanished(let id, let location):
            "\(place(location))#\(id)  taken away by somebody else before it was routed"
        case .unsettled(let id, let kind, let subject, let state, let fault):
            "#\(id)  \(kind.rawValue) \(subject): \(printable(state.reason ?? fault?.description ?? "", 400))"
        case .watching(let mailbox, let status, let state):
            "\(pad(mailbox.description, 16))\(status.exists) messages, UIDNEXT \(status.uidNext); \(state.words)"
        case .interrupted(let mailbox, let fault, let again):
            "\(pad(mailbox.description, 16))\(printable(fault.description, 400)); again in \(seconds(again))"
        case .journalFault(let text): printable(text, 1000)
        case .submissionDown(let host, let fault, let again):
            "\(host): \(printable(fault.description, 400)); again in \(seconds(again))"
        case .submissionBack(let host): "\(host): can be reached again"
        case .slowedDown(let host, let fault, let pause, let level):
            "\(host): \(printable(fault.description, 400)); pausing for \(seconds(pause)), then 1/\(1 << level) of the limits"
        case .expired(let count): "\(count) acknowledgements were not sent within three days, or wait for a person now"
        case .rescued(let count): "\(count) jobs that were under way when the agent last ended"
        case .paused(let pause):
            "\(pause.scope) (\(pause.by ?? "a person")); until \(pause.scope.wayToResume)"
        case .unpaused(let scope): scope.description
        case .crashed(let accounts, let signal):
            "the last run was ended by signal \(signal) while it worked with "
                + (accounts.isEmpty ? "no account" : accounts.map(\.rawValue).joined(separator: ", "))
        case .parked(let account, let crashes):
            "\(pad(account.rawValue, 16))\(crashes) crashes within an hour: left alone, the others go on; "
                + "'mailroom accounts unpark \(account)' lets it be tried again"
        case .rulesLoaded(let version, let needsRestart):
            "rules \(version.prefix(12)) are in force"
                + (needsRestart.isEmpty ? "" : "; not before a restart: \(needsRestart.joined(separator: ", "))")
        case .rulesRefused(let faults): printable(faults.summary, 400)
        case .account(let name, let change): "\(pad(name.rawValue, 16))\(change.rawValue)"
        case .alert(let text, let faults):
            printable(text, 400)
                + (faults.isEmpty ? "" : "; not told: \(printable(faults.joined(separator: "; "), 400))")
        case .concern(let subject, let text, let next):
            "\(subject): \(printable(text, 400)); next: \(printable(next, 200))"
        case .concernOver(let subject): subject
        case .stopping: "finishing what is under way"
        case .simulated(let event): "\(event.text)  (simulated)"
        }
    }

    private static func time(_ instant: Instant) -> String {
        let minutes = instant.milliseconds / 60_000
        let (hour, minute) = ((minutes / 60) % 24, minutes % 60)
        return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute) UTC"
    }

    private func place(_ location: Location) -> String { pad(location.description, 16) }
    private func seconds(_ interval: Interval) -> String { "\(max(1, Int(interval.seconds.rounded()))) s" }
    private func quoted(_ subject: String?) -> String { subject.map { "\"\(printable($0, 70))\"" } ?? "(no subject)" }
}

extension AcknowledgementDecision {
    /// In words, as the walk and the table show it.
    public var words: String {
        switch self {
        case .send(let template, let language, _): "acknowledge \(template) (\(language.tag))"
        case .refused(let template, _): "no acknowledgement \(template)"
        case .notAsked: "no acknowledgement asked"
        }
    }
}

extension RecordedResponse {
    /// In words, as the walk shows it.
    fileprivate var words: String {
        let what =
            switch kind {
            case .automaticReply: "automatic reply to"
            case .transientFailure: "delayed, or failed for now:"
            case .permanentFailure: "bounced for good:"
            }
        let which = acknowledgement.map { "acknowledgement \($0.bracketed)" } ?? "an acknowledgement of ours"
        return "\(what) \(which)\(status.map { "  \($0)" } ?? "")"
    }
}

extension [Diagnostic] {
    /// The first finding, how many more there are, and what holds meanwhile.
    fileprivate var summary: String {
        let first = first.map { "\($0.location): \($0.severity.rawValue): \($0.message)" } ?? "no reason given"
        let more = count > 1 ? ", and \(count - 1) more" : ""
        return "\(first)\(more); the set before stays in force, 'mailroom check' shows every mistake"
    }
}

extension PauseScope {
    /// The command that ends the pause.
    public var wayToResume: String {
        switch self {
        case .everything: "'mailroom resume'"
        case .account(let name): "'mailroom resume \(name)'"
        case .acknowledgements: "'mailroom resume acknowledgements'"
        }
    }
}

extension StormBreaker.State {
    /// In words, with what ends a stop.
    public var advice: String {
        switch self {
        case .closed: description
        case .open: "\(description); they go on after an hour without any, or with 'mailroom acknowledgements resume'"
        case .paused: "\(description); they go on with 'mailroom acknowledgements resume'"
        }
    }
}

extension JobState {
    var word: String {
        switch self {
        case .pending: "pending"
        case .claimed: "claimed"
        case .retry: "retry"
        case .uncertain: "uncertain"
        case .done: "done"
        case .held: "held"
        case .failed: "failed"
        }
    }
    var reason: String? {
        switch self {
        case .held(let reason): reason.fault.description
        case .failed(let fault): fault.description
        case .pending, .claimed, .retry, .uncertain, .done: nil
        }
    }
}

extension WalkEvent.WatchState {
    fileprivate var words: String {
        switch self {
        case .firstContact(.ignore): "first contact, what is there stays there"
        case .firstContact(.route): "first contact, what is there is routed"
        case .firstContact(.observe): "first contact, what is there is only observed"
        case .resumed: "going on after the last message recorded"
        case .newGeneration: "UIDVALIDITY changed, known messages are told by their content"
        }
    }
}

private func pad(_ text: String, _ width: Int) -> String {
    text.count < width ? text + String(repeating: " ", count: width - text.count) : text + " "
}

/// Hostile text made harmless for a terminal and a log: control and direction characters replaced, length bounded.
private func printable(_ text: String, _ limit: Int) -> String {
    let shown = text.prefix(limit + 1)
    let safe = String(
        String.UnicodeScalarView(
            shown.unicodeScalars.map { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: "\u{FFFD}"
                default: scalar
                }
            }))
    return shown.count > limit ? String(safe.dropLast()) + "…" : safe
}
