import FoundationEssentials
import MailRouting
import Testing

@testable import MailConfig

@Suite struct FormatTests {
    private func formatted(_ text: String) throws(Diagnostics) -> String {
        try YAMLFormat.formatted(Array(text.utf8), file: "t.yaml")
    }

    // MARK: Layout

    @Test(arguments: [
        ("a:   1", "a: 1\n"),
        ("a:\n    b:   [ x,y ]\n", "a:\n  b: [x, y]\n"),
        ("a: { b : 1,c:   2 }", "a: {b: 1, c: 2}\n"),
        ("a: {b, c: }", "a: {b, c}\n"),
        ("a: [\n  x,\n  y\n]\n", "a: [x, y]\n"),
        ("a: [b: c]", "a: [{b: c}]\n"),
        ("a:\n- x\n-   y: 1\n    z: 2\n", "a:\n  - x\n  - y: 1\n    z: 2\n"),
        ("a:\n-\n  - x\n", "a:\n  - - x\n"),
        ("? a\n: 1\n", "a: 1\n"),
        ("\n\na: 1\n\n\n\nb:\n\n  c: 1\n\n\n", "a: 1\n\nb:\n  c: 1\n"),
        ("a: 1\r\nb: 2\r\n", "a: 1\nb: 2\n"),
        ("\u{FEFF}a: 1\rb: 2", "a: 1\nb: 2\n"),
        ("%YAML 1.2\n---\na: 1\n...\n", "a: 1\n"),
        ("a:\nb: ~\n", "a:\nb: ~\n"),
        ("[ ]", "[]\n"),
        ("---", "---\n"),
        ("word", "word\n"),
    ])
    func evensOut(_ text: String, _ expected: String) throws {
        #expect(try formatted(text) == expected)
    }

    @Test(arguments: [
        ("a: one\n      two\n", "a: one\n  two\n"),
        ("a: \"one\n\n      two \\\n      three\"\n", "a: \"one\n\n  two \\\n  three\"\n"),
        ("a: |\n      one\n        two\n\n\nb: 1\n", "a: |\n  one\n    two\n\nb: 1\n"),
        ("a: |+\n    one\n\n\nb: 1\n", "a: |+\n  one\n\n\nb: 1\n"),
        ("a: >4-\n      one\n", "a: >2-\n    one\n"),
        ("a: |\n  one", "a: |-\n  one\n"),
        ("[a, \"one\n  two\"]", "- a\n- \"one\n  two\"\n"),
    ])
    func keepsTheLinesOfTexts(_ text: String, _ expected: String) throws {
        #expect(try formatted(text) == expected)
    }

    @Test(arguments: ["plain", "'quoted'", "\"quoted\"", "'it''s'", "\"\\u00e4\"", "22:30", "no", "''"])
    func keepsQuotesAsTheyAre(_ text: String) throws {
        #expect(try formatted("a:  [\(text) ]") == "a: [\(text)]\n")
    }

    @Test func breaksWhatIsWiderThanALine() throws {
        let word = String(repeating: "x", count: 108)
        #expect(try formatted("- {id: a, b: \(word)}") == "- id: a\n  b: \(word)\n")
        #expect(try formatted("- {id: a, b: \(word.dropLast(3))}") == "- {id: a, b: \(word.dropLast(3))}\n")
        #expect(try formatted("- {id: [a], b: [\(word), c]}") == "- id: [a]\n  b: [\(word), c]\n")
        #expect(try formatted("words: [\(word), \(word)]  # long") == "words:  # long\n  - \(word)\n  - \(word)\n")
    }

    // MARK: Comments

