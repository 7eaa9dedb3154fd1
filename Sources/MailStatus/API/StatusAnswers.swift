import MailJournal
import MailRouting

/// The bodies of the API's answers. `APIDescription` says what every member means; a test holds one to the other.
enum StatusAnswers {
    static func emailStatus(_ snapshot: StatusSnapshot) -> JSON {
        [
            "success": true,
            "status": [
                "is_running": .boolean(snapshot.isRunning), "queue_size": JSON(snapshot.queueSize),
                "emails_sent": JSON(snapshot.counts.sent), "errors_count": JSON(snapshot.errorsCount),
                "success_rate": .number(snapshot.successRate), "rate_limit_minute": JSON(snapshot.limitMinute),
                "rate_limit_hour": JSON(snapshot.limitHour), "recent_send_rate_minute": JSON(snapshot.sentMinute),
                "recent_send_rate_hour": JSON(snapshot.sentHour),
            ],
            "simulated": [
                "queue_size": JSON(snapshot.simulatedQueueSize),
                "emails_sent": JSON(snapshot.counts.simulatedSent),
                "errors_count": JSON(snapshot.simulatedErrorsCount),
            ],
        ]
    }

    static func emailMetrics(_ metrics: StatusMetrics, _ snapshot: StatusSnapshot) -> JSON {
        [
            "success": true,
            "metrics": [
                "since": .text(Timestamp.text(metrics.since)), "decisions": JSON(metrics.looked),
                "is_cut": .boolean(metrics.isCut), "unaccounted": JSON(snapshot.counts.unaccounted),
                "undecided": JSON(snapshot.counts.undecided), "all": group(metrics.all),
                "simulated": group(metrics.simulated),
                "accounts": .list(metrics.accounts.map(group)), "departments": .list(metrics.departments.map(group)),
                "rules": .list(metrics.rules.map(group)), "templates": .list(metrics.templates.map(group)),
                "suppressions": .list(
                    metrics.suppressions.map { ["reason": .text($0.reason), "count": JSON($0.count)] }),
                "mailboxes": .list(mailboxes(snapshot)), "submission_hosts": .list(hosts(snapshot)),
            ],
        ]
    }

    private static func group(_ group: StatusMetrics.Group) -> JSON {
        [
            "name": .text(Shown.text(group.name)), "decided": JSON(group.decided), "routed": JSON(group.routed),
            "acknowledged": JSON(group.acknowledged), "arrived_to_decided_ms": percentiles(group.arrivedToDecided),
            "decided_to_routed_ms": percentiles(group.decidedToRouted),
            "routed_to_acknowledged_ms": percentiles(group.routedToAcknowledged),
        ]
    }

    private static func percentiles(_ value: Percentiles) -> JSON {
        ["count": JSON(value.count), "p50": JSON(value.p50), "p95": JSON(value.p95), "p99": JSON(value.p99)]
    }

    static func mailboxes(_ snapshot: StatusSnapshot) -> [JSON] {
        snapshot.pulse.mailboxes.sorted { $0.key.description < $1.key.description }.map { mailbox, pulse in
            let since: Instant
            var fault: String?
            var again: Instant?
            switch pulse.connection {
            case .connecting(let start), .watching(let start), .paused(let start): since = start
            case .interrupted(let why, let start, let next): (since, fault, again) = (start, why.description, next)
            }
            return [
                "account": .text(mailbox.account.rawValue), "mailbox": .text(Shown.text(mailbox.mailbox.rawValue)),
                "state": .text(pulse.connection.name), "since": .text(Timestamp.text(since)),
                "fault": JSON(Shown.text(fault)), "again_at": JSON(again.map(Timestamp.text)),
                "reconnects": JSON(pulse.reconnects),
            ]
        }
    }

    private static func hosts(_ snapshot: StatusSnapshot) -> [JSON] {
        snapshot.pulse.hosts.sorted { $0.key.rawValue < $1.key.rawValue }.map { name, pulse in
            [
                "name": .text(name.rawValue), "is_reachable": .boolean(pulse.fault == nil),
                "fault": JSON(Shown.text(pulse.fault?.fault.description)),
                "again_at": JSON(pulse.fault.map { Timestamp.text($0.again) }),
                "slowed_to_one_in": JSON(pulse.slowness),
            ]
        }
    }

