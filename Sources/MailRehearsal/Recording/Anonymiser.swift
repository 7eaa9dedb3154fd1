import MailRouting

/// Makes recorded messages of real ones: everything that could name somebody is replaced, everywhere by the same stand-in.
///
/// Nothing is let through because it looks harmless. A word stays when it is one of the rules, of the gate or of the small
/// vocabulary, and nobody in the week is called so; a header field stays when something is decided by it.
public struct Anonymiser {
    let rules: RuleWords
    let household: Household
    private let guardian = AutoResponseGuard(GatePolicy(ownAddresses: [], maximumAge: .days(1), loopToken: ""))
    private let kept: Set<String>
    var standIns: StandIns
    var organisations: [String: String] = [:]
    var people: [String: String] = [:]
    private var taken: Set<String> = []
    private var ids: [String: String] = [:]

    public init(
        _ rules: RuleWords, household: Household, originals: Originals, chance: RecordingChance
    ) {
        self.rules = rules
        self.household = household
        kept = Vocabulary.words.subtracting(originals.names)
        standIns = StandIns(
            originals,
            reserved: rules.all.union(Vocabulary.words).union(Vocabulary.machineWords).union(household.names),
            chance: chance)
    }

    // MARK: Texts

    /// A text as a recording has it.
    mutating func text(_ text: String, _ words: RuleWords.Words) -> String {
        let bounded = String(String.UnicodeScalarView(text.unicodeScalars.prefix(Limits.recordedScalars)))
        return FoldedText.runs(of: bounded).map { run in
            switch run {
            case .letters(let word): self.word(word, words, keeping: kept)
            case .digits(let number): words.numbers.contains(number) ? number : standIns.number(number)
            case .rest(let rest): rest
            }
        }.joined()
    }

    /// What somebody is called: nothing of the vocabulary stays.
    private mutating func name(_ name: String) -> String? {
        let kept = FoldedText.runs(of: String(name.prefix(Limits.recordedName))).map { run in
            switch run {
            case .letters(let word): self.word(word, rules.names, keeping: [])
            case .digits(let number): standIns.number(number)
            case .rest(let rest): rest.filter { " .,-()'".contains($0) }
            }
        }.joined()
        let trimmed = kept.split(separator: " ").joined(separator: " ")
        return trimmed.isEmpty ? nil : trimmed
    }

    mutating func word(_ word: String, _ words: RuleWords.Words, keeping kept: Set<String>) -> String {
        let key = FoldedText.folded(word)
        if words.whole.contains(key) || kept.contains(key) { return word }
        guard let found = words.longestPart(of: key) else { return Self.shaped(standIns.word(key), like: word) }
        let before = found.before.isEmpty ? "" : Self.shaped(standIns.word(found.before), like: word)
        return before + found.part + (found.behind.isEmpty ? "" : standIns.word(found.behind))
    }

    /// In capitals, with a capital, or small.
    private static func shaped(_ standIn: String, like word: String) -> String {
        guard let first = word.first, first.isUppercase else { return standIn }
        let isLoud = word.count > 1 && word.allSatisfy { !$0.isLowercase }
        return isLoud ? standIn.uppercased() : standIn.prefix(1).uppercased() + standIn.dropFirst()
    }

    // MARK: People

    mutating func person(_ address: Address) -> RecordedMessage.Person {
        RecordedMessage.Person(name: address.displayName.flatMap { name($0) }, address: self.address(address))
    }

    /// `local@domain`; the same person has the same wherever named.
    mutating func address(_ address: Address) -> String {
        if let account = household.account(of: address) { return "\(account)@\(household.sandboxDomain)" }
        let origin = address.origin
        if rules.listedAddresses.contains(origin.key) { return origin.key }
        if let known = people[origin.key] { return known }
        let domain = self.domain(origin.domain)
        let kind = self.kind(origin)
        var local = self.local(origin.localPart, kind)
        while taken.contains("\(local)@\(domain)") || self.kind(Address(localPart: local, domain: domain)) != kind {
            local = Self.beginning(of: kind) + standIns.fresh(length: 8)
        }
        let standIn = "\(local)@\(domain)"
        taken.insert(standIn)
        people[origin.key] = standIn
        return standIn
    }

