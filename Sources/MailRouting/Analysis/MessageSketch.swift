/// A message drawn from claims: the shortest that may fulfil them. Whether it does is for the router to say.
///
/// What no claim is about stays unknown, as in an example of the rules.
struct MessageSketch {
    private(set) var message = Message()
    private var mailbox: AccountName = "info"
    private var arrivedAt = Self.usualArrival
    private var isKnownSender: Bool?
    private let vocabulary: Vocabulary
    /// Which of several terms is taken.
    private let attempt: Int

    /// 2026-01-05T00:00:00Z, a Monday without a holiday.
    static let usualArrival = Instant(seconds: 1_767_571_200)
    private static let server = ReceivingServer(authservID: "mx.test", spamField: "X-Spam-Flag")

    init(attempt: Int, _ vocabulary: Vocabulary) {
        self.attempt = attempt
        self.vocabulary = vocabulary
    }

    var circumstances: Circumstances {
        Circumstances(
            mailbox: mailbox, arrivedAt: arrivedAt, now: arrivedAt, receivingServer: Self.server,
            isKnownSender: isKnownSender)
    }

    /// False where nothing can be drawn, such as a text only a regex describes.
    mutating func draw(_ conjunction: Conjunction) -> Bool {
        for field in conjunction.singleFields {
            guard let text = text(conjunction.patterns(on: field)) else { return false }
            set(field, text)
        }
        for claim in conjunction.claims {
            guard draw(claim) else { return false }
        }
        guard let instant = TimeReasoning.instant(within: conjunction.times, from: arrivedAt) else { return false }
        arrivedAt = instant
        if conjunction.asksForAuthor, message.from.isEmpty { message.from = [Self.author] }
        return true
    }

    private static let author = Address(localPart: "ana", domain: "customer.example")

    private mutating func draw(_ claim: Claim) -> Bool {
        switch claim {
        case .value(let choice, let set): return draw(choice, set)
        case .size(let span): message.size = span.low
        case .text(let field, let patterns): return field.isSingle || draw(field, patterns)
        case .address(let field, let set):
            let values = set.values.sorted()
            guard !values.isEmpty else { return false }
            let value = values[attempt % values.count]
            guard let address = Address(set.part == .address ? value : "ana@\(value)") else { return false }
            add(address, to: field)
        case .attachments(let kind, let count): return draw(kind, count)
        case .noText, .noAddress, .time: break
        }
        return true
    }

    // MARK: Texts

    /// One text in which something of each list is found.
    private func text(_ lists: [[TextPattern]]) -> String? {
        var (start, middle, end): (String?, [String], String?) = (nil, [], nil)
        for patterns in lists {
            let usable = patterns.filter { $0.view != .readable }
            guard !usable.isEmpty else { return nil }
            let pattern = usable.first(where: \.isWhole) ?? usable[attempt % usable.count]
            if pattern.isWhole { return pattern.term }
            if pattern.isFramedAtStart {
                start = pattern.term
            } else if pattern.isFramedAtEnd {
                end = pattern.term
            } else if !middle.contains(pattern.term) {
                middle.append(pattern.term)
            }
        }
        let parts = [start].compactMap(\.self) + middle + [end].compactMap(\.self)
        return parts.isEmpty ? "Guten Tag" : parts.joined(separator: " ")
    }

    private mutating func set(_ field: TextField, _ text: String) {
        switch field {
        case .body: message.body = MessageBody(text: text, attachments: message.body?.attachments ?? [])
        case .subject, .subjectRaw:
            message.subject = text
            message.headerFields.removeAll { $0.name.lowercased() == "subject" }
            message.headerFields.append(HeaderField(name: "Subject", value: text))
        default: break
        }
    }

    private mutating func draw(_ field: TextField, _ patterns: [TextPattern]) -> Bool {
        guard let text = text([patterns]) else { return false }
        switch field {
        case .header(let name): message.headerFields.append(HeaderField(name: name, value: text))
        case .name(let field): add(Address(displayName: text, localPart: "ana", domain: "customer.example"), to: field)
        case .address(let field):
            guard let address = Address(text) ?? Address(text + "@customer.example") else { return false }
            add(address, to: field)
        case .domain(let field):
            guard let address = Address("ana@" + text) else { return false }
            add(address, to: field)
        case .attachmentName:
            let attachment = Attachment(name: text, type: MediaType(type: "application", subtype: "pdf"), size: 1_000)
            add([attachment])
        case .subject, .subjectRaw, .body: return false
        }
        return true
    }

