import MailJournal
import MailRouting

/// The members of every answer.
extension APIDescription {
    static let emailStatus = reading(
        "/api/email-status", "The agent in nine figures",
        [
            field(
                "status",
                .object([
                    field("is_running", .boolean, "false once it was told to stop"),
                    field("queue_size", .integer, "acknowledgements to be sent and not settled"),
                    field(
                        "emails_sent", .integer,
                        "acknowledgements accepted, or perhaps accepted, since the journal began"),
                    field("errors_count", .integer, "jobs that are held or have failed: each waits for a person"),
                    field("success_rate", .number, "0 to 1: accepted among all acknowledgements that came to an end"),
                    field("rate_limit_minute", .integer, "messages all accounts may send in a minute"),
                    field("rate_limit_hour", .integer, "messages all accounts may send in an hour"),
                    field("recent_send_rate_minute", .integer, "messages sent in the minute that ends now"),
                    field("recent_send_rate_hour", .integer, "messages sent in the hour that ends now"),
                ]), "the figures"),
            field(
                "simulated",
                .object([
                    field("queue_size", .integer, "acknowledgements to be sent and not settled"),
                    field("emails_sent", .integer, "acknowledgements accepted, or perhaps accepted"),
                    field("errors_count", .integer, "jobs that are held or have failed"),
                ]), "of simulated mail, which is in none of the other counts, but in the rates"),
        ])

    static let emailMetrics = reading(
        "/api/email-metrics", "Counts and latencies of the last 24 hours",
        [
            field(
                "metrics",
                .object([
                    field("since", .timestamp, "24 hours ago"),
                    field("decisions", .integer, "decisions that were looked at"),
                    field("is_cut", .boolean, "true: there were more, and the newest of them are counted"),
                    field("unaccounted", .integer, "messages nothing and nobody will settle; it is 0"),
                    field("undecided", .integer, "messages written down and not decided yet"),
                    field("all", .named("group"), "all messages together, simulated ones left out here and below"),
                    field("simulated", .named("group"), "all simulated messages"),
                    field("accounts", .list(.named("group")), "by the account they arrived in"),
                    field("departments", .list(.named("group")), "by the department they went to"),
                    field("rules", .list(.named("group")), "by the rule that decided; the 200 most frequent"),
                    field("templates", .list(.named("group")), "by the template that was asked for"),
                    field(
                        "suppressions",
                        .list(
                            .object([
                                field("reason", .text, "stable name of the reason"),
                                field("count", .integer, "acknowledgements"),
                            ])), "acknowledgements that were not to be sent, by the reason"),
                    field("mailboxes", .list(.named("mailbox")), "the watched mailboxes"),
                    field("submission_hosts", .list(.named("host")), "where acknowledgements are handed in"),
                ]), "the figures")
        ])
    static let percentiles = [
        field("count", .integer, "values"), field("p50", .orNull(.integer), "half took at most this, ms"),
        field("p95", .orNull(.integer), "95 of 100 took at most this, ms"),
        field("p99", .orNull(.integer), "99 of 100 took at most this, ms"),
    ]
    static let group = [
        field("name", .text, "of the account, department, rule or template"),
        field("decided", .integer, "messages"), field("routed", .integer, "messages confirmed at their department"),
        field("acknowledged", .integer, "acknowledgements accepted"),
        field(
            "arrived_to_decided_ms", .named("percentiles"),
            "from the server's INTERNALDATE, which is to the second, to the decision"),
        field("decided_to_routed_ms", .named("percentiles"), "from the decision to the confirmation at the department"),
        field("routed_to_acknowledged_ms", .named("percentiles"), "from there to the submission host's acceptance"),
    ]
    static let mailbox = [
        field("account", .text, "name of the account"), field("mailbox", .text, "name of the mailbox"),
        field("state", .word(["connecting", "watching", "disconnected", "paused"]), "of its connection"),
        field("since", .timestamp, "when that began"), field("fault", .orNull(.text), "why it is disconnected"),
        field("again_at", .orNull(.timestamp), "when it is tried again"),
        field("reconnects", .integer, "connections made after one was lost, since the start"),
    ]
    static let host = [
        field("name", .text, "of the submission host"),
        field("is_reachable", .boolean, "unless the last use of it failed"),
        field("fault", .orNull(.text), "why it could not be used"),
        field("again_at", .orNull(.timestamp), "when it is tried again"),
        field("slowed_to_one_in", .integer, "1 at full speed; 4 where it asked for patience: a quarter of the limits"),
    ]

