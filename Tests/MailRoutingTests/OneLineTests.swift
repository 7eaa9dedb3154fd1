import MailRouting
import Testing

@Suite struct OneLineTests {
    @Test(arguments: [
        ("Reklamation Charge 4711", "Reklamation Charge 4711"), ("", ""), (" \r\n\t ", ""),
        ("  a \u{A0}\u{3000} b  ", "a b"), ("a\r\nBcc: x@y.example", "a Bcc: x@y.example"),
        ("a\u{0}b\u{7}c\u{85}d\u{2028}e\u{2029}f", "a b c d e f"),
        ("in\u{202E}fdp.exe\u{202C}", "infdp.exe"), ("\u{2066}a\u{2069}\u{200E}\u{200F}\u{61C}b", "ab"),
        ("z\u{200B}e\u{2060}r\u{FEFF}o\u{AD}\u{180E}", "zero"), ("a\u{E0041}\u{E0042}b", "ab"),
        ("\u{301}a\u{301}", "a\u{301}"), ("\u{200D}\u{FE0F}", ""), ("👨‍👩‍👧‍👦 ☎️", "👨‍👩‍👧‍👦 ☎️"), ("می‌خواهم", "می‌خواهم"),
        ("\u{FFFD}\u{FFFD}", "\u{FFFD}\u{FFFD}"), ("{{ticket}} <b>", "{{ticket}} <b>"),
    ])
    func isNothingButText(text: String, line: String) { #expect(OneLine.of(text, scalars: 100) == line) }

    @Test(arguments: [
        ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("abc def", 5, "abc…"),
        ("e\u{301}e\u{301}e\u{301}", 5, "e\u{301}e\u{301}…"), ("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 13, "👨‍👩‍👧‍👦…"), ("👨‍👩‍👧‍👦", 6, ""), ("🇩🇪🇩🇪🇩🇪", 4, "🇩🇪…"),
    ])
    func isCutBetweenGraphemes(text: String, limit: Int, line: String) {
        #expect(OneLine.of(text, scalars: limit) == line)
    }

    /// A tower of marks is one grapheme: it is left out whole, not shown in part and not for ever.
    @Test func leavesOutATowerOfMarks() {
        #expect(OneLine.of("a" + String(repeating: "\u{301}", count: 10_000), scalars: 120) == "")
        #expect(OneLine.of("ab" + String(repeating: "\u{301}", count: 10_000), scalars: 120) == "a…")
    }
}
