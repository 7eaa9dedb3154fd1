import Testing

@testable import MailRouting

/// Random rules and messages over few words, so that lines often have to do with each other.
struct RuleGenerator {
    var random: Seeded

    static let terms = [
        "order", "order now", "new order", "Größe", "groesse", "Größe M", "c++", "+", "a", "x-y", "x y", "品質",
        "order's", "rechnung",
    ]
    static let fields: [TextField] = [
        .subject, .subject, .subject, .body, .header("x-tag"), .name(.from), .subjectRaw, .address(.to),
        .address(.recipient), .domain(.cc), .attachmentName,
    ]
    static let addresses = ["ana@oem.example", "bo@teile.oem.example", "cy@other.example"]
    static let domains = ["oem.example", "teile.oem.example", "other.example", "example"]
    static let accounts: [AccountName] = ["info", "sales", "support"]
    static let zones = ["Europe/Berlin", "America/New_York"].compactMap { Zone($0) }
    /// A Monday.
    static let start = Instant(seconds: 1_767_571_200)

    init(seed: UInt64) { random = Seeded(state: seed) }

    mutating func pick<Value>(_ values: [Value]) throws -> Value { try #require(values.randomElement(using: &random)) }
    mutating func some<Value: Hashable>(_ values: [Value]) throws -> Set<Value> {
        var result: Set<Value> = [try pick(values)]
        if Bool.random(using: &random) { result.insert(try pick(values)) }
        return result
    }
    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    mutating func truth() -> Bool { Bool.random(using: &random) }

    // MARK: Conditions

    mutating func condition(_ depth: Int = 2, asksPriority: Bool = true) throws -> Condition {
        if depth > 0, number(0...2) == 0 {
            let parts = try (0..<number(1...3)).map { _ in try condition(depth - 1, asksPriority: asksPriority) }
            switch number(0...4) {
            case 0: return .not(parts[0])
            case 1, 2: return .any(parts)
            default: return .all(parts)
            }
        }
        return try leaf(asksPriority: asksPriority)
    }

    private mutating func leaf(asksPriority: Bool) throws -> Condition {
        let place = Sample.place
        switch number(0...22) {
        case 0: return .mailbox(try some(Self.accounts), at: place)
        case 1: return .size(truth() ? .over(number(0...3) * 5) : .under(number(1...3) * 5), at: place)
        case 2: return .headerPriority(try range(), at: place)
        case 3 where asksPriority: return .priority(try range(), at: place)
        case 4: return .language(try some(Language.allCases), at: place)
        case 5: return .automated(try some(Automation.allCases), at: place)
        case 6: return .authentication(.spf, try some([.pass, .fail, .none]), at: place)
        case 7: return .spam(truth(), at: place)
        case 8: return .knownSender(truth(), at: place)
        case 9: return .present(header: try pick(["x-tag", "x-other"]), truth(), at: place)
        case 10: return .time(try frame(), name: nil, at: place)
        case 11:
            return .attachment(
                AttachmentCondition(
                    name: truth() ? try text(on: .attachmentName) : nil,
                    types: truth() ? try some(["application/pdf", "image/*", "image/png"]) : [],
                    size: truth() ? [.over(number(0...2) * 5)] : [],
                    count: [[.over(0)], [.over(1)], [.under(1)], [.under(2)]][number(0...3)], location: place))
        case 12...14:
            let isDomain = truth()
            return .address(
                AddressCondition(
                    field: try pick(AddressField.allCases), part: isDomain ? .domain : .address,
                    values: try some(isDomain ? Self.domains : Self.addresses), list: nil, location: place))
        default: return .text(try text(on: pick(Self.fields)))
        }
    }

    private mutating func range() throws -> PriorityRange {
        let (one, other) = (try pick(Priority.allCases), try pick(Priority.allCases))
        return PriorityRange(min(one, other), max(one, other))
    }

    private mutating func text(on field: TextField) throws -> TextCondition {
        let match = try pick(TextMatch.allCases)
        let terms = match == .regex ? ["rechnung", "^order now$", "o.der"] : Self.terms
        return TextCondition(
            field: field, match: match, terms: try some(terms).sorted(), list: nil, location: Sample.place)
    }

    private mutating func frame() throws -> TimeFrame {
        let hours = [[], [HourRange(start: 480, end: 1_020)], [HourRange(start: 1_320, end: 360)]][number(0...2)]
        let holidays = Set([3, 10].map { CivilDate(day: Int(Self.start.milliseconds / 86_400_000) + $0) })
        return TimeFrame(
            zone: number(0...4) == 0 ? Self.zones[1] : Self.zones[0],
            weekdays: truth() ? try some(Weekday.allCases) : [], hours: hours,
            dates: number(0...5) == 0 ? holidays : nil,
            except: number(0...3) == 0 ? holidays : [])
    }

    // MARK: Rules

    mutating func rules() throws -> RuleSet {
        let priority = try (0..<number(0...4)).map { number in
            PriorityLine(
                id: RuleID("p\(number)"), condition: try condition(1, asksPriority: false),
                priority: try pick(Priority.allCases), location: Sample.place)
        }
        var routes: [Route] = []
        for number in 0..<number(2...10) {
            if self.number(0...3) == 0 {
                let lines = try (0..<self.number(1...3)).map { try line("g\(number).\($0)") }
                let group = RouteGroup(
                    name: "g\(number)", condition: try condition(1), lines: lines, location: Sample.place)
                routes.append(.group(group))
            } else {
                routes.append(.line(try line("r\(number)")))
            }
        }
        let also = try (0..<number(0...3)).map { number in
            AlsoLine(
                id: RuleID("a\(number)"), condition: try condition(), keywords: [Keyword("a\(number)")],
                location: Sample.place)
        }
        return Sample.rules(priority: priority, routes: routes, also: also)
    }

    private mutating func line(_ name: String) throws -> RouteLine {
        let choices = try (0..<(number(0...4) == 0 ? 3 : 0)).map { number in
            AcknowledgementRule.Choice(
                condition: try condition(1), template: TemplateName("\(name)-\(number)"),
                location: SourceLocation(file: name, line: number))
        }
        return RouteLine(
            id: RuleID(name), condition: try condition(), department: "sales", folder: nil,
            acknowledge: AcknowledgementRule(choices: choices, otherwise: nil), location: Sample.place)
    }

    // MARK: Messages

    mutating func message() throws -> (Message, Circumstances) {
        var message = Message()
        func header(_ name: String, _ value: String) {
            message.headerFields.append(HeaderField(name: name, value: value))
        }
        if number(0...9) > 0 {
            message.subject = try words()
            header("Subject", message.subject ?? "")
        }
        for _ in 0..<number(0...2) { header("X-Tag", try words()) }
        if truth() { header("X-Other", "1") }
        message.from = try addresses()
        message.to = try addresses()
        message.cc = try addresses()
        message.replyTo = try addresses()
        message.size = number(0...16)
        message.headerPriority = truth() ? try pick(Priority.allCases) : nil
        message.language = truth() ? try pick(Language.allCases) : nil
        for (name, value) in [
            ("Auto-Submitted", "auto-replied"), ("Precedence", "bulk"), ("List-Id", "<l.example>"),
            ("Auto-Submitted", "auto-generated"), ("X-Spam", "YES"), ("X-Spam", "NO"),
            ("Authentication-Results", "mx; spf=pass"), ("Authentication-Results", "mx; spf=fail"),
        ] where number(0...5) == 0 { header(name, value) }
        if number(0...9) == 0 { message.returnPath = .null }
        if number(0...9) > 0 {
            message.body = MessageBody(text: truth() ? try words() : nil, attachments: try attachments())
        }
        let arrival = Self.start + .minutes(Int64(number(0...(14 * 1_440))))
        let circumstances = Circumstances(
            mailbox: try pick(Self.accounts), arrivedAt: arrival, now: arrival,
            receivingServer: ReceivingServer(authservID: "mx", spamField: "X-Spam"),
            isKnownSender: [nil, true, false][number(0...2)])
        return (message, circumstances)
    }

    private mutating func words() throws -> String {
        let words = try (0..<number(1...3)).map { _ in try pick(Self.terms) }
        return words.joined(separator: try pick([" ", "-", "", ", "]))
    }

    private mutating func addresses() throws -> [Address] {
        try (0..<number(0...2)).map { _ in
            let address = try #require(Address(pick(Self.addresses + ["order@rechnung.example"])))
            return Address(
                displayName: truth() ? try words() : nil, localPart: address.localPart, domain: address.domain)
        }
    }

    private mutating func attachments() throws -> [MailRouting.Attachment] {
        try (0..<number(0...2)).map { _ in
            let type = try pick([("application", "pdf"), ("image", "png"), ("image", "gif")])
            return MailRouting.Attachment(
                name: truth() ? try words() : nil, type: MediaType(type: type.0, subtype: type.1), size: number(0...12))
        }
    }
}