    private mutating func add(_ address: Address, to field: AddressField) {
        switch field {
        case .from: message.from.append(address)
        case .to, .recipient: add(address, to: \.to, "To")
        case .cc: add(address, to: \.cc, "Cc")
        case .replyTo: add(address, to: \.replyTo, "Reply-To")
        }
    }

    private mutating func add(_ address: Address, to list: WritableKeyPath<Message, [Address]>, _ name: String) {
        message[keyPath: list].append(address)
        if !message.has(name) { message.headerFields.append(HeaderField(name: name, value: address.spec)) }
    }

    // MARK: The rest

    private mutating func add(_ attachments: [Attachment]) {
        message.body = MessageBody(
            text: message.body?.text, attachments: (message.body?.attachments ?? []) + attachments)
    }

    private mutating func draw(_ kind: AttachmentKind, _ count: Span) -> Bool {
        guard count.low <= 100, kind.size.low < 1 << 40 else { return false }
        let name = kind.name.map { text([$0]) } ?? .some(nil)
        guard let name else { return false }
        let type = kind.types.sorted().first?.split(separator: "/") ?? ["application", "pdf"]
        guard type.count == 2 else { return false }
        let mediaType = MediaType(type: String(type[0]), subtype: type[1] == "*" ? "plain" : String(type[1]))
        let attachment = Attachment(name: name, type: mediaType, size: max(kind.size.low, min(1_000, kind.size.high)))
        add(Array(repeating: attachment, count: count.low))
        return true
    }

    private mutating func draw(_ choice: Choice, _ set: ValueSet) -> Bool {
        guard set != 0 else { return false }
        let lowest = set.trailingZeroBitCount
        switch choice {
        case .mailbox: mailbox = vocabulary.mailboxes.first { $0.value == lowest }?.key ?? "other"
        case .headerPriority: message.headerPriority = Priority(rawValue: lowest)
        case .priority: break
        case .language: message.language = Language.allCases[lowest]
        case .automation: drawAutomation(lowest)
        case .authentication(let check):
            let result = SenderCheckResult.allCases[lowest].rawValue
            message.headerFields.append(
                HeaderField(name: "Authentication-Results", value: "mx.test; \(check.rawValue)=\(result)"))
        case .spam:
            let verdict = set & Vocabulary.no == 0 ? "YES" : "NO"
            message.headerFields.append(HeaderField(name: "X-Spam-Flag", value: verdict))
        case .knownSender: isKnownSender = set & Vocabulary.no == 0
        case .present(let name):
            if set == Vocabulary.yes, !message.has(name) {
                message.headerFields.append(HeaderField(name: name, value: "yes"))
            }
        }
        return true
    }

    private mutating func drawAutomation(_ kinds: Int) {
        let marks: [(Automation, String, String)] = [
            (.autoReplied, "Auto-Submitted", "auto-replied"), (.autoGenerated, "Auto-Submitted", "auto-generated"),
            (.bulk, "Precedence", "bulk"), (.list, "List-Id", "<news.customer.example>"),
        ]
        let bits = Automation.allCases.filter { $0 != .none }
        for (bit, kind) in bits.enumerated() where kinds & 1 << bit != 0 {
            if kind == .bounce { message.returnPath = .null }
            for (_, name, value) in marks.filter({ $0.0 == kind }) {
                message.headerFields.append(HeaderField(name: name, value: value))
            }
        }
    }
}

extension Conjunction {
    /// The fields of one value that claims are about.
    fileprivate var singleFields: [TextField] {
        [.subject, .subjectRaw, .body].filter { field in
            claims.contains { claim in
                switch claim {
                case .text(field, _), .noText(field, _): true
                default: false
                }
            }
        }
    }

    fileprivate func patterns(on field: TextField) -> [[TextPattern]] {
        claims.compactMap { if case .text(field, let patterns) = $0 { patterns } else { nil } }
    }

    /// Whether it holds only of a message with an author.
    fileprivate var asksForAuthor: Bool {
        claims.contains { claim in
            switch claim {
            case .noAddress(.from, _), .noText(.name(.from), _), .noText(.address(.from), _),
                .noText(.domain(.from), _):
                true
            default: false
            }
        }
    }
}
