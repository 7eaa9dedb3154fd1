import MailRouting

/// Accounts, departments, submission hosts and the two blocks of settings.
extension ConfigurationDecoder {
    private static let pollRange = Interval.seconds(10)...Interval.days(1)
    private static let ageRange = Interval.hours(1)...Interval.days(30)

    func account(_ key: YAMLNode, _ node: YAMLNode, defaults: Fields?) -> Account? {
        let owner = "account \(key.spelling.quoted)"
        guard let fields = Fields(node, KnownKeys.account, of: owner, anchor: key, reading) else { return nil }
        func either<Value>(_ name: String, _ read: (YAMLNode) -> Value?) -> Value? {
            fields.has(name) ? fields.optional(name, read) : defaults?.optional(name, read)
        }
        let address = fields.required("address", reading.address)
        let aliases = fields.optional("aliases", reading.list("addresses", reading.address)) ?? []
        let server = server(fields, key: key, defaults: defaults, userName: .addressUnlessGiven(address), ports: .imap)
        let watch = either("watch", reading.list("mailboxes", reading.mailbox)) ?? [.inbox]
        let backlog = either("backlog", reading.word("a way to treat the backlog", Backlog.self)) ?? .ignore
        let poll = either("poll_interval", reading.interval(Self.pollRange)) ?? .minutes(2)
        let receivingServer = ReceivingServer(
            authservID: either("authserv_id", reading.authservID), spamField: either("spam_header", reading.fieldName))
        guard let address, let server, let name = key.spelling else { return nil }
        return Account(
            name: AccountName(name), address: address, aliases: aliases, server: server, watch: watch,
            backlog: backlog, pollInterval: poll, receivingServer: receivingServer)
    }

    func department(_ key: YAMLNode, _ node: YAMLNode, accounts: [Named<Account?>]) -> Department? {
        let owner = "department \(key.spelling.quoted)"
        guard let fields = Fields(node, KnownKeys.department, of: owner, anchor: key, reading) else { return nil }
        let account = fields.required("account") { node -> Named<Account?>? in
            guard let name = reading.text(node) else { return nil }
            if let known = accounts.first(where: { $0.key.spelling == name }) { return known }
            // Without any account, that is the mistake to mend.
            guard !accounts.isEmpty else { return nil }
            reading.report(
                at: node, "unknown account \(name.quotedForFinding)",
                suggestion: Spelling.suggestion(for: name, among: accounts.compactMap(\.key.spelling)))
            return nil
        }
        let mailbox = fields.optional("mailbox", reading.mailbox) ?? .inbox
        let displayName = fields.optional("sender_name", reading.text)
        let sender = fields.optional("sender_address", reading.address) ?? account?.value?.address
        guard let account, let sender, let name = key.spelling else { return nil }
        return Department(
            name: DepartmentName(name),
            destination: MailboxAddress(account: AccountName(account.key.spelling ?? ""), mailbox: mailbox),
            sender: Address(displayName: displayName, localPart: sender.localPart, domain: sender.domain))
    }

    func submissionHost(_ key: YAMLNode, _ node: YAMLNode) -> SubmissionHost? {
        let owner = "submission host \(key.spelling.quoted)"
        guard let fields = Fields(node, KnownKeys.submissionHost, of: owner, anchor: key, reading) else { return nil }
        let server = server(fields, key: key, defaults: nil, userName: .required, ports: .submission)
        let ehloName = fields.required("ehlo_name", hint: "the name of this machine in the DNS", reading.ehloName)
        let limits = fields["limits"].map(rateLimits) ?? RateLimits()
        let priority = fields.optional("priority", reading.integer(0...65_535, "a priority")) ?? 10
        let weight = fields.optional("weight", reading.integer(1...65_535, "a weight")) ?? 1
        guard let server, let ehloName, let limits, let name = key.spelling else { return nil }
        return SubmissionHost(
            name: SubmissionHostName(name), server: server, ehloName: ehloName, limits: limits, priority: priority,
            weight: weight)
    }