    private mutating func local(_ local: String, _ kind: Refusal.Reason?) -> String {
        let beginning = Self.beginning(of: kind)
        guard beginning.isEmpty else { return beginning + standIns.fresh(length: 6) }
        var text = ""
        for run in FoldedText.runs(of: local) {
            switch run {
            case .letters(let word): text += self.word(word, rules.addresses, keeping: []).lowercased()
            case .digits(let number): text += standIns.number(number)
            case .rest(let rest): text += rest.contains(".") ? "." : rest.contains("_") ? "_" : "-"
            }
        }
        let isSound =
            (1...60).contains(text.utf8.count) && text.utf8.first != UInt8(ascii: ".")
            && text.utf8.last != UInt8(ascii: ".")
            && text.utf8.allSatisfy { $0 < 0x80 }
        return isSound ? text : standIns.fresh(length: 8)
    }

    /// The gate answers no programs: whether the address alone says that it is one's.
    private func kind(_ address: Address) -> Refusal.Reason? {
        var message = Message()
        message.from = [Address(localPart: address.localPart, domain: address.domain)]
        message.messageID = "a@b.example"
        message.to = message.from
        let now = Instant(seconds: 0)
        let refusal = guardian.judge(message, Circumstances(mailbox: "info", arrivedAt: now, now: now))
        switch refusal?.reason {
        case .systemSender, .noReplyAddress: return refusal?.reason
        default: return nil
        }
    }

    private static func beginning(of kind: Refusal.Reason?) -> String {
        switch kind {
        case .systemSender: "bounces-"
        case .noReplyAddress: "noreply-"
        default: ""
        }
    }

    /// A domain below one that nobody can own; the same organisation has the same, and hosts below it stay below it. What
    /// the rules list stays as they have it.
    mutating func domain(_ domain: String) -> String {
        let organisation = Address(localPart: "a", domain: domain).organisation
        if household.ownDomains.contains(domain) || household.ownDomains.contains(organisation) {
            return household.sandboxDomain
        }
        if let listed = listed(domain) { return listed }
        if organisations[organisation] == nil {
            let label = String(organisation.prefix { $0 != "." })
            var name = self.label(label)
            while taken.contains("\(name).example") { name = standIns.fresh(length: 8) }
            taken.insert("\(name).example")
            organisations[organisation] = "\(name).example"
        }
        let labels = domain.split(separator: ".").dropLast(organisation.split(separator: ".").count)
        return (labels.map { self.label(String($0)) } + [organisations[organisation] ?? "unknown.example"])
            .joined(separator: ".")
    }

    /// The part of it that the rules name, with other labels before it.
    private mutating func listed(_ domain: String) -> String? {
        let labels = domain.split(separator: ".")
        for start in labels.indices {
            let rest = labels[start...].joined(separator: ".")
            guard rules.listedDomains.contains(rest) else { continue }
            return (labels[..<start].map { label(String($0)) } + [rest]).joined(separator: ".")
        }
        return nil
    }

    private mutating func label(_ label: String) -> String {
        if Vocabulary.roles.contains(label) { return label }
        var text = ""
        for run in FoldedText.runs(of: label) {
            switch run {
            case .letters(let word): text += self.word(word, rules.addresses, keeping: []).lowercased()
            case .digits(let number): text += standIns.number(number)
            case .rest: text += "-"
            }
        }
        let isSound =
            (1...60).contains(text.utf8.count) && text.utf8.allSatisfy { $0 < 0x80 } && !text.hasPrefix("-")
            && !text.hasSuffix("-")
        return isSound ? text : standIns.fresh(length: 8)
    }

    // MARK: Threads

    /// The name of a message, of this week or one that is only referred to.
    mutating func messageID(_ id: MessageID) -> String {
        if let known = ids[id.rawValue] { return known }
        let domain = id.rawValue.split(separator: "@").last.map(String.init) ?? ""
        let host = domain.isEmpty || domain.utf8.count > 255 ? "unknown.example" : self.domain(domain.lowercased())
        // Its own acknowledgement is known by the form of its name.
        let isOurs = id.isAcknowledgement(ofOneOf: household.ownDomains)
        let digits = (0..<32).map { _ in standIns.hexadecimal() }.joined()
        let standIn =
            isOurs
            ? "\(MessageID.acknowledgementPrefix)\(digits)@\(household.sandboxDomain)"
            : "\(standIns.fresh(length: 12))@\(host)"
        ids[id.rawValue] = standIn
        return standIn
    }
}