    @Test(arguments: [
        ("#one\n\n\n#two   \na: 1   #three\n#four\n", "#one\n\n#two\na: 1  #three\n#four\n"),
        ("a: # beside\n    # above b\n    b: 1\n    # below b\n# below a\nc: 1\n", nil),
        ("a:\n- x\n# between\n- y\n# above b\nb: 1\n", "a:\n  - x\n  # between\n  - y\n# above b\nb: 1\n"),
        ("a: [ # list\n  x, # first\n  # second\n  y\n  # end\n] \n", nil),
        ("a:\n  # above\n  1\n", "# above\na: 1\n"),
        ("- # dash\n  a: 1\n", "# dash\n- a: 1\n"),
        ("- {a: 1, # one\n   b: 2} # both\n", "# both\n- a: 1  # one\n  b: 2\n"),
        ("a: [ # empty\n # still\n ]\n", "# still\na: []  # empty\n"),
        ("a: | # header\n    text # none\n  # after\nb: 1\n", "a: |  # header\n  text # none\n# after\nb: 1\n"),
        ("a: 'x # none'#near\n", "a: 'x # none'  #near\n"),
        ("# top\n--- # start\na: 1\n... # end\n", "# top\n# start\na: 1\n# end\n"),
    ])
    func leavesCommentsWithTheirLineOrNode(_ text: String, _ expected: String?) throws {
        let answers = [
            "a:  # beside\n  # above b\n  b: 1\n  # below b\n# below a\nc: 1\n",
            "a:  # list\n  - x  # first\n  # second\n  - y\n  # end\n",
        ]
        let formatted = try formatted(text)
        #expect(expected.map { $0 == formatted } ?? answers.contains(formatted), "\(formatted)")
    }

    // MARK: What is not formatted

    @Test(arguments: ["a: [1", "a: 1\na: 2\n", "a: &x 1\n", "", "a: \u{0}", "# nothing\n"])
    func refusesWhatCannotBeRead(_ text: String) {
        #expect(throws: Diagnostics.self) { try formatted(text) }
    }

    @Test func refusesWhatWouldMeanSomethingElse() throws {
        let long = String(repeating: "x", count: 120)
        let found = findings { () throws(Diagnostics) in try formatted("a: [-, \(long)]\n") }
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("t.yaml:1:5: error: this cannot be formatted without changing") == true)
    }

    @Test func refusesNamesOfSeveralLines() {
        let found = findings { () throws(Diagnostics) in try formatted("? \"a\n  b\"\n: 1\n") }
        #expect(found.first?.hasPrefix("t.yaml:1:3: error: cannot format a name of several lines") == true)
    }

    @Test func refusesAFileThatIsTooLarge() {
        let text = "a: 1\n" + String(repeating: "#\n", count: YAMLFormat.maximumSize / 2)
        #expect(throws: Diagnostics.self) { try formatted(text) }
    }

    // MARK: Properties

    /// What must hold for every file: stable, the same meaning, each comment once, tidy ends.
    private func check(_ text: String, _ name: String, comments: [String] = [], hasBlockText: Bool) throws {
        let once = try formatted(text)
        #expect(try formatted(once) == once, "\(name): not stable")
        #expect(try parsed(text).firstDifference(from: parsed(once)) == nil, "\(name): another meaning")
        for comment in comments { #expect(once.split(separator: comment).count <= 2, "\(name): \(comment)") }
        for comment in comments { #expect(once.contains(comment), "\(name): \(comment) is lost") }
        #expect(once.hasSuffix("\n") && !once.contains("\r"), "\(name)")
        #expect(hasBlockText || !once.contains("\n\n\n") && !once.hasSuffix("\n\n"), "\(name): blank lines")
    }

    @Test(arguments: 0..<20)
    func holdsForUntidyFiles(_ batch: Int) throws {
        for seed in UInt64(batch * 50)..<UInt64(batch * 50 + 50) {
            let untidy = UntidyYAML(seed: seed)
            try check(
                untidy.text, "seed \(seed)", comments: untidy.comments, hasBlockText: untidy.hasBlockText)
        }
    }

    @Test(arguments: ["configuration", "rules", "yaml"])
    func holdsForTheFixtures(_ name: String) throws {
        for mistake in try GoldenCase.read(name) {
            let text = mistake.text(from: name == "rules" ? RuleSample.main : Sample.configuration)
            guard (try? parsed(text)) != nil else { continue }
            try check(text, mistake.title, hasBlockText: false)
        }
    }

    @Test func theShippedFilesAreInTheirLayout() throws {
        var count = 0
        for folder in ["rules", "config"] {
            for name in try FileManager.default.contentsOfDirectory(atPath: Repository.path(folder))
            where name.hasSuffix(".yaml") {
                let path = Repository.path("\(folder)/\(name)")
                let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
                #expect(
                    try YAMLFormat.formatted(bytes, file: name) == String(decoding: bytes, as: UTF8.self), "\(name)")
                count += 1
            }
        }
        #expect(count >= 7)
    }
}
