import MailRouting

/// The mappings of the files in the rules folder.
extension KnownKeys {
    static let ruleFile = KeySet(
        "rule file",
        [
            .required("version", .version, "The version of this language: 1."),
            .optional("zone", .text(.zone), "IANA name of the time zone for all times; only in main.yaml."),
            .optional(
                "order", .oneOrMore(.text(.lineID), minimum: 0),
                "Groups, and lines outside of groups, first to last; only in main.yaml."),
            .optional(
                "lists", .names(.either([.list(.text(.any), minimum: 1), .mapping(list)])),
                "Names and lists, known in every file."),
            .optional("times", .names(.mapping(time)), "Names and times, known in every file."),
            .optional("priority", .mapping(priority), "How urgent a message is."),
            .optional("routes", .list(route), "Where a message goes: the first that matches decides."),
            .optional("also", .list(.mapping(alsoLine)), "What happens besides, for every line that matches."),
            .optional("examples", .list(.mapping(example)), "Mails and the lines they must reach."),
        ])

    static let list = KeySet(
        "list",
        [
            .optional("kind", .word(ListTable.Kind.allCases.map(\.rawValue)), "What the entries are."),
            .optional("entries", .list(.text(.any), minimum: 1), "The entries."),
            .optional(
                "file", .text(.fileInFolder), "A file of the rules folder: one entry a line, '#' begins a comment."),
        ], needsOne: ["entries", "file"])

    // MARK: Lines

    private static let priorities = Shape.word(Priority.allCases.reversed().map(\.name))
    static let priority = KeySet(
        "priority",
        [
            .optional(
                "default", priorities, "That of a message no line matches: normal unless given; only in main.yaml."),
            .optional("lines", .list(.mapping(priorityLine)), "Of all lines that match, the highest counts."),
        ])
    static let priorityLine = line("priority line", [.required("is", priorities, "The priority.")])

    private static let route = Shape.kinds(
        [(key: "group", mapping: routeGroup), (key: "otherwise", mapping: routeEnd)], else: routeLine)
    private static let effects: [Key] = [
        .optional("department", .text(.name), "Name of the department; inherited in a group."),
        .optional("folder", .text(.mailbox), "Mailbox other than the department's own."),
        .optional(
            "acknowledge", acknowledge, "Name of the template, 'none', or a choice of them; inherited in a group."),
    ]
    private static let examples = Key.optional(
        "examples", .list(.mapping(lineExample)), "Mails that must reach this line; 'gives' may be left out.")

    static let routeLine = line(
        "route line", effects.map { $0.name == "folder" ? $0 : $0.required } + [examples])
    static let groupLine = line("line of a group", effects + [examples], needsCondition: false)
    static let routeGroup = KeySet(
        "group",
        [
            .required("group", .text(.name), "Name of the group."),
            .optional("when", .condition, "The condition all its lines share."),
        ] + effects + [
            .required(
                "lines", .list(.mapping(groupLine), minimum: 1), "When none of them holds, the next route is tried."),
            .optional("examples", .list(.mapping(example)), "Examples, kept beside what they test."),
        ])
    static let routeEnd = KeySet(
        "end of the routes",
        [.required("otherwise", .mapping(otherwise), "What nothing else matches; the last entry in main.yaml.")])
    static let otherwise = KeySet("otherwise", [id] + effects.map { $0.name == "folder" ? $0 : $0.required })

    private static let acknowledge = Shape.either([
        .text(.any), .list(.kinds([(key: "otherwise", mapping: lastChoice)], else: choice), minimum: 1),
    ])
    static let choice = KeySet(
        "choice",
        [
            .required("when", .condition, "The condition of this choice."),
            .required("template", .text(.any), "Name of the template, or 'none'."),
        ])
    static let lastChoice = KeySet(
        "last choice", [.required("otherwise", .text(.any), "Name of the template, or 'none', when no choice holds.")])

    static let alsoLine = line(
        "also line",
        [
            .optional("keyword", .oneOrMore(.text(.keyword)), "IMAP keywords for the delivered message."),
            .optional("copy", .oneOrMore(.text(.name)), "Departments that get a copy."),
        ], needsOne: ["keyword", "copy"])

