import MailAgent
public import MailRouting
import MailTransport

extension PretendWorld {
    /// Two accounts, five departments: info, sales and archive in one account, support and team in the other.
    public static func configuration(
        _ backlog: Backlog, _ source: DeliverySettings.Source, watchSales: Bool,
        limits: RateLimits = RateLimits(perMinute: 600, perHour: 6000), domain: String = "buttons.test"
    ) -> Configuration {
        func sender(_ name: String) -> Address {
            Address(displayName: "Buttons", localPart: name, domain: domain)
        }
        let server = ServerSettings(
            host: "pretend.test", port: 993, tls: .implicit, caFile: nil, authentication: .plain, userName: "pretend",
            secret: .environment("NONE"))
        func account(_ name: String, _ watch: [MailboxName]) -> Account {
            Account(
                name: AccountName(name), address: sender(name), aliases: [], server: server, watch: watch,
                backlog: backlog, pollInterval: .minutes(1))
        }
        func department(_ name: String, _ destination: MailboxAddress) -> Department {
            Department(name: DepartmentName(name), destination: destination, sender: sender(name))
        }
        return Configuration(
            accounts: [account("info", watchSales ? [.inbox, "Sales"] : [.inbox]), account("support", [.inbox])],
            departments: [
                department("info", info), department("sales", sales), department("support", support),
                department("archive", archive), department("team", team),
            ],
            submissionHosts: [
                SubmissionHost(
                    name: "main", server: server, ehloName: "mailroom.\(domain)", limits: limits)
            ],
            acknowledgements: AcknowledgementSettings(
                enabled: true, courtesy: .standard, defaultLanguage: .english, maximumAge: .days(3)),
            delivery: DeliverySettings(source: source, maximumSize: 1_000_000), stateFolder: "", rulesFolder: "",
            templatesFolder: "")
    }

    /// Orders to sales, complaints to support, the rest stays at info. `everybody` has copies made: two in the account of
    /// arrival and two in the other, less the one that is the delivery itself.
    ///
    /// - Parameters:
    ///   - first: a line that is asked before those.
    ///   - last: a line that is asked after them.
    public static func router(_ configuration: Configuration, first: RouteLine?, last: RouteLine?) throws -> Router {
        let lines = [
            first, line("sales", text(.subject, "order"), "oem_order"),
            line("support", text(.subject, "complaint"), "quality_complaint"), last,
        ]
        let copies = AlsoLine(
            id: "pretend.copies", condition: text(.subject, "everybody"), keywords: [],
            copies: ["archive", "info", "support", "team"], location: here)
        return try Router(
            ruleSet: RuleSet(
                version: "pretend", defaultPriority: .normal, priorityLines: [],
                routes: lines.compactMap { $0 }.map { .line($0) }, otherwise: line("info", nil, nil), also: [copies],
                examples: []),
            gate: GatePolicy(
                ownAddresses: Set(configuration.accounts.map(\.address.key)), maximumAge: .days(3), loopToken: "pretend"
            ),
            defaultLanguage: .english)
    }

    /// A short letter of thanks, with the Message-ID that tells whose it is.
    static func compose(_ acknowledgement: Acknowledgement) -> OutgoingMessage {
        OutgoingMessage(
            envelope: Envelope(reversePath: nil, forwardPaths: [acknowledgement.recipient]),
            bytes: Array("Message-ID: \(acknowledgement.messageID.bracketed)\r\n\r\nThank you.\r\n".utf8))
    }

    /// Where these rules are said to stand.
    public static let here = SourceLocation(file: "pretend", line: 1)

    /// A line of the rules: a department, when, and with what acknowledgement.
    public static func line(_ department: String, _ condition: Condition?, _ template: TemplateName?) -> RouteLine {
        RouteLine(
            id: RuleID("pretend.\(department)"), condition: condition, department: DepartmentName(department),
            folder: nil, acknowledge: AcknowledgementRule(otherwise: template), location: here)
    }

    /// A condition on a word in a text.
    public static func text(_ field: TextField, _ word: String) -> Condition {
        .text(TextCondition(field: field, match: .word, terms: [word], list: nil, location: here))
    }
}

/// Mail from a customer. The number tells letters apart; the trace tells copies of one letter apart.
public func letter(
    _ subject: String, _ number: Int, trace: String = "a", to recipient: String = "info", text: String = "Letter"
) -> [UInt8] {
    Array(
        """
        Return-Path: <customer\(number)@customer.example>\r
        Received: by mx.buttons.test with LMTP id \(trace)\r
        From: Customer <customer\(number)@customer.example>\r
        To: \(recipient)@buttons.test\r
        Subject: \(subject) \(number)\r
        Message-ID: <letter-\(number)@customer.example>\r
        \r
        \(text) \(number)\r

        """.utf8)
}
