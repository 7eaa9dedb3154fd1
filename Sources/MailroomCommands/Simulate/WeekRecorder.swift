import MailJournal
import MailRehearsal
import MailRouting
import MailTransport

/// Makes a recording of what a journal keeps, and proves it: that it names nobody, and that it is decided alike.
struct WeekRecorder: Sendable {
    /// Too much was recorded in that time for one file.
    struct TooMany: Error {
        let limit: Int
    }

    /// A recording, and what was found out about it.
    struct Result: Sendable {
        let week: RecordedWeek
        /// Its octets.
        let lines: [UInt8]
        /// What of the real week stands in it; nothing may.
        let finds: [RecordingSearch.Find]
        /// The messages that today's rules decide in another way than they were decided in the real week.
        let differences: [Difference]
    }

    /// One message that will not come out as it did.
    struct Difference: Sendable {
        /// From 1, in the recording.
        let message: Int
        let words: String
        /// Today's rules decide the real message otherwise, too: they have changed, and nothing is missing from the
        /// recording.
        let isOfRules: Bool
    }

    /// Arrivals read at once: a page of long headers stays within a few megabytes.
    private static let pageSize = 200

    let loaded: LoadedConfiguration
    let journal: Journal
    let zone: Zone
    let chance: RecordingChance
    /// Real mail, or simulated mail that went through the same mailboxes.
    var isOfSimulated = false

    private var rules: RuleWords { RuleWords(loaded.ruleSet) }

    private var household: Household {
        let configuration = loaded.configuration
        let accounts = configuration.accounts.map { account in
            let senders = configuration.departments.filter { $0.destination.account == account.name }.map(\.sender)
            return (name: account.name, addresses: [account.address] + account.aliases + senders)
        }
        return Household(
            accounts: accounts, policy: loaded.router.responseGuard.policy, sandboxDomain: RehearsalStage.domain)
    }

    /// - Throws: `JournalFault`, ``TooMany``.
    func record(since instant: Instant) async throws -> Result? {
        let (rules, household) = (rules, household)
        var originals = Originals()
        var last: ArrivalID?
        var first: Instant?
        var count = 0
        try await forEach(since: instant, upTo: nil) { kept in
            let message = kept.message()
            originals.add(message, attachments: kept.attachments ?? [], headerFields: rules.headers.keys)
            first = min(first ?? kept.circumstances.arrivedAt, kept.circumstances.arrivedAt)
            last = kept.id
            count += 1
            guard count <= RecordedWeek.mostMessages else { throw TooMany(limit: RecordedWeek.mostMessages) }
        }
        guard let first, let last, let calendar = RecordingCalendar(beginning: first, in: zone) else { return nil }

        var anonymiser = Anonymiser(rules, household: household, originals: originals, chance: chance)
        var messages: [(at: Instant, message: RecordedMessage, isChanged: Bool)] = []
        try await forEach(since: instant, upTo: last) { kept in
            let message = kept.message()
            let outcome = outcome(of: kept, message)
            let today = loaded.router.decide(message, kept.circumstances.onArrival)
            let recorded = anonymiser.record(
                message, kept.circumstances, attachments: kept.attachments, programParts: kept.programParts,
                at: calendar.place(of: kept.circumstances.arrivedAt), decided: outcome)
            messages.append((kept.circumstances.arrivedAt, recorded, !outcome.differences(from: today).isEmpty))
        }
        // Mailboxes are read one after the other; a week is one.
        let sorted = messages.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
        let lines = try RecordedWeek(week: calendar.week, zone: zone, messages: sorted.map(\.element.message)).encoded()
        // What is looked at is what will be read.
        let week = try RecordedWeek(lines)
        let search = RecordingSearch(originals, rules: rules, household: household)
        return Result(
            week: week, lines: Array(lines), finds: search.finds(in: week),
            differences: differences(in: week, rules, changed: sorted.map(\.element.isChanged)))
    }