    private static let id = Key.required("id", .text(.lineID), "Name of the line, unique over all files.")
    private static let when = Key.optional(
        "when", .condition, "A condition; its keys may also stand in the line itself, and then both must hold.")

    /// A line: what it is called, what it does, and the keys of a condition.
    private static func line(
        _ name: String, _ effects: [Key], needsCondition: Bool = true, needsOne: [String] = []
    ) -> KeySet {
        KeySet(line: name, [id, when] + effects, needsCondition: needsCondition, needsOne: needsOne)
    }

    // MARK: Examples

    private static let mail = Key.required("mail", .mapping(exampleMail), "A mail in a few words.")
    static let example = KeySet(
        "example", [mail, .required("gives", gives, "The id of the route line it must reach, or what else must come.")])
    static let lineExample = KeySet(
        "example of a line", [mail, .optional("gives", gives, "What must come of it, when it is not this line.")])
    private static let gives = Shape.either([.text(.lineID), .mapping(expectation)])
    static let expectation = KeySet(
        "expectation",
        [
            .optional(DecisionField.rule.rawValue, .text(.lineID), "The id of the route line."),
            .optional(DecisionField.priority.rawValue, priorities, "The priority."),
            .optional(DecisionField.department.rawValue, .text(.name), "The department."),
            .optional(DecisionField.folder.rawValue, .text(.mailbox), "The mailbox in it, or 'none' for its own."),
            .optional(
                DecisionField.acknowledge.rawValue, .text(.any), "The template the line asks for, or 'none'."),
            .optional(
                DecisionField.keywords.rawValue, .oneOrMore(.text(.keyword), minimum: 0), "All keywords; [] for none."),
            .optional(
                DecisionField.copies.rawValue, .oneOrMore(.text(.name), minimum: 0),
                "All departments that get a copy; [] for none."),
        ], notOnly: [])
    static let exampleMail = KeySet(
        "example mail",
        [
            .optional("subject", .text(.any), "Decoded subject."),
            .optional("from", .oneOrMore(.text(.person)), "Author, or several."),
            .optional("to", .oneOrMore(.text(.person)), "Recipient, or several."),
            .optional("cc", .oneOrMore(.text(.person)), "Recipient of a copy, or several."),
            .optional("reply-to", .oneOrMore(.text(.person)), "Where answers are to go."),
            .optional("body", .text(.any), "What its author wrote."),
            .optional("attachments", .list(.mapping(exampleAttachment)), "What is attached."),
            .optional("mailbox", .text(.name), "Account it arrives in."),
            .optional(
                "arrived", .text(.instant), "When it arrives, in the zone of main.yaml unless it gives an offset."),
            .optional("header-priority", priorities, "What the message says of its own priority."),
            .optional("size", .text(.size), "Size of the whole message."),
            .optional("language", .word(Language.allCases.map(\.tag)), "What it is written in."),
            .optional("known-sender", .truth, "Whether we have answered this address before."),
        ], open: [.optional("header.", .text(.any), "Value of a further header field.")])
    static let exampleAttachment = KeySet(
        "example attachment",
        [
            .optional("name", .text(.any), "File name."),
            .optional("type", .text(.mediaType), "Media type."),
            .optional("size", .text(.size), "Decoded size."),
        ])
}

/// The mapping of `fixtures/cases/*/expected.yaml`.
extension KnownKeys {
    static let ruleCase = KeySet(
        "case",
        [
            .optional("mailbox", .text(.name), "Account the message arrives in."),
            .optional("arrived", .text(.instant), "When it arrives; as its header says unless given."),
            .optional("now", .text(.instant), "When it is decided about; when it arrives unless given."),
            .optional("own", .oneOrMore(.text(.address), minimum: 0), "Further addresses that are ours."),
            .optional("known-sender", .truth, "Whether we have answered its author before."),
        ]
            + DecisionField.allCases.map { field in
                .optional(field.rawValue, .oneOrMore(.text(.any), minimum: 0), "What the decision must say here.")
            })
}