    private func rateLimits(_ node: YAMLNode) -> RateLimits? {
        guard let fields = Fields(node, KnownKeys.rateLimits, of: "the limits", reading) else { return nil }
        let count = reading.integer(1...100_000, "a number of messages")
        let perMinute = fields.optional("per_minute", count) ?? RateLimits().perMinute
        let perHour = fields.optional("per_hour", count) ?? RateLimits().perHour
        if perMinute > perHour {
            reading.report(
                at: fields["per_minute"] ?? fields["per_hour"] ?? node,
                "the limit of \(perMinute) a minute is above the limit of \(perHour) an hour")
        }
        return RateLimits(perMinute: perMinute, perHour: perHour)
    }

    func acknowledgements(_ configuration: Fields, _ accounts: [Named<Account?>]) -> AcknowledgementSettings? {
        let fields: Fields?
        if let node = configuration["acknowledgements"] {
            fields = Fields(node, KnownKeys.acknowledgements, of: "acknowledgements", reading)
            if fields == nil { return nil }
        } else {
            fields = nil
        }
        let languages = Language.allCases.map { ($0.tag, $0) }
        return AcknowledgementSettings(
            enabled: fields?.optional("enabled", reading.boolean) ?? true,
            courtesy: fields?.optional("courtesy", reading.word("a level of courtesy", Courtesy.self)) ?? .standard,
            defaultLanguage: fields?.optional("default_language", reading.word("a language", languages)) ?? .english,
            maximumAge: fields?.optional("max_age", reading.interval(Self.ageRange)) ?? .days(3),
            trust: fields?.optional("trust", trustEntries) ?? [],
            bounceAddress: fields?.optional("bounce_address") { bounceAddress($0, accounts) },
            limits: fields?.optional("limits", acknowledgementLimits) ?? AcknowledgementLimits(),
            whenUncertain: fields?.optional(
                "when_uncertain", reading.word("what to do when it may have been sent", WhenUncertain.self))
                ?? .resend)
    }

    /// Bounces must come to a mailbox of ours: there they are known for what they are and never answered.
    private func bounceAddress(_ node: YAMLNode, _ accounts: [Named<Account?>]) -> Address? {
        guard let address = reading.address(node) else { return nil }
        let own = accounts.compactMap(\.value).flatMap { [$0.address] + $0.aliases }
        // An account that could not be read may have been the one.
        if accounts.allSatisfy({ $0.value != nil }), !own.contains(where: { $0.key == address.key }) {
            reading.report(
                at: node, "bounces to \(address.spec) would reach none of the accounts",
                suggestion: "add it to the 'aliases' of the account it arrives in")
        }
        return address
    }

    func delivery(_ configuration: Fields) -> DeliverySettings? {
        let standard = DeliverySettings(source: .keep(under: "Routed"), maximumSize: 500_000_000)
        guard let node = configuration["delivery"] else { return standard }
        guard let fields = Fields(node, KnownKeys.delivery, of: "delivery", reading) else { return nil }
        let isKept = fields.optional(
            "source", reading.word("what to do with the source", [("keep", true), ("delete", false)]))
        let prefix = fields.optional("keep_under", reading.mailbox) ?? "Routed"
        if isKept == false, let node = fields.keyNode("keep_under") {
            reading.report(at: node, "'keep_under' says where sources are kept, but 'source: delete' keeps none")
        }
        let size = fields.optional("maximum_size", reading.size(1000...2_000_000_000)) ?? standard.maximumSize
        let claim = fields.optional("claim", reading.word("a way to claim messages", ClaimMethod.self))
        return DeliverySettings(
            source: isKept ?? true ? .keep(under: prefix) : .delete, maximumSize: size, claim: claim ?? .none)
    }
}

extension String? {
    /// For owners in findings.
    fileprivate var quoted: String { (self ?? "").quotedForFinding }
}
