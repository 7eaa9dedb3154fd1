import MailRouting

/// The mapping of the retention.
extension KnownKeys {
    static let retention = KeySet(
        "retention",
        [
            .optional(
                "headers", .text(.duration),
                "Headers as they arrived, and the names of attachments: 1d to 3650d, 90d unless given."),
            .optional("decisions", .text(.duration), "What was decided and why: 1d to 3650d, 90d unless given."),
            .optional(
                "recipients", .text(.duration),
                "Who was acknowledged, every attempt, and what came back: 31d to 3650d, 90d unless given."),
        ])
}
