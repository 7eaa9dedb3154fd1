import MailRouting

/// The mappings of `mailroom.yaml`.
extension KnownKeys {
    static let configuration = KeySet(
        "configuration",
        [
            .required("version", .version, "The version of this language: 1."),
            .required("state", .text(.path), "Folder of the journal and its lock; only the agent writes there."),
            .required("rules", .text(.path), "Folder of the rules."),
            .required("templates", .text(.path), "Folder of the acknowledgement templates."),
            .optional(
                "defaults", .mapping(defaults), "What the accounts have in common; an account's own value counts."),
            .required("accounts", .names(.mapping(account), minimum: 1), "The logins, by the name 'mailbox:' uses."),
            .required(
                "departments", .names(.mapping(department), minimum: 1),
                "The destinations, by the name 'department:' uses."),
            .optional(
                "submission", .names(.mapping(submissionHost), minimum: 1),
                "Where acknowledgements are handed in (RFC 6409). Needed unless they are off."),
            .optional(
                "acknowledgements", .mapping(acknowledgements), "How acknowledgements are written, and when not."),
            .optional("delivery", .mapping(delivery), "How messages are carried between accounts."),
            .optional("retention", .mapping(retention), "How long the journal knows the details of settled messages."),
            .optional("log", .mapping(log), "Where the agent's lines go, which of them, and what they show of people."),
            .optional("alerts", .mapping(alerts), "Whom the agent tells when a person has to look."),
            .optional(
                "oauth2", .names(.mapping(oauthClient), minimum: 1),
                "The clients that tokens are had with, by the name accounts and submission hosts use."),
            .optional(
                "status", .either([.word(["off"]), .mapping(status)]),
                "Where the agent tells over HTTP how it is: on 127.0.0.1, port 8080, unless given; off for nowhere."),
            .optional("simulation", .mapping(simulatedMail), "What becomes of simulated mail in real mailboxes."),
        ])

    private static let server: [Key] = [
        .optional("port", .integer(1...65535), "1 to 65535. The standard port of 'tls' unless given."),
        .optional(
            "tls", .word(["implicit", "starttls", "none"]),
            "implicit: TLS from the first byte (the default); starttls: after the greeting; none: only on this machine."
        ),
        .optional("force_plaintext", .boolean, "true allows 'tls: none' beyond this machine."),
        .optional("ca_file", .text(.path), "PEM file of the authorities to trust instead of the system's."),
        .optional(
            "auth", .word(AuthenticationMethod.allCases.map(\.rawValue)),
            "plain (the default), login, or xoauth2, whose password is a bearer token."),
    ]
    private static let watching: [Key] = [
        .optional("watch", .oneOrMore(.text(.mailbox), minimum: 0), "The mailboxes to watch; [INBOX] unless given."),
        .optional(
            "backlog", .word(Backlog.allCases.map(\.rawValue)),
            "Mail from before the first contact: ignore it (the default), route it, or only write down where it would go. It is never acknowledged."
        ),
        .optional(
            "poll_interval", .text(.duration),
            "How long to trust the server's notices before looking anyway: 10s to 1d, 2m unless given."),
        .optional(
            "authserv_id", .text(.authservID),
            "The first word of the Authentication-Results your own mail server writes: whose checks of the author count."
        ),
        .optional("spam_header", .text(.fieldName), "The header field your spam filter leaves its verdict in."),
    ]
    private static let host = "Its name or IP address; the certificate must carry exactly it."

    static let defaults = KeySet("defaults", [.optional("host", .text(.host), host)] + server + watching)
    static let account = KeySet(
        "account",
        [
            .required("address", .text(.address), "Address of the mailbox."),
            .optional(
                "aliases", .oneOrMore(.text(.address), minimum: 0),
                "Further addresses that arrive here; mail from any of them is never acknowledged."),
            .optional("host", .text(.host), host),
        ] + server + [
            .optional("user", .text(.any), "Name to log in with; the address unless given."),
            password, oauth2,
        ] + watching, needsOne: ["password", "oauth2"])

    static let secretShape = Shape.either([.text(.secret), .mapping(secret)])
    private static let password = Key.optional(
        "password", secretShape,
        "Where the password is: env:NAME, file:PATH, credential:NAME or {command: [program, argument]}. Never the password itself."
    )
    private static let oauth2 = Key.optional(
        "oauth2", .text(.name), "Instead of a password: the client that gets tokens for this user.")
    static let secret = KeySet(
        "password",
        [
            .required(
                "command", .either([.text(.program), .list(.text(.any), minimum: 1)]),
                "A program with its whole path, and its arguments; the first line it prints is the password.")
        ])

