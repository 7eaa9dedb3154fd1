import MailRouting

/// Text of strangers and servers, ready to be told: one line, bounded, nothing in it that hides or turns text around.
enum Shown {
    static func text(_ text: String) -> String { OneLine.of(text, scalars: Limits.shownText) }
    static func text(_ text: String?) -> String? { text.map { Self.text($0) } }
}
