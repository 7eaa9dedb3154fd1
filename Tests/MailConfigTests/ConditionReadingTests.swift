import MailRouting
import Testing

@testable import MailConfig

/// Every key of a condition, read and said again in words.
@Suite struct ConditionReadingTests {
    private func words(_ yaml: String) throws -> String {
        let main = RuleSample.main(
            with: "- {id: quality, \(yaml), department: info, acknowledge: none}",
            insteadOf: "- {id: quality, subject: complaint, department: support, acknowledge: quality_complaint}")
        let lists = """
              oem: {kind: domain, entries: [Autowerk.example, b.example]}
              regular: {kind: address, entries: [Ana@customer.example]}
            times:
              office: {zone: Europe/Berlin, weekdays: monday-friday, hours: 08:00-17:00}

            """
        let rules = try readRules([
            "main.yaml": main.replacing("priority:\n", with: lists + "priority:\n", maxReplacements: 1)
        ])
        guard case .line(let line) = rules.routes[0], let condition = line.condition else { return "no condition" }
        return condition.inWords
    }

    @Test(arguments: [
        ("to: ana@customer.example", "a To address is ana@customer.example"),
        ("cc: [regular]", "a Cc address is in the list regular (ana@customer.example)"),
        ("recipient: {in: regular}", "a recipient is in the list regular (ana@customer.example)"),
        ("reply-to: {in: [regular]}", "the reply address is in the list regular (ana@customer.example)"),
        (
            "from-domain: [oem, c.example]",
            "the domain of the author is one of autowerk.example, b.example, c.example"
        ),
        ("to-domain: {in: oem}", "the domain of a To address is in the list oem (autowerk.example, b.example)"),
        ("from: {ends-with: \"@x.example\"}", "the address of the author ends with @x.example"),
        (
            "from: {in: regular, starts-with: a}",
            "all(the author is in the list regular (ana@customer.example), the address of the author starts with a)"
        ),
        (
            "from-domain: {contains: {in: oem}}",
            "the domain of the author contains the list oem (Autowerk.example, b.example)"
        ),
        ("reply-to-name: \"Chef\"", "the name of the reply address has the word Chef"),
        ("body: {contains: {in: complaint}}", "the text contains the list complaint (Reklamation, Mangel)"),
        ("header.X-To: {is: {in: regular}}", "the header field x-to is the list regular (Ana@customer.example)"),
        ("header.X-Shop: {present: true}", "there is a header field x-shop"),
        ("subject: {absent: yes}", "there is no header field subject"),
        ("to: {present: false}", "there is no header field to"),
        (
            "header.X: {present: true, contains: a}",
            "all(the header field x contains a, there is a header field x)"
        ),
        ("attachment: {present: true}", "there is an attachment"),
        ("attachment: {absent: true}", "the number of attachments is under 1"),
        (
            "attachment: {type: [Image/*, application/pdf], size: {over: 1KB}, count: {over: 2}}",
            "the number of attachments of type one of application/pdf, image/* of over 1000 octets is over 2"
        ),
        (
            "attachment: {name: [\"a\", complaint]}",
            "there is an attachment where the file name has one of the words a, Reklamation, Mangel"
        ),
        ("language: [de, en]", "its language is one of de, en"),
        ("automated: none", "a person wrote it"),
        (
            "automated: any",
            "it is automatic mail: one of auto-generated, auto-replied, bounce, bulk, list"
        ),
        (
            "authentication: {dmarc: fail, spf: [none, pass]}",
            "all(our server's spf check is one of none, pass, our server's dmarc check is fail)"
        ),
        ("spam: no", "our filter says that it is no spam"),
        ("spam: true", "our filter says that it is spam"),
        ("known-sender: yes", "its author was answered before"),
        (
            "time: office",
            "it arrived in the time office (on monday, tuesday, wednesday, thursday, friday 08:00-17:00 Europe/Berlin)"
        ),
        ("time: {zone: UTC, hours: [8:00-12:00, 22:00-24:00]}", "it arrived on any day 08:00-12:00, 22:00-24:00 UTC"),
        ("time: {zone: UTC, weekdays: [friday-monday]}", "it arrived on monday, friday, saturday, sunday UTC"),
        (
            "time: {zone: UTC, dates: 2026-12-24, except: [2026-12-25, 2026-12-26]}",
            "it arrived on any day UTC, on 1 dates, except 2 dates"
        ),
    ])
    func readsEveryKey(_ yaml: String, _ expected: String) throws {
        #expect(try words(yaml) == expected)
    }