    static let department = KeySet(
        "department",
        [
            .required("account", .text(.name), "Name of the account it is in."),
            .optional("mailbox", .text(.mailbox), "Mailbox in that account; INBOX unless given."),
            .optional("sender_name", .text(.any), "The name customers see on acknowledgements."),
            .optional(
                "sender_address", .text(.address),
                "Address that acknowledgements come from; that of the account unless given."),
        ])
    static let submissionHost = KeySet(
        "submission host",
        [.required("host", .text(.host), host)] + server + [
            .required("user", .text(.any), "Name to log in with."),
            password, oauth2,
            .required("ehlo_name", .text(.ehloName), "Name of this machine after EHLO: its own in the DNS."),
            .optional("limits", .mapping(rateLimits), "How much may be sent, across restarts."),
            .optional(
                "priority", .integer(0...65_535),
                "Lower is used first, as with MX; the others while it cannot be. 10 unless given."),
            .optional("weight", .integer(1...65_535), "Share among hosts of one priority; 1 unless given."),
        ], needsOne: ["password", "oauth2"])
    private static let count = Shape.integer(1...100_000)
    static let rateLimits = KeySet(
        "limits",
        [
            .optional("per_minute", count, "Messages in any minute; 5 unless given."),
            .optional("per_hour", count, "Messages in any hour; 30 unless given."),
        ])
    static let acknowledgements = KeySet(
        "acknowledgements",
        [
            .optional("enabled", .boolean, "false: route only, never write to anybody."),
            .optional(
                "courtesy", .word(Courtesy.allCases.map(\.rawValue)),
                "How formal the templates sound; standard unless given."),
            .optional(
                "default_language", .word(Language.allCases.map(\.tag)),
                "For mail that is in none of our languages; en unless given."),
            .optional(
                "max_age", .text(.duration), "Older mail is routed but not acknowledged: 1h to 30d, 3d unless given."),
            .optional(
                "when_uncertain", .word(WhenUncertain.allCases.map(\.rawValue)),
                "When the connection ends between the final dot and the reply: resend once (the default), or hold."),
            .optional(
                "bounce_address", .text(.address),
                "The envelope sender, where bounces are wanted: an address of one of the accounts. None unless given."),
            .optional(
                "trust", .list(.mapping(trustEntry)),
                "Senders that are acknowledged although their mail looks like a program's."),
            .optional(
                "limits", .mapping(acknowledgementLimits),
                "How many acknowledgements go to the same people in any 24 hours."),
        ])
    static let trustEntry = KeySet(
        "trust entry",
        [
            .required("sender", .text(.address), "The author's exact address, as it stands in From."),
            .required("reason", .text(.any), "Why, for whoever reads the file next."),
            .required("until", .text(.date), "The last day it holds (UTC)."),
            .optional(
                "authentication", .word(SenderCheck.allCases.map(\.rawValue)),
                "The check our own server must report as passed for the sender's domain; dmarc unless given."),
        ])
    static let acknowledgementLimits = KeySet(
        "acknowledgement limits",
        [
            .optional(
                "same_subject", count, "To one sender, from one department, with one subject; 1 unless given."),
            .optional("department", count, "To one sender from one department, whatever the subject; 3 unless given."),
            .optional("sender", count, "To one sender; 5 unless given."),
            .optional("domain", count, "To one organisation's domain; 20 unless given."),
            .optional(
                "public_domain", count, "To one domain that sells mailboxes to the public; 200 unless given."),
            .optional(
                "public_domains", .oneOrMore(.text(.host), minimum: 0),
                "Further such domains, besides the well-known ones."),
        ])
    static let delivery = KeySet(
        "delivery",
        [
            .optional(
                "source", .word(["keep", "delete"]),
                "What becomes of the message where it arrived, once its copy in another account is confirmed."),
            .optional(
                "keep_under", .text(.mailbox), "Mailbox above those that kept messages go to; Routed unless given."),
            .optional("maximum_size", .text(.size), "A larger message is held and reported; 500MB unless given."),
            .optional(
                "claim", .word(ClaimMethod.allCases.map(\.rawValue)),
                "keyword where other agents watch the same mailboxes: whoever marks a message first has it. none unless given."
            ),
        ])
}