    static func emailQueue(_ snapshot: StatusSnapshot) -> JSON {
        [
            "success": true,
            "queue": [
                "jobs": .list(
                    snapshot.counts.jobs.map { count in
                        [
                            "kind": .text(count.kind.rawValue), "state": .text(count.state.rawValue),
                            "priority": .text(count.priority.name), "is_simulated": .boolean(count.isSimulated),
                            "count": JSON(count.count),
                        ]
                    }),
                "next": .list(snapshot.next.map(job)),
                "held": .list(snapshot.troubled.filter { $0.state == .held }.map(job)),
                "failed": .list(snapshot.troubled.filter { $0.state == .failed }.map(job)),
                "sending": sending(snapshot.counts.sending),
                "pauses": .list(
                    snapshot.counts.pauses.all.map { pause in
                        [
                            "scope": .text(pause.scope.description), "since": .text(Timestamp.text(pause.since)),
                            "by": JSON(pause.by),
                        ]
                    }), "windows": .list(snapshot.accounts.map(window)),
            ],
        ]
    }

    private static func job(_ job: QueuedJob) -> JSON {
        [
            "job": .integer(job.id.value), "kind": .text(job.kind.rawValue), "state": .text(job.state.rawValue),
            "priority": .text(job.priority.name), "department": .text(job.department.rawValue),
            "arrival": .integer(job.arrival.value), "created_at": .text(Timestamp.text(job.createdAt)),
            // Due since the beginning of time means at once.
            "due_at": JSON(job.due.map { Timestamp.text(max($0, job.createdAt)) }), "attempts": JSON(job.attempts),
            "host": JSON(job.host?.rawValue), "template": JSON(job.template?.rawValue),
            "recipient": JSON(Shown.text(job.recipient)), "destination": JSON(Shown.text(job.destination?.description)),
            "reason": JSON(Shown.text(job.detail)), "next_step": JSON(job.nextStep),
            "is_simulated": .boolean(job.isSimulated),
        ]
    }

    private static func sending(_ state: StormBreaker.State) -> JSON {
        [
            "state": .text(state.name), "since": .text(Timestamp.text(state.since)),
            "words": .text(state.description),
        ]
    }

    private static func window(_ window: StatusSnapshot.AccountWindow) -> JSON {
        [
            "account": .text(window.use.account.host), "hosts": .list(window.hosts.map { .text($0.rawValue) }),
            "limit_minute": JSON(window.limits.perMinute), "limit_hour": JSON(window.limits.perHour),
            "sent_minute": JSON(window.use.minute), "sent_hour": JSON(window.use.hour),
        ]
    }

    static func readiness(_ readiness: Readiness, isRunning: Bool) -> JSON {
        var reasons: [JSON] = readiness.reasons.map { reason in
            [
                "kind": .text(reason.name), "subject": JSON(Shown.text(reason.subject)),
                "text": .text(Shown.text(reason.description)),
            ]
        }
        if !isRunning { reasons.append(["kind": "stopping", "subject": nil, "text": "the agent is stopping"]) }
        return ["ready": .boolean(reasons.isEmpty), "reasons": .list(reasons)]
    }

    static func failure(_ words: String) -> JSON { ["success": false, "error": .text(words)] }
}

extension Readiness.Reason {
    /// The mailbox or account it is about; nil for the whole agent.
    var subject: String? {
        switch self {
        case .notConnected(let mailbox, _): mailbox.description
        case .paused(let account), .parked(let account, _): account.rawValue
        case .diskFull, .journalFault, .unaccounted: nil
        }
    }

    /// What is to be said beside the kind and the subject; nil where they say it all.
    var detail: String? {
        switch self {
        case .notConnected(_, let fault): fault?.description
        case .paused: nil
        case .parked, .unaccounted, .diskFull, .journalFault: description
        }
    }

    var isPause: Bool { if case .paused = self { true } else { false } }
}

extension MailboxPulse.Connection {
    /// As the API and the page's style name it.
    var name: String {
        switch self {
        case .connecting: "connecting"
        case .watching: "watching"
        case .interrupted: "disconnected"
        case .paused: "paused"
        }
    }
}

extension StormBreaker.State {
    var name: String {
        switch self {
        case .closed: "sending"
        case .open: "stopped"
        case .paused: "paused"
        }
    }
}

extension QueuedJob {
    /// What a person can do about it; nil where nobody has to.
    var nextStep: String? {
        switch (kind, state) {
        case (.acknowledgement, .held): "mailroom queue release \(id), or mailroom queue drop \(id)"
        case (.acknowledgement, .failed): "mailroom queue retry \(id), or mailroom queue drop \(id)"
        case (_, .held), (_, .failed): "mend what the reason says, then mailroom queue retry \(id)"
        case (_, _): nil
        }
    }
}