    @Test func readsChoicesOfAnAcknowledgement() throws {
        let main = RuleSample.main(
            with: "acknowledge: [{when: {language: de}, template: general}, {otherwise: none}]}",
            insteadOf: "acknowledge: quality_complaint}")
        let line = try #require(try readRules(["main.yaml": main]).routeLines.first)
        #expect(line.acknowledge.choices.map(\.template) == ["general"])
        #expect(line.acknowledge.otherwise == nil)
    }

    @Test func linesTakeOverWhatTheirGroupGives() throws {
        let main = RuleSample.main(
            with: """
                  - group: mailbox
                    folder: Sales/New
                    acknowledge: general
                """,
            insteadOf: "  - group: mailbox\n    when: {mailbox: sales}"
        ).replacing(
            "- {id: sales.all, acknowledge: none}",
            with: "- {id: a, mailbox: sales, folder: Other}\n      - {id: b, department: info, acknowledge: none}")
        let rules = try readRules(["main.yaml": main])
        let lines = rules.routeLines.filter { ["a", "b"].contains($0.id) }
        #expect(lines.map(\.department) == ["sales", "info"])
        #expect(lines.map(\.folder) == ["Other", "Sales/New"])
        #expect(lines.map(\.acknowledge) == [.always("general"), .none])
    }

    @Test func readsDatesFromFiles() throws {
        let main = RuleSample.main(
            with: "zone: Europe/Berlin\ntimes: {feast: {dates: {file: days.txt}, except: {file: days.ics}}}\nlists:",
            insteadOf: "lists:"
        ).replacing("subject: complaint, department", with: "time: feast, department")
        let rules = try readRules([
            "main.yaml": main, "days.txt": "# ours\n2026-12-24 # half a day\n\n2026-12-25\n",
            "days.ics": "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261225\nEND:VEVENT\nEND:VCALENDAR\n",
        ])
        guard case .line(let line) = rules.routes[0], case .time(let frame, "feast", _) = line.condition else {
            Issue.record("not the expected route")
            return
        }
        #expect(frame.dates?.sorted().map(\.description) == ["2026-12-24", "2026-12-25"])
        #expect(frame.except.map(\.description) == ["2026-12-25"])
    }

    /// Were its entries read anew for every line, this would not end.
    @Test func aLongListThatManyLinesUseIsReadOnce() throws {
        let lines = (0..<2000).map { "  - {id: l\($0), from: long, department: info, acknowledge: none}\n" }.joined()
        let rules = try readRules([
            "main.yaml": RuleSample.main.replacing("routes:\n", with: "routes:\n" + lines).replacing(
                "lists:\n", with: "lists:\n  long: {file: long.txt}\n"),
            "long.txt": (0..<20_000).map { "a\($0)@customer.example\n" }.joined(),
        ])
        #expect(rules.routes.count == 2002)
    }
}

extension Condition {
    /// With the parts of those that join others.
    fileprivate var inWords: String {
        switch self {
        case .all(let parts): "all(\(parts.map(\.inWords).joined(separator: ", ")))"
        case .any(let parts): "any(\(parts.map(\.inWords).joined(separator: ", ")))"
        case .not(let part): "not \(part.inWords)"
        default: words
        }
    }
}
