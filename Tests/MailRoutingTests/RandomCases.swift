@testable import MailRouting

/// SplitMix64: small, and the same numbers for the same seed everywhere.
struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Rules and messages by chance, of everything the language has.
struct RandomCases {
    private static let words = ["order", "Mangel", "Größe", "groesse", "品質", "a b", "re", "x", "4711", "don't"]
    private static let fields: [TextField] = [
        .subject, .subject, .subject, .subject, .subjectRaw, .name(.from), .header("x-tag"), .body, .address(.to),
    ]

    func condition(_ depth: Int, _ random: inout Seeded, askingPriority: Bool) -> Condition {
        var parts: [Condition] = []
        if depth > 0 {
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                parts.append(condition(depth - 1, &random, askingPriority: askingPriority))
            }
        }
        let place = SourceLocation(file: "r", line: Int.random(in: 1...99, using: &random))
        switch Int.random(in: depth > 0 ? 0...36 : 3...36, using: &random) {
        case 0: return .all(parts)
        case 1: return .any(parts)
        case 2: return .not(condition(depth - 1, &random, askingPriority: askingPriority))
        case 3:
            return .address(
                AddressCondition(
                    field: AddressField.allCases.randomElement(using: &random)!, part: .domain,
                    values: ["oem.example"], list: nil, location: place))
        case 4: return .size(.over(Int.random(in: 0...2, using: &random)), at: place)
        case 5 where askingPriority: return .priority(PriorityRange(.high, .critical), at: place)
        case 25...36: return fact(at: place, &random)
        default:
            let terms = (0..<Int.random(in: 1...3, using: &random)).map { _ in Self.words.randomElement(using: &random)!
            }
            return .text(
                TextCondition(
                    field: Self.fields.randomElement(using: &random)!,
                    match: TextMatch.allCases.randomElement(using: &random)!,
                    terms: terms, list: nil, location: place))
        }
    }

    /// A condition on one of the facts that can be unknown, or on the kinds of automatic mail.
    private func fact(at place: SourceLocation, _ random: inout Seeded) -> Condition {
        let isAsked = Bool.random(using: &random)
        switch Int.random(in: 0...7, using: &random) {
        case 0: return .present(header: "x-tag", isAsked, at: place)
        case 1: return .language(isAsked ? [.german] : [.german, .english], at: place)
        case 2: return .automated(isAsked ? [.none] : [.bulk, .autoReplied], at: place)
        case 3:
            return .authentication(
                SenderCheck.allCases.randomElement(using: &random)!, isAsked ? [.pass] : [.fail, .none], at: place)
        case 4: return .spam(isAsked, at: place)
        case 5:
            let hours = HourRange(start: isAsked ? 0 : 1_320, end: 720)
            return .time(TimeFrame(zone: Zone("Europe/Berlin")!, hours: [hours]), name: nil, at: place)
        case 6: return .knownSender(isAsked, at: place)
        default:
            let name = TextCondition(
                field: .attachmentName, match: .contains, terms: [Self.words.randomElement(using: &random)!], list: nil,
                location: place)
            return .attachment(
                AttachmentCondition(
                    name: isAsked ? name : nil, size: Bool.random(using: &random) ? [.over(5)] : [],
                    count: [.over(Int.random(in: 0...1, using: &random))], location: place))
        }
    }

    func condition(_ random: inout Seeded, _ isLong: Bool, askingPriority: Bool) -> Condition {
        guard isLong, Int.random(in: 0..<40, using: &random) > 0 else {
            return condition(2, &random, askingPriority: askingPriority)
        }
        let rare = "rare \(Int.random(in: 0..<200, using: &random))"
        let term = Int.random(in: 0..<20, using: &random) == 0 ? Self.words.randomElement(using: &random)! : rare
        return .all([
            Sample.text(.contains, term), condition(1, &random, askingPriority: askingPriority),
        ])
    }

    func rules(_ random: inout Seeded) -> RuleSet {
        // Half of the sets are long and mostly about subjects, so that their lines are filed under their tests.
        let isLong = Bool.random(using: &random)
        func count() -> Range<Int> { 0..<Int.random(in: 0...(isLong ? 80 : 6), using: &random) }
        var priority: [PriorityLine] = []
        for number in count() {
            priority.append(
                PriorityLine(
                    id: RuleID("p\(number)"), condition: condition(&random, isLong, askingPriority: false),
                    priority: Priority.allCases.randomElement(using: &random)!, location: Sample.place))
        }
        var routes: [Route] = []
        for number in count() {
            let line = Sample.line(
                RuleID("r\(number)"), condition(&random, isLong, askingPriority: true), acknowledge: "customer_inquiry")
            if Bool.random(using: &random) {
                routes.append(.line(line))
            } else {
                routes.append(
                    .group(
                        RouteGroup(
                            name: "g\(number)", condition: condition(&random, isLong, askingPriority: true),
                            lines: [line],
                            location: Sample.place)))
            }
        }
        var also: [AlsoLine] = []
        for number in count() {
            also.append(
                AlsoLine(
                    id: RuleID("a\(number)"), condition: condition(&random, isLong, askingPriority: true),
                    keywords: [Keyword("k\(number % 3)")], location: Sample.place))
        }
        return Sample.rules(priority: priority, routes: routes, also: also)
    }

    private func text(_ random: inout Seeded) -> String {
        (0..<Int.random(in: 0...5, using: &random)).map { _ in Self.words.randomElement(using: &random)! }
            .joined(separator: [" ", "-", ", "].randomElement(using: &random)!)
    }

    /// Without body: `body` makes one.
    func message(_ random: inout Seeded) -> Message {
        let text = text(&random)
        var fields: [(String, String)] = []
        if Bool.random(using: &random) { fields += [("X-Tag", text), ("X-Tag", "order")] }
        if Bool.random(using: &random) { fields.append(("Precedence", "bulk")) }
        if Bool.random(using: &random) { fields.append(("X-Spam", ["yes", "no", "?"].randomElement(using: &random)!)) }
        let result = SenderCheckResult.allCases.randomElement(using: &random)!
        let id = ["mx.example", "other.example"].randomElement(using: &random)!
        fields.append(("Authentication-Results", "\(id); spf=\(result.rawValue); dkim=pass"))
        var message = Sample.message(
            Bool.random(using: &random) ? text : nil, from: Bool.random(using: &random) ? ["a@oem.example"] : [],
            fields: fields)
        message.size = Int.random(in: 0...3, using: &random)
        message.language = [.german, .english, nil].randomElement(using: &random)!
        return message
    }

    func body(_ random: inout Seeded) -> MessageBody {
        let files = (0..<Int.random(in: 0...3, using: &random)).map { _ in
            Attachment(
                name: Bool.random(using: &random) ? text(&random) : nil,
                type: MediaType(type: "application", subtype: "pdf"), size: Int.random(in: 0...10, using: &random))
        }
        return MessageBody(text: Bool.random(using: &random) ? text(&random) : nil, attachments: files)
    }

    func circumstances(_ random: inout Seeded) -> Circumstances {
        let arrival = Instant(seconds: Int64.random(in: 0...4_000_000_000, using: &random))
        return Circumstances(
            mailbox: "info", arrivedAt: arrival, now: arrival,
            receivingServer: Bool.random(using: &random)
                ? ReceivingServer(authservID: "mx.example", spamField: "X-Spam") : .unknown,
            isKnownSender: [true, false, nil].randomElement(using: &random)!)
    }
}
