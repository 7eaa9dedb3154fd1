import MailRouting

/// What conditions ask.
extension KnownKeys {
    static let condition = KeySet(
        "condition",
        [
            .optional(
                "subject", text(.field),
                "The subject matches: decoded, without Re, AW, Fwd and the like, case and white space evened out."),
            .optional("subject.raw", text(.text), "The subject as it came, undecoded, matches."),
        ] + addresses + domains + displayNames + [
            .optional("body", text(.text), "What its author wrote matches, without quotes and signature."),
            .optional("attachment", .mapping(attachment), "How many attachments of a kind there are."),
            .optional("size", .mapping(bounds), "The whole message is larger or smaller."),
            .optional("mailbox", .oneOrMore(.text(.name)), "The message arrived in this account, or one of these."),
            .optional(
                "priority", .word(priorityRanges), "The priority decided by the priority lines is in this range."),
            .optional(
                "header-priority", .word(priorityRanges), "What the message says of its priority is in this range."),
            .optional("language", .oneOrMore(.word(Language.allCases.map(\.tag))), "It is written in this language."),
            .optional(
                "automated", .oneOrMore(.word(Automation.allCases.map(\.rawValue) + ["any"])),
                "It is this kind of automatic mail; 'none' is mail that a person wrote."),
            .optional(
                "authentication", .mapping(authentication), "What our own server found when it checked the author."),
            .optional("spam", .truth, "What the configured filter says."),
            .optional("known-sender", .truth, "Whether we have answered this address before."),
            .optional("time", .either([.text(.name), .mapping(time)]), "It arrived within this time."),
            .optional("any", .list(.condition, minimum: 1), "At least one of these conditions holds."),
            .optional("all", .list(.condition, minimum: 1), "Every one of these conditions holds."),
            .optional("not", .condition, "This condition does not hold."),
        ], open: [.optional("header.", text(.field), "A header field of this name matches.")], notOnly: [])
    static let conditions = condition.keys

    /// The address fields a condition can ask, each also with `-domain` and `-name`.
    private static let addresses = AddressField.allCases.map { field in
        Key.optional(
            field.rawValue, text([.to, .cc, .replyTo].contains(field) ? .addressField : .address),
            "The address of \(field.words) is this one, one of several, or in a list.")
    }
    private static let domains = AddressField.allCases.map { field in
        Key.optional(
            field.rawValue + "-domain", text(.address),
            "The domain of \(field.words) is this one or below it, one of several, or in a list.")
    }
    private static let displayNames = AddressField.allCases.map { field in
        Key.optional(field.rawValue + "-name", text(.text), "The display name of \(field.words) matches.")
    }

    private static let priorities = Priority.allCases.reversed().map(\.name)
    private static let priorityRanges = priorities + priorities.map { $0 + "+" } + priorities.map { $0 + "-" }
}

// MARK: - Under their keys

extension KnownKeys {
    /// What the long form of a condition on a text can ask besides the text.
    enum TextKind {
        case text, field, address, addressField

        init(hasLists: Bool, hasPresence: Bool) {
            self = hasLists ? hasPresence ? .addressField : .address : hasPresence ? .field : .text
        }

        /// How to compare, and the terms.
        var operators: KeySet {
            switch self {
            case .text: KnownKeys.text
            case .field: KnownKeys.fieldText
            case .address: KnownKeys.addressText
            case .addressField: KnownKeys.addressFieldText
            }
        }
    }

    private static func text(_ kind: TextKind) -> Shape {
        .either([.oneOrMore(.text(.any)), .mapping(kind.operators)])
    }

    static let text = KeySet("text", textEntries, notOnly: [])
    private static let fieldText = KeySet("field text", textEntries + presence.own, notOnly: [])
    private static let addressText = KeySet("address text", textEntries + inList.own.map(\.optional), notOnly: [])
    private static let addressFieldText = KeySet("address field text", addressText.own + presence.own, notOnly: [])

    private static let textEntries = TextMatch.allCases.map { match in
        let meaning =
            switch match {
            case .word: "Whole words in the text; any part of it in scripts without spaces."
            case .contains: "Any part of the text."
            case .is: "The whole text."
            case .startsWith: "Its beginning."
            case .endsWith: "Its end."
            case .regex: "An RE2 regular expression found anywhere; no backreferences, no look-around."
            }
        return Key.optional(match.rawValue, .either([.oneOrMore(.text(.any)), .mapping(inList)]), meaning)
    }

    static let inList = KeySet("in", [.required("in", .oneOrMore(.text(.name)), "Name of a list, or several.")])
    static let presence = KeySet(
        "presence",
        [
            .optional("present", .truth, "Whether it is there at all."),
            .optional("absent", .truth, "Whether it is not there."),
        ])
    static let attachment = KeySet(
        "attachment",
        [
            .optional("name", text(.text), "The file name matches."),
            .optional("type", .oneOrMore(.text(.mediaRange)), "The media type; 'image/*' for all of a kind."),
            .optional("size", .mapping(bounds), "The decoded size."),
            .optional("count", .mapping(bounds), "How many there are of this kind; at least one unless given."),
        ] + presence.own, notOnly: [])
    static let bounds = KeySet(
        "bounds",
        [
            .optional("over", .text(.size), "More than this."),
            .optional("under", .text(.size), "Less than this."),
        ], notOnly: [])
    static let authentication = KeySet(
        "authentication",
        SenderCheck.allCases.map { check in
            let results = Shape.oneOrMore(.word(SenderCheckResult.allCases.map(\.rawValue)))
            return .optional(
                check.rawValue, results, "The result of \(check.rawValue.uppercased()), or one of several.")
        }, notOnly: [])
    static let time = KeySet(
        "time",
        [
            .optional("zone", .text(.zone), "IANA name of the time zone; that of main.yaml unless given."),
            .optional("weekdays", .oneOrMore(.text(.any)), "Days of the week, such as monday-friday."),
            .optional("hours", .oneOrMore(.text(.hours)), "Hours of the day; 22:00-06:00 runs over midnight."),
            .optional("dates", dates, "Only these dates."),
            .optional("except", dates, "Not these dates, such as holidays."),
        ], notOnly: ["zone"])
    private static let dates = Shape.either([.oneOrMore(.text(.date)), .mapping(dateFile)])
    static let dateFile = KeySet(
        "file of dates",
        [.required("file", .text(.fileInFolder), "A file of the rules folder: one date a line, or a calendar (.ics).")])
}

extension AddressField {
    fileprivate var words: String {
        switch self {
        case .from: "an author"
        case .to: "a recipient"
        case .cc: "a recipient of a copy"
        case .recipient: "a recipient of any kind"
        case .replyTo: "somebody who gets the answers"
        }
    }
}
