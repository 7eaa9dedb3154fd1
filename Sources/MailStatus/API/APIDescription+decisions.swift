import MailJournal
import MailRouting

/// The members of the answers about decisions.
extension APIDescription {
    private static let cursor = Kind.form("^[0-9]{1,18}-[1-9][0-9]{0,17}$")
    static let decisions = Route(
        path: "/api/decisions", summary: "Decisions, the newest first",
        parameters: [
            Parameter(
                name: "since", place: "query", kind: .timestamp, meaning: "Not before; 24 hours ago unless given."),
            Parameter(name: "department", place: "query", kind: .text, meaning: "Only those of this department."),
            Parameter(name: "rule", place: "query", kind: .text, meaning: "Only those by this rule."),
            Parameter(
                name: "simulated", place: "query", kind: .boolean,
                meaning: "Only those about simulated mail, or only those about real mail; about either unless given."),
            Parameter(
                name: "limit", place: "query", kind: .count(1...Limits.decisionPage),
                meaning: "At most so many: 20 unless given."),
            Parameter(name: "after", place: "query", kind: cursor, meaning: "As 'next' of the page before has it."),
        ],
        answers: [
            (
                200,
                .object([
                    success, field("decisions", .list(.named("decision")), "a page of them"),
                    field("next", .orNull(.text), "path of the next page; null at the end"),
                ]), "a page; with a rare rule it may be short or empty and not the last"
            ), (400, failure, "a parameter makes no sense"), (503, failure, "the journal cannot be read"),
        ])
    static let decision = [
        field("arrival", .integer, "number of the message in the journal"),
        field("decided_at", .timestamp, "when it was decided"), field("arrived_at", .timestamp, "INTERNALDATE"),
        field("account", .text, "where it arrived"), field("mailbox", .text, "where it arrived"),
        field("uid", .integer, "where it arrived"), field("subject", .orNull(.text), "decoded, on one line"),
        field("from", .orNull(.text), "the author's address"),
        field("state", .word(ArrivalState.allCases.map(\.rawValue)), "how far the message is"),
        field("rule", .text, "the rule that decided"), field("rule_location", .text, "its file and line then"),
        field("priority", priorities, "as decided"), field("department", .text, "as decided"),
        field("folder", .orNull(.text), "as decided"), field("language", .orNull(.text), "as detected"),
        field("keywords", .list(.text), "as decided"),
        field("template", .orNull(.text), "of the acknowledgement the rules asked for"),
        field("refusal", .orNull(.named("refusal")), "why it was not to be sent"),
        field("simulation", .orNull(.text), "which simulated week it is of; null of real mail"),
        field("explanation", .text, "path of the explanation"),
    ]
    static let refusal = [
        field("reason", .orNull(.text), "stable name of the reason"),
        field("words", .text, "in words, with what was seen and what it follows"),
    ]

    static let explanation = Route(
        path: "/api/decisions/{id}/explanation", summary: "Why a message went where it went",
        parameters: [Parameter(name: "id", place: "path", kind: .integer, meaning: "The number of the arrival.")],
        answers: [
            (
                200,
                .object([
                    success, field("decision", .named("decision"), "as it was made"),
                    field(
                        "today",
                        .object([
                            field("rule", .text, "the rule that decides today"), field("department", .text, "today"),
                            field("priority", priorities, "today"),
                            field("is_same_rules", .boolean, "the rules are the same as then"),
                        ]), "what the rules in force make of it"),
                    field("is_text_known", .boolean, "false where rules ask for the text, which is not kept"),
                    field("steps", .list(.named("step")), "every line that was asked, in order, by the rules in force"),
                ]), "the explanation"
            ), (404, failure, "no decision is kept under the number"), (503, failure, "the journal cannot be read"),
        ])
    private static let verdicts = Kind.word(["yes", "no", "unknown"])
    static let step = [
        field(
            "kind", .word(["priorityLine", "group", "routeLine", "otherwise", "also", "acknowledgement", "gate"]),
            "what kind of line"),
        field("name", .text, "of the line, group or reason"),
        field("location", .orNull(.text), "file and line"), field("verdict", verdicts, "what came of it"),
        field("effect", .orNull(.text), "what the line did"),
        field("condition", .orNull(.named("condition")), "what it asked"),
    ]
    static let condition = [
        field("words", .text, "the condition in words"), field("seen", .orNull(.text), "the value it looked at"),
        field("matched", .orNull(.text), "the term that matched"), field("verdict", verdicts, "what came of it"),
        field("location", .orNull(.text), "file and line"),
        field("children", .list(.named("condition")), "of all, any and not: those that were asked"),
    ]

    static let refusedFiles = [
        field("success", .boolean, "false"), field("error", .text, "the first of them, in words"),
        field("diagnostics", .list(.named("diagnostic")), "what is wrong with the files, the first 50"),
    ]
    static let diagnostic = [
        field("file", .text, "as it was read"), field("line", .integer, "from 1"), field("column", .integer, "from 1"),
        field("severity", .word(["note", "warning", "error"]), "only an error keeps files from being used"),
        field("message", .text, "what is wrong"), field("suggestion", .orNull(.text), "what would be right"),
    ]
}
