import MailConfig
import MailRehearsal
import MailRouting
import MailTransport

/// Makes a recording of messages as they lie in a mailbox, without a journal.
struct RecordingRig {
    let router: Router
    let rules: RuleWords
    let household: Household
    var seed: UInt64? = 1
    private let zone = Zone("Europe/Berlin")

    /// The shipped rules, or others.
    init(rules: String? = nil) throws {
        let configuration = try ConfigurationReader.read(Shipped.path("config/mailroom.yaml"))
        let accounts = configuration.accounts.map { account in
            let sandboxed = Address(localPart: account.name.rawValue, domain: "buttons.test")
            return (name: account.name, addresses: [account.address] + account.aliases + [sandboxed])
        }
        let shipped = try Shipped.router(rules: rules)
        router = shipped.behind(shipped.responseGuard.policy.owning(accounts.flatMap(\.addresses)))
        self.rules = RuleWords(router.ruleSet)
        household = Household(
            accounts: accounts, policy: router.responseGuard.policy, sandboxDomain: "buttons.test")
    }

    struct Recording {
        let week: RecordedWeek
        let text: String
        let finds: [RecordingSearch.Find]
    }

    /// - Parameter messages: Each with the account it arrived in, header and body.
    func record(_ messages: [(account: AccountName, bytes: [UInt8])]) throws -> Recording {
        let start = Instant(seconds: 1_795_420_800)
        let parsed = messages.map { MessageParser.parse(message: $0.bytes) }
        var originals = Originals()
        for message in parsed { originals.add(message, attachments: [], headerFields: rules.headers.keys) }
        var anonymiser = Anonymiser(
            rules, household: household, originals: originals,
            chance: seed.map { .seed($0) } ?? .drawn { .random(in: .min ... .max) })
        guard let zone, let calendar = RecordingCalendar(beginning: start, in: zone) else { throw Shipped.Missing() }
        let recorded = zip(messages, parsed).enumerated().map { index, pair in
            let at = start + .minutes(Int64(index))
            let circumstances = Circumstances(mailbox: pair.0.account, arrivedAt: at, now: at)
            return anonymiser.record(
                pair.1, circumstances, attachments: nil, programParts: [], at: calendar.place(of: at),
                decided: .init(router.decide(pair.1, circumstances)))
        }
        let data = try RecordedWeek(week: calendar.week, zone: zone, messages: recorded).encoded()
        let week = try RecordedWeek(data)
        return Recording(
            week: week, text: String(decoding: data, as: UTF8.self),
            finds: RecordingSearch(originals, rules: rules, household: household).finds(in: week))
    }

    /// The messages of a recording as they are played.
    func played(_ week: RecordedWeek) -> [SimulatedMessage] {
        PlayedWeek(week, rules: rules, loopToken: "rehearsal").messages()
    }

    /// What a played message is decided to be.
    func decision(on message: SimulatedMessage) -> RecordedMessage.Outcome {
        let parsed = MessageParser.parse(message: message.stored)
        let at = message.arrivedAt
        return .init(router.decide(parsed, Circumstances(mailbox: message.account, arrivedAt: at, now: at)))
    }
}

extension RecordedMessage.Outcome {
    init(_ decision: Decision) {
        var template: TemplateName?
        if case .send(let name, _, _) = decision.acknowledgement { template = name }
        self.init(
            department: decision.department, priority: decision.priority, template: template, rule: decision.rule)
    }
}

/// SplitMix64: the same numbers for the same seed, everywhere.
struct SeededChance: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
