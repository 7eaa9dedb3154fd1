import Testing

@testable import MailroomCommands

@Suite struct OutputTests {
    @Test func writesOneObjectOnOneLine() {
        var inner = JSONLine()
        inner.add("send", false)
        var line = JSONLine()
        line.add("b", "quote \" slash \\ lines \r\n\u{2028} escape \u{1B} NUL \0 ü 🙂")
        line.add("a", nil as String?)
        line.add("list", ["x", "y"])
        line.add("count", 3)
        line.add("inner", inner)
        line.add("objects", [inner, inner])
        #expect(
            line.text
                == #"{"b":"quote \" slash \\ lines \r\n\u2028 escape \u001b NUL \u0000 ü 🙂","a":null,"list":["x","y"],"#
                + #""count":3,"inner":{"send":false},"objects":[{"send":false},{"send":false}]}"#)
        #expect(JSONLine().text == "{}")
    }

    @Test func escapesWhatActsAndNothingBeside() {
        var line = JSONLine()
        line.add("a", "\u{7F}\u{80}\u{9F}\u{A0}§¿ÂÃ\u{200D}\u{200E}\u{200F}\u{2010}\u{202E}\u{202F}\u{2066}\u{206A}…€™")
        #expect(
            line.text
                == #"{"a":"\u007f\u0080\u009f"# + "\u{A0}§¿ÂÃ\u{200D}" + #"\u200e\u200f"# + "\u{2010}" + #"\u202e"#
                + "\u{202F}" + #"\u2066"# + "\u{206A}…€™" + #""}"#)
    }

    @Test(arguments: [
        ("plain", 8, "plain   "), ("much too long", 8, "much to…"), ("exactly8", 8, "exactly8"),
        ("日本語テキスト", 8, "日本語… "), ("日本語文", 8, "日本語文"),
        ("\u{1B}[2J\u{202E}x", 8, "\u{FFFD}[2J\u{FFFD}x  "),
    ])
    func fitsTextIntoAColumn(text: String, width: Int, expected: String) {
        #expect(ColumnText.fitted(text, to: width) == expected)
        #expect(ColumnText.columns(of: expected) == width)
    }

    @Test func boundsATowerOfMarks() {
        let tower = "a" + String(repeating: "\u{301}", count: 100_000)
        #expect(ColumnText.fitted(tower, to: 10).unicodeScalars.count < 200)
    }

    @Test func wrapsWithAHangingIndent() {
        var page = WrappedText(width: 20)
        page.add("  no  ", "the subject has the word urgent")
        page.add("")
        page.add("", "averyveryverylongwordalone and more")
        #expect(
            page.text == "  no  the subject\n      has the word\n      urgent\n\naveryveryverylongwordalone\nand more\n"
        )
    }
}
