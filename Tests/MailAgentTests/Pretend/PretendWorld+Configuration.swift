import MailRouting

extension PretendWorld {
    /// Two accounts, five departments: info, sales and archive in one account, support and team in the other.
    static func configuration(
        _ backlog: Backlog, _ source: DeliverySettings.Source, watchSales: Bool
    ) -> Configuration {
        func sender(_ name: String) -> Address {
            Address(displayName: "Buttons", localPart: name, domain: "buttons.test")
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
                    name: "main", server: server, ehloName: "mailroom.buttons.test",
                    limits: RateLimits(perMinute: 600, perHour: 6000))
            ],
            acknowledgements: AcknowledgementSettings(
                enabled: true, courtesy: .standard, defaultLanguage: .english, maximumAge: .days(3)),
            delivery: DeliverySettings(source: source, maximumSize: 1_000_000), stateFolder: "", rulesFolder: "",
            templatesFolder: "")
    }

    /// Orders to sales, complaints to support, the rest stays at info. `everybody` has copies made: two in the account of
    /// arrival and two in the other, less the one that is the delivery itself.
    static func router(_ configuration: Configuration) throws -> Router {
        let here = SourceLocation(file: "pretend", line: 1)
        func line(_ department: String, _ word: String?, _ template: TemplateName?) -> RouteLine {
            RouteLine(
                id: RuleID("pretend.\(department)"),
                condition: word.map {
                    .text(TextCondition(field: .subject, match: .word, terms: [$0], list: nil, location: here))
                },
                department: DepartmentName(department), folder: nil,
                acknowledge: AcknowledgementRule(otherwise: template), location: here)
        }
        let copies = AlsoLine(
            id: "pretend.copies",
            condition: .text(
                TextCondition(field: .subject, match: .word, terms: ["everybody"], list: nil, location: here)),
            keywords: [], copies: ["archive", "info", "support", "team"], location: here)
        return try Router(
            ruleSet: RuleSet(
                version: "pretend", defaultPriority: .normal, priorityLines: [],
                routes: [
                    .line(line("sales", "order", "oem_order")),
                    .line(line("support", "complaint", "quality_complaint")),
                ], otherwise: line("info", nil, nil), also: [copies], examples: []),
            gate: GatePolicy(
                ownAddresses: Set(configuration.accounts.map(\.address.key)), maximumAge: .days(3), loopToken: "pretend"
            ),
            defaultLanguage: .english)
    }
}

/// Mail from a customer. The number tells letters apart; the trace tells copies of one letter apart.
func letter(_ subject: String, _ number: Int, trace: String = "a", to recipient: String = "info") -> [UInt8] {
    Array(
        """
        Return-Path: <customer\(number)@customer.example>\r
        Received: by mx.buttons.test with LMTP id \(trace)\r
        From: Customer <customer\(number)@customer.example>\r
        To: \(recipient)@buttons.test\r
        Subject: \(subject) \(number)\r
        Message-ID: <letter-\(number)@customer.example>\r
        \r
        Letter \(number)\r

        """.utf8)
}
