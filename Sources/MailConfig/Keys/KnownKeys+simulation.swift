import MailRehearsal
import MailRouting

/// The mappings of `simulation.yaml`.
extension KnownKeys {
    /// Each has its section in `docs/simulation.md`.
    static let simulations = [
        simulation, windows, simulatedWeek, simulatedDay, senderGroup, company, words, messageType, messageOutcome,
        letter, noise, theme, story, chapter,
    ]

    static let simulation = KeySet(
        "simulation",
        [
            .required("version", .version, "The version of this language: 1."),
            .required("zone", .text(.zone), "Where the clocks of the windows hang: an IANA name."),
            .required("windows", .mapping(windows), "When mail arrives on a day."),
            .required("domain", .text(.host), "The domain of the department mailboxes."),
            .optional("german", .integer(0...100), "How many of a hundred messages are German; 50 unless given."),
            .required("week", .mapping(simulatedWeek), "How many messages of which kind arrive when."),
            .required("senders", .names(.mapping(senderGroup), minimum: 1), "Who writes, by the name of a group."),
            .required(
                "messages", .names(.mapping(messageType), minimum: 1), "What they write, by the kind of message."),
            .optional("values", .names(.mapping(words)), "What the variables of letters are drawn from."),
            .required("people", .mapping(words), "Who signs, for each language."),
            .optional("noise", .mapping(noise), "What a real inbox has besides, in percent of the messages."),
            .required("themes", .names(.mapping(theme), minimum: 1), "What a week can be about."),
        ])
    static let windows = KeySet(
        "windows", DayPart.allCases.map { .required($0.rawValue, .text(.hours), "Hours such as 08:00-12:00.") })
    static let simulatedWeek = KeySet(
        "simulated week",
        Weekday.allCases.map { .optional($0.name, .mapping(simulatedDay), "What arrives on this day.") }, notOnly: [])
    static let simulatedDay = KeySet(
        "simulated day",
        DayPart.allCases.map {
            .optional($0.rawValue, .names(.integer(0...1000)), "How many messages of which kind arrive in this window.")
        })
    static let senderGroup = KeySet(
        "sender group",
        [
            .required("companies", .list(.mapping(company), minimum: 1), "Who belongs to it."),
            .required("sends", .oneOrMore(.text(.name)), "The kinds of messages they write."),
            .optional(
                "priority", .word(Priority.allCases.map(\.name)),
                "What their mail programs put into the priority fields; normal unless given."),
            .optional(
                "frequency", .word(Frequency.allCases.map(\.rawValue)),
                "daily: they take turns; regular: by chance (the default); scheduled: at a quarter of an hour."),
            .required("role", .mapping(words), "What stands below the name of whoever signs."),
        ])
    static let company = KeySet(
        "company",
        [
            .required("name", .text(.any), "As it stands in letters."),
            .required("domain", .text(.host), "Of its addresses, below .example or .test."),
        ])
    static let words = KeySet(
        "words",
        [
            .required("de", .oneOrMore(.text(.any)), "In German."),
            .required("en", .oneOrMore(.text(.any)), "In English."),
        ])
    static let messageType = KeySet(
        "kind of message",
        [
            .required("to", .oneOrMore(.text(.name)), "The accounts it is sent to, one at a time."),
            .required("expect", .mapping(messageOutcome), "What should become of it."),
            .required("letters", .list(.mapping(letter), minimum: 1), "The letters it can be."),
        ])
    static let messageOutcome = KeySet(
        "outcome",
        [
            .required("department", .text(.name), "Where it belongs."),
            .required("priority", .word(Priority.allCases.map(\.name)), "How urgent it is."),
            .required("template", .text(.name), "What it is acknowledged with; none for never."),
        ])
    static let letter = KeySet(
        "letter",
        [
            .required("language", .word(Language.allCases.map(\.tag)), "de or en."),
            .required("subject", .text(.any), "With variables in braces."),
            .required("text", .text(.any), "With variables in braces; signature and footer are added."),
            .optional(
                "attach", .word(SampleFile.allCases.map(\.rawValue)), "A file that comes with it: pdf or picture."),
        ])
    static let noise = KeySet(
        "noise",
        [
            share("newsletters", "Newsletters."), share("out_of_office", "Out-of-office answers."),
            share("bounces", "Delivery status notifications."), share("spam", "What a filter has marked."),
            share("duplicates", "Letters sent to two departments."),
            share("replies", "Letters whose author writes again in the thread."),
            share("broken_clients", "Letters written by a program that gets mail wrong."),
        ])
    static let theme = KeySet(
        "theme",
        [
            .optional("everything", .integer(0...1000), "Percent of all figures; 100 unless given."),
            .optional("types", .names(.integer(0...1000)), "Percent of the figures of a kind of message."),
            .optional("days", .mapping(themeDays), "Percent of the figures of a day."),
            .optional("stories", .list(.mapping(story)), "Matters that come up day after day."),
        ])
    static let themeDays = KeySet(
        "days", Weekday.allCases.map { .optional($0.name, .integer(0...1000), "Percent of the figures of this day.") })
    static let story = KeySet(
        "story",
        [
            .required("message", .text(.name), "The kind of message it is told in."),
            .required("days", .list(.mapping(chapter), minimum: 1), "Its chapters, in the order of the week."),
        ])
    static let chapter = KeySet(
        "chapter",
        [
            .required("day", .word(Weekday.allCases.map(\.name)), "The day it is told on."),
            .required("de", .text(.any), "Its words in German."),
            .required("en", .text(.any), "Its words in English."),
        ])

    private static func share(_ name: String, _ meaning: String) -> Key {
        .optional(name, .integer(0...100), meaning + " Percent, 0 unless given.")
    }
}