    /// Each page is a transaction of its own: the agent may be at work.
    private func forEach(
        since instant: Instant, upTo end: ArrivalID?, _ body: (KeptArrival) throws -> Void
    ) async throws {
        var last: ArrivalID?
        while true {
            let page = try await journal.arrivals(since: instant, after: last, limit: Self.pageSize)
            for kept in page where (kept.circumstances.simulation != nil) == isOfSimulated {
                if let end, kept.id.value > end.value { return }
                try body(kept)
            }
            guard page.count == Self.pageSize else { return }
            last = page.last?.id
        }
    }

    // MARK: What was decided

    /// What windows, storms and the agent's own late arrival withheld would be sent in a week of its own.
    private func outcome(of kept: KeptArrival, _ message: Message) -> RecordedMessage.Outcome {
        let decision = kept.decision
        var isDue = decision.refusal == nil
        if let reason = decision.refusal?.reason {
            isDue = reason.isAboutHistory || reason.isAboutTime && timelyRefusal(of: message, kept.circumstances) == nil
        }
        return RecordedMessage.Outcome(
            department: decision.department, priority: decision.priority, template: isDue ? decision.template : nil,
            rule: decision.rule)
    }

    /// What the gate would say had the message been read as it came, with acknowledgements switched on.
    private func timelyRefusal(of message: Message, _ circumstances: Circumstances) -> Refusal? {
        let policy = loaded.router.responseGuard.policy
        let open = GatePolicy(
            ownAddresses: policy.ownAddresses, maximumAge: policy.maximumAge, loopToken: policy.loopToken,
            trust: policy.trust)
        return AutoResponseGuard(open).judge(message, circumstances.onArrival)
    }

    /// Every message decided by today's rules as it will be when the recording is played, beside the real week.
    private func differences(in week: RecordedWeek, _ rules: RuleWords, changed: [Bool]) -> [Difference] {
        let accounts = loaded.configuration.accounts.map {
            Address(localPart: $0.name.rawValue, domain: RehearsalStage.domain)
        }
        let policy = GatePolicy(own: accounts)
        let router = loaded.router.behind(policy)
        let played = PlayedWeek(week, rules: rules, loopToken: policy.loopToken).messages(isFilled: false)
        return zip(zip(played, week.messages), changed).compactMap { pair, isChanged in
            let (simulated, recorded) = pair
            var message = MessageParser.parse(message: simulated.stored)
            message.size = max(message.size, rules.leastSize(like: recorded.kilobytes * 1024))
            let circumstances = Circumstances(
                mailbox: simulated.account, arrivedAt: simulated.arrivedAt, now: simulated.arrivedAt)
            var decision = router.answer(message, circumstances)
            if decision == nil { message.body = MessageParser.body(of: simulated.stored) }
            decision = decision ?? router.decide(message, circumstances)
            let differences = decision.map(recorded.decided.differences) ?? []
            guard !differences.isEmpty else { return nil }
            return Difference(
                message: simulated.number, words: differences.joined(separator: ", "), isOfRules: isChanged)
        }
    }
}

extension RecordedMessage.Outcome {
    /// In words; empty when all is alike.
    func differences(from decision: Decision) -> [String] {
        var sent: TemplateName?
        if case .send(let template, _, _) = decision.acknowledgement { sent = template }
        let pairs = [
            ("rule", rule.rawValue, decision.rule.rawValue),
            ("department", department.rawValue, decision.department.rawValue),
            ("priority", priority, decision.priority.name),
            ("template", template?.rawValue ?? "none", sent?.rawValue ?? "none"),
        ]
        return pairs.filter { $0.1 != $0.2 }.map { "\($0.0) \($0.2), was \($0.1)" }
    }
}

extension Refusal.Reason {
    /// Whether it comes from when the agent met the message, or from what it is set to send at all.
    fileprivate var isAboutTime: Bool {
        switch self {
        case .backlog, .rescan, .tooOld, .switchedOff, .simulated: true
        default: false
        }
    }
}

extension Circumstances {
    /// As if the message had been decided in the moment it came.
    fileprivate var onArrival: Circumstances {
        Circumstances(
            mailbox: mailbox, arrivedAt: arrivedAt, now: arrivedAt, receivingServer: receivingServer,
            isKnownSender: isKnownSender)
    }
}

extension RecordingChance {
    /// That of the machine.
    static let system = drawn {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
    }
}
