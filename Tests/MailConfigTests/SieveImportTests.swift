import MailRouting
import Testing

@testable import MailConfig

/// What `mailroom import sieve` makes of scripts.
@Suite struct SieveImportTests {
    static func imported(_ script: String) throws(Diagnostics) -> ImportedRules {
        try SieveImport.rules(of: SourceText(file: "test.sieve", bytes: Array(script.utf8)), department: "info")
    }

    /// What stands below `routes:`, and the errors.
    static func translated(_ script: String) throws -> (rules: [String], missing: [String]) {
        let rules = try imported(script)
        let lines = rules.text.split(separator: "\n").map(String.init)
        return (
            Array(lines.drop { $0 != "routes:" }.dropFirst()),
            rules.findings.all.filter { $0.severity == .error }.map {
                "\($0.location.line):\($0.location.column) \($0.message)"
            }
        )
    }

    /// A test and the condition it becomes, both as they are written.
    static let conditions = [
        (#"header :contains "Subject" "x""#, #"header.subject: {contains: "x"}"#),
        (#"header "X-A" ["a", "b"]"#, #"header.x-a: {is: ["a", "b"]}"#),
        (#"header :comparator "i;ascii-casemap" :is "a" "b""#, #"header.a: {is: "b"}"#),
        (#"header :contains ["to", "cc"] "x""#, #"any: [{header.to: {contains: "x"}}, {header.cc: {contains: "x"}}]"#),
        (#"header :contains "a" """#, "header.a: {present: true}"),
        (#"header :is "a" """#, #"header.a: {regex: "^$"}"#),
        (#"header :contains "a" " b""#, #"header.a: {regex: " b"}"#),
        (#"header :matches "a" "*""#, "header.a: {present: true}"),
        (#"header :matches "a" "*b*""#, #"header.a: {contains: "b"}"#),
        (#"header :matches "a" "b*""#, #"header.a: {starts-with: "b"}"#),
        (#"header :matches "a" "*b""#, #"header.a: {ends-with: "b"}"#),
        (#"header :matches "a" "b""#, #"header.a: {is: "b"}"#),
        (#"header :matches "a" "b**c?""#, #"header.a: {regex: "^b.*c.$"}"#),
        (#"header :matches "a" "\\*b.\\?*""#, #"header.a: {starts-with: "*b.?"}"#),
        (#"header :matches "a" ["*b*", "c"]"#, #"any: [{header.a: {contains: "b"}}, {header.a: {is: "c"}}]"#),
        (#"header :regex "a" "^b(c|d)+""#, #"header.a: {regex: "^b(c|d)+"}"#),
        (#"address "from" "a@b.example""#, #"from: {is: "a@b.example"}"#),
        (#"address :contains ["from", "to"] "b""#, #"any: [{from: {contains: "b"}}, {to: {contains: "b"}}]"#),
        (#"address :domain "from" "b.example""#, #"from: {ends-with: "@b.example"}"#),
        (#"address :localpart :is "cc" "a""#, #"cc: {starts-with: "a@"}"#),
        (#"address :domain :contains "to" "b.""#, #"to: {regex: "@[^@]*b\\.[^@]*$"}"#),
        (#"address :domain :matches "to" "*.b""#, #"to: {regex: "@[^@]*\\.b$"}"#),
        (#"address :localpart :contains "to" "a""#, #"to: {regex: "a.*@"}"#),
        (#"address :localpart :matches "to" "a-*""#, #"to: {regex: "^a-.*@[^@]*$"}"#),
        (#"address :contains "to" """#, #"to: {contains: "@"}"#),
        (
            #"not address "from" "a@b.example""#,
            #"any: [{not: {from: {is: "a@b.example"}}}, {not: {header.from: {contains: "@"}}}]"#
        ),
        (#"exists ["a", "b"]"#, "header.a: {present: true}, header.b: {present: true}"),
        (#"not exists "a""#, "header.a: {absent: true}"),
        ("size :over 1K", "size: {over: 1024}"),
        ("size :under 2M", "size: {under: 2097152}"),
        (#"anyof (false, header "a" "b")"#, #"header.a: {is: "b"}"#),
        (#"allof (true, header "a" "b", size :over 1)"#, #"header.a: {is: "b"}, size: {over: 1}"#),
        (#"allof (header "a" "b", header "a" "c")"#, #"all: [{header.a: {is: "b"}}, {header.a: {is: "c"}}]"#),
        (
            #"not anyof (header "a" "b", not exists "c")"#,
            #"not: {any: [{header.a: {is: "b"}}, {header.c: {absent: true}}]}"#
        ),
        (#"body :text :contains "x""#, #"body: {contains: "x"}"#),
    ]

    /// The condition of the first command, on one line, and the errors.
    static func condition(_ script: String, requiring extensions: Set<String> = []) throws -> (String?, [Diagnostic]) {
        let source = SourceText(file: "test.sieve", bytes: Array(script.utf8))
        let findings = ImportFindings(source)
        let test = try #require(try SieveScript(source).commands.first?.tests.first)
        let texts = SieveTexts(required: extensions, findings: findings)
        let condition = SieveConditions(texts: texts, findings: findings).condition(of: test)
        return (
            condition.map { String(RuleText.mapping($0.entries).flow.dropFirst().dropLast()) },
            findings.sorted.all.filter { $0.severity == .error }
        )
    }

    @Test(arguments: conditions) func translatesTests(test: String, expected: String) throws {
        let (condition, missing) = try Self.condition("if \(test) {}")
        #expect(missing.isEmpty)
        #expect(condition == expected)
    }

    /// Scripts, the routes they become in short, and the errors.
    static let structures: [(script: String, routes: [String], missing: [String])] = [
        ("", ["otherwise"], []),
        ("keep;", ["otherwise"], []),
        (#"fileinto "A";"#, ["otherwise A"], []),
        (#"fileinto "inbox";"#, ["otherwise"], []),
        (#"if exists "a" { fileinto "A"; stop; } if exists "b" { fileinto "B"; }"#, ["a A", "b B", "otherwise"], []),
        (
            #"if exists "a" { fileinto "A"; } elsif exists "b" { } else { fileinto "C"; }"#,
            ["a A", "b", "otherwise C"], []
        ),
        (
            #"if exists "a" { if exists "b" { fileinto "B"; } else { fileinto "A"; } }"#,
            ["a b B", "a A", "otherwise"], []
        ),
        (#"if true { fileinto "A"; } else { fileinto "B"; }"#, ["otherwise A"], []),
        (#"if false { fileinto "A"; } elsif exists "b" { fileinto "B"; }"#, ["b B", "otherwise"], []),
        (#"if exists "a" { stop; } fileinto "B";"#, ["a", "otherwise B"], []),
        (#"if exists "a" { fileinto "A"; fileinto "A"; }"#, ["a A", "otherwise"], []),
        (#"if exists "a" { fileinto :copy "A"; discard; }"#, ["a A", "otherwise"], []),
        (#"if exists "a" { keep; } else { fileinto "B"; }"#, ["a", "otherwise B"], []),
        ("if exists \"a\" { keep; }", ["otherwise"], []),
        (
            #"if exists "a" { fileinto "A"; } if exists "b" { fileinto "B"; }"#, ["a A", "b B", "otherwise"],
            ["1:49 a message goes to one mailbox, and a command above may have chosen it"]
        ),
        (#"fileinto :copy "A";"#, ["otherwise"], ["1:1 a copy in another mailbox"]),
        (#"if exists "a" { discard; }"#, ["otherwise"], ["1:17 rules never throw a message away"]),
        (#"if exists "a" { redirect "a@b.example"; }"#, ["otherwise"], ["1:17 rules do not forward to addresses"]),
        (
            #"if envelope "from" "x" { fileinto "A"; } elsif exists "b" { fileinto "B"; }"#, ["b B", "otherwise"],
            ["1:4 the test 'envelope' is not part of the rule language"]
        ),
        (#"vacation "away"; fileinto "A";"#, ["otherwise A"], ["1:1 rules send no vacation notices"]),
        (#"elsif true { keep; }"#, ["otherwise"], ["1:1 'elsif' without 'if'"]),
        (#"if { keep; }"#, ["otherwise"], ["1:1 'if' needs one test and a block in braces"]),
        (#"fileinto "a*";"#, ["otherwise"], ["1:10 no name of a mailbox"]),
    ]

    @Test(arguments: structures) func followsEveryWay(script: String, routes: [String], missing: [String]) throws {
        let translated = try Self.translated(script)
        #expect(translated.missing == missing)
        #expect(translated.rules.joined(separator: "\n").split(separator: "  - ").map(Self.short) == routes)
    }

    /// `a b F` for a line that asks for the fields a and b and names the folder F.
    private static func short(_ line: Substring) -> String {
        let fields = line.matches(of: /header\.([a-z]+): {present: true}/).map { String($0.1) }
        let folder = line.firstMatch(of: /folder: "([^"]*)"/).map { String($0.1) }
        let isOtherwise = line.contains("otherwise:")
        return ((isOtherwise ? ["otherwise"] : fields) + (folder.map { [$0] } ?? [])).joined(separator: " ")
    }

    @Test(arguments: [
        (#"header :count "gt" "a" "1""#, "':count' is not part of the rule language"),
        (#"header :comparator "i;octet" "a" "b""#, "the comparator 'i;octet'"),
        (#"address "sender" "a@b.example""#, "rules know no addresses of 'sender'"),
        (
            #"header :regex "a" "\\d""#,
            "not the same in a rule: a regex with a backslash before a letter, a digit or an angle bracket"
        ),
        (#"header :regex "a" "[\\.]""#, "not the same in a rule: a regex with a backslash between square brackets"),
        (#"header :regex "a" "a**""#, "not the same in a rule: a regex that repeats nothing, or repeats a repetition"),
        (#"body :raw :contains "x""#, "':raw' is not part of the rule language"),
        (#"body :is "x""#, "on the body only ':contains' and ':regex' mean the same"),
        (#"currentdate :is "hour" "09""#, "the test 'currentdate' is not part of the rule language"),
        (#"header "a b" "c""#, "'a b' is no name of a header field"),
    ])
    func saysWhichTestsHaveNoTranslation(test: String, message: String) throws {
        let (rules, missing) = try Self.translated("if \(test) { fileinto \"F\"; }")
        #expect(missing.map { $0.drop { $0 != " " }.dropFirst() } == [message[...]])
        #expect(rules.count == 1)
    }

    @Test func turnsFlagsIntoKeywordsOfTheSameMessages() throws {
        let (rules, missing) = try Self.translated(
            """
            require ["fileinto", "imap4flags"];
            if exists "a" { addflag "one"; }
            if exists "b" { fileinto :flags "two" "B"; stop; }
            addflag ["three", "\\\\Seen"];
            """)
        #expect(missing == ["4:9 the message flag '\\Seen'"])
        #expect(
            rules.drop { $0 != "also:" }
                == [
                    "also:",
                    #"  - {id: sieve.keyword.2, header.a: {present: true}, header.b: {absent: true}, keyword: "one"}"#,
                    #"  - {id: sieve.keyword.3, header.b: {present: true}, keyword: "two"}"#,
                    #"  - {id: sieve.keyword.4, header.b: {absent: true}, keyword: "three"}"#,
                ][...])
    }

    @Test func keepsTheNamePeopleGaveARule() throws {
        let (rules, _) = try Self.translated("# rule:[Bills]\nif exists \"a\" { fileinto \"A\"; }")
        #expect(rules.first == "  # rule:[Bills]")
    }

    @Test(arguments: [
        (
            #"if header "a" "b" { keep; "#,
            "test.sieve:1:27: error: expected a command or '}', found the end of the script"
        ),
        (#"keep"#, "test.sieve:1:5: error: expected ';' or '{', found the end of the script"),
        ("/* open", "test.sieve:1:1: error: this comment has no end; close it with */"),
        ("fileinto \"a\n", "test.sieve:1:10: error: this text has no end; close it with \""),
        (
            "fileinto text:\nabc\n",
            "test.sieve:1:15: error: this text has no end; close it with a line that holds a single dot"
        ),
        ("if size :over 99999999999999999G {}", "test.sieve:1:15: error: this number is too large"),
        ("keep; ?", "test.sieve:1:7: error: unexpected '?'"),
        ("if exists [\"a\" \"b\"] {}", "test.sieve:1:16: error: expected ',' or ']', found a text"),
    ])
    func pointsAtWhatIsNoSieve(script: String, finding: String) {
        let error = #expect(throws: Diagnostics.self) { try Self.imported(script) }
        #expect(error?.all.map { $0.description.prefix { $0 != "\n" } } == [finding[...]])
    }

    @Test func readsEveryFormOfText() throws {
        let (condition, missing) = try Self.condition(
            #"""
            /* a
            comment */ If header "a" ["q\"\\u\x", "${hex:c3 a4}${unicode: 2603}${hex: zz}", text: # another
            dots
            ..end
            .
            ] { FileInto "F"; }
            """#, requiring: ["encoded-character"])
        #expect(missing.isEmpty)
        #expect(
            condition
                == #"any: [{header.a: {is: ["q\"\\ux", "ä☃${hex: zz}"]}}, {header.a: {regex: "^dots \\.end $"}}]"#)
    }

    @Test func refusesToFollowTooManyWays() throws {
        let rules = (0..<40).map {
            "if exists \"a\($0)\" { setflag \"k\"; } if exists \"b\($0)\" { setflag \"\"; }"
        }
        let (_, missing) = try Self.translated(rules.joined(separator: "\n"))
        #expect(missing.contains { $0.contains("too many ways") })
    }
}
