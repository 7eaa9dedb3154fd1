import MailRouting

extension Responder {
    /// The worst autoresponders of the world. None is made up: each stands for programs that are in use.
    static let zoo: [Responder] = standard + headless + rotating + chatty

    /// They say what they are, by one standard or another.
    private static let standard: [Responder] = [
        Responder("vacation by RFC 5230", "holiday@rfc.example") {
            [$0.reply("Auto: \($0.subject)", reversePath: "", fields: ["Auto-Submitted: auto-replied"] + $0.thread)]
        },
        Responder("another agent of our make", "info@other-agent.example") {
            [
                $0.reply(
                    "Auto: \($0.subject)", reversePath: "",
                    fields: ["Auto-Submitted: auto-replied", "X-Auto-Response-Suppress: All"] + $0.thread)
            ]
        },
        Responder("list that reflects", "friends@lists.example") {
            [
                $0.reply(
                    "[friends] \($0.subject)", from: $0.sender.spec, reversePath: "friends-bounces@lists.example",
                    fields: ["List-Id: <friends.lists.example>", "Precedence: list"])
            ]
        },
        Responder("bouncer", "gone@nowhere.example") {
            [
                $0.reply(
                    "Undelivered Mail Returned to Sender", from: "MAILER-DAEMON@mx.nowhere.example", reversePath: "",
                    fields: ["Content-Type: multipart/report; report-type=delivery-status; boundary=b"])
            ]
        },
        Responder("report with our whole message", "full@report.example") {
            [
                $0.reply(
                    "Delivery Status Notification", from: "postmaster@report.example", reversePath: "",
                    fields: ["Content-Type: multipart/report; report-type=delivery-status; boundary=b"],
                    body: "--b\r\nContent-Type: message/rfc822\r\n\r\n\($0.text)\r\n--b--")
            ]
        },
        Responder("read receipts", "reads@receipt.example") {
            [
                $0.reply(
                    "Read: \($0.subject)",
                    fields: ["Content-Type: multipart/report; report-type=disposition-notification; boundary=b"])
            ]
        },
        Responder("calendar", "meets@calendar.example") {
            [$0.reply("Accepted: \($0.subject)", fields: ["Content-Type: text/calendar; method=REPLY"])]
        },
    ]

    /// They say nothing of what they are.
    private static let headless: [Responder] = [
        Responder("answers everything", "all@answers.example") { [$0.reply(fields: $0.thread)] },
        Responder("strips all headers", "plain@stripped.example") { [$0.reply("Your message")] },
        Responder("out of office, German", "abwesend@firma.example") {
            [$0.reply("Abwesenheitsnotiz: \($0.subject)", body: "Ich bin nicht im Haus.")]
        },
        Responder("out of office, English", "away@company.example") {
            [$0.reply("Out of Office: \($0.subject)", body: "I am out of the office.")]
        },
        Responder("rewrites subjects", "mangler@subject.example") {
            [$0.reply("[EXTERNAL] \($0.count) RE: AW: \($0.subject)", fields: $0.thread)]
        },
        Responder("mangles Message-IDs", "ids@mangled.example") {
            [$0.reply(fields: ["In-Reply-To: <\($0.count).mangled@ids.example>"])]
        },
        Responder("bounces late", "slow@late.example") {
            [
                $0.reply(
                    "Returned mail: see transcript for details", from: "devnull@mx.late.example", reversePath: "",
                    after: .hours(50), body: "550 5.1.1 User unknown")
            ]
        },
    ]

    /// Each answer comes from somebody else.
    private static let rotating: [Responder] = [
        Responder("fresh addresses", "first@fresh.example") { [$0.reply(from: "r\($0.count)@fresh.example")] },
        Responder("rotates few addresses", "one@rotate.example") {
            [$0.reply(from: "r\($0.count % 7)@rotate.example")]
        },
        Responder("rotates details", "me@detail.example") { [$0.reply(from: "me+\($0.count)@detail.example")] },
        Responder("rotates subdomains", "me@sub.example") { [$0.reply(from: "me@h\($0.count).sub.example")] },
        Responder("forwards with SRS", "old@forward.example") {
            [
                $0.reply(
                    from: "new@elsewhere.example",
                    reversePath: "SRS0=H\($0.count)=TT=elsewhere.example=new@forward.example")
            ]
        },
        Responder("loop through two parties", "here@party.example") {
            [$0.reply(from: $0.count.isMultiple(of: 2) ? "there@counterparty.example" : "here@party.example")]
        },
    ]

    /// They have more to say.
    private static let chatty: [Responder] = [
        Responder("ticket system that opens and acknowledges", "help@tickets.example") {
            [
                $0.reply("[Ticket#\(10_000 + $0.count)] opened: \($0.subject)"),
                $0.reply("[Ticket#\(10_000 + $0.count)] we have received your message", after: .minutes(3)),
            ]
        },
        Responder("challenge and response", "guard@challenge.example") {
            [$0.reply("Please confirm your message", body: "Click to be let in: \($0.count)")]
        },
        Responder("says it three times", "echo@triple.example") { incoming in
            (1...3).map { incoming.reply("\(incoming.subject) (\($0))", after: .minutes(Int64($0))) }
        },
    ]
}