    static let emailQueue = reading(
        "/api/email-queue", "What waits, what is next, what needs a person",
        [
            field(
                "queue",
                .object([
                    field(
                        "jobs",
                        .list(
                            .object([
                                field("kind", kinds, "of the job"), field("state", states, "of the job"),
                                field("priority", priorities, "of its message"),
                                field("is_simulated", .boolean, "they are about simulated mail"),
                                field("count", .integer, "jobs"),
                            ])), "everything that is not done or dropped, counted"),
                    field("next", .list(.named("job")), "the 20 acknowledgements that are next, in their order"),
                    field("held", .list(.named("job")), "what is held, the newest 50 of held and failed"),
                    field("failed", .list(.named("job")), "what has failed, the newest 50 of held and failed"),
                    field(
                        "sending",
                        .object([
                            field(
                                "state", .word(["sending", "stopped", "paused"]),
                                "paused by a person, stopped in a storm"),
                            field("since", .timestamp, "when that began; 1970 when it never changed"),
                            field("words", .text, "the same in words, with the cause"),
                        ]), "whether acknowledgements go out"),
                    field(
                        "pauses",
                        .list(
                            .object([
                                field("scope", .text, "everything, acknowledgements, or account and its name"),
                                field("since", .timestamp, "when it was asked for"),
                                field("by", .orNull(.text), "which way; null of acknowledgements"),
                            ])), "what persons stopped"),
                    field("windows", .list(.named("window")), "the rate windows by submission account"),
                ]), "the queue")
        ])
    static let kinds = Kind.word(["acknowledgement", "copy", "delivery", "undo"])
    static let states = Kind.word(JobStateName.allCases.map(\.rawValue))
    static let priorities = Kind.word(Priority.allCases.map(\.name))
    static let job = [
        field("job", .integer, "its number: what 'mailroom queue' takes"), field("kind", kinds, "what is to be done"),
        field("state", states, "how far it is"), field("priority", priorities, "of its message"),
        field("department", .text, "name of the department"), field("arrival", .integer, "number of its message"),
        field("created_at", .timestamp, "when it was decided"),
        field(
            "due_at", .orNull(.timestamp), "when it may be tried; what has passed means at once, as the limits allow"),
        field("attempts", .integer, "tries that count"),
        field("host", .orNull(.text), "submission host of the last try"),
        field("template", .orNull(.text), "of an acknowledgement"),
        field("recipient", .orNull(.text), "of an acknowledgement"),
        field("destination", .orNull(.text), "of a delivery or copy"),
        field("reason", .orNull(.text), "the last fault, reason or reply"),
        field("next_step", .orNull(.text), "what a person can do; null where nobody has to"),
        field("is_simulated", .boolean, "it is about simulated mail"),
    ]
    static let window = [
        field("account", .text, "host of the submission account"),
        field("hosts", .list(.text), "the submission hosts that share it"),
        field("limit_minute", .integer, "messages in a minute"), field("limit_hour", .integer, "messages in an hour"),
        field("sent_minute", .integer, "messages in the minute that ends now"),
        field("sent_hour", .integer, "messages in the hour that ends now"),
    ]

    private static func action(
        _ path: String, _ summary: String, _ parameters: [Parameter] = [], conflict: Kind = failure
    ) -> Route {
        Route(
            path: path, summary: summary, method: "post", parameters: parameters,
            answers: [
                (
                    200,
                    .object([
                        success, field("result", .text, "stable name of what became of it"),
                        field("words", .text, "the same in the caller's language"),
                    ]), "done, or so already"
                ), (303, nil, "the same for who accepts text/html: on to the page"), unauthorized,
                (forbidden, failure, "there is no token, or a page of somebody else asks"),
                (404, failure, "there is no such account or job"),
                (409, conflict, "it cannot be done now; why is in it"),
                (503, failure, "the journal cannot be written"),
            ])
    }
    private static let accountName = Parameter(
        name: "account", place: "path", kind: .text, meaning: "Name of the account.")
    private static let jobNumber = Parameter(name: "job", place: "path", kind: .integer, meaning: "Number of the job.")

    static let actions: [Route] =
        ["pause", "resume"].flatMap { verb in
            let words = verb == "pause" ? "Stops" : "Lets go on"
            return [
                action("/api/\(verb)/everything", "\(words) every account and the acknowledgements"),
                action("/api/\(verb)/acknowledgements", "\(words) the acknowledgements"),
                action("/api/\(verb)/account/{account}", "\(words) one account", [accountName]),
            ]
        } + [
            action("/api/queue/{job}/retry", "Has a job tried at once", [jobNumber]),
            action("/api/queue/{job}/release", "Lets a held job go on", [jobNumber]),
            action(
                "/api/reload", "Reads the rules anew and puts them in force if they are right",
                conflict: .named("refused-files")),
        ]

    static let readinessReasons = [
        "not-connected", "disk-full", "journal-fault", "paused", "parked", "unaccounted", "stopping",
    ]
    static let readiness = [
        field("ready", .boolean, "true when there is no reason against it"),
        field(
            "reasons",
            .list(
                .object([
                    field("kind", .word(readinessReasons), "of the reason"),
                    field("subject", .orNull(.text), "the mailbox or account it is about"),
                    field("text", .text, "in words"),
                ])), "why it is not ready"),
    ]
}
