import Foundation
import MailRouting
import Testing

@testable import MailConfig

/// The schemas say what the decoders say, as far as a schema can.
@Suite struct SchemaTests {
    @Test(arguments: SchemaFile.allCases)
    func isValidItself(_ schema: SchemaFile) throws {
        #expect(try findings(in: [], by: schema).isEmpty)
    }

    @Test(arguments: SchemaFile.allCases)
    func theShippedOneIsCurrent(_ schema: SchemaFile) throws {
        let path = schema.shippedPath
        let shipped = try String(contentsOfFile: Repository.path(path), encoding: .utf8)
        #expect(shipped == schema.text, "run: mailroom schema \(schema) --output \(path)")
    }

    @Test(arguments: SchemaFile.allCases)
    func acceptsTheShippedFilesAndTheyNameIt(_ schema: SchemaFile) throws {
        let folder = Repository.path(schema == .rules ? "rules" : "config")
        // In config/ there are files of two kinds, each with one schema.
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { name in
            name.hasSuffix(".yaml")
                && (schema == .rules || (name == "simulation.yaml") == (schema == .simulation))
        }
        let texts = try names.map { try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8) }
        #expect(!texts.isEmpty)
        for (name, found) in zip(names, try findings(in: texts.map(parsed), by: schema)) {
            #expect(found.isEmpty, "\(name): \(found)")
        }
        for (name, text) in zip(names, texts) {
            let line = "# yaml-language-server: $schema=schema/\(schema).schema.json\n"
            #expect(text.hasPrefix(line), "\(name)")
        }
    }

    @Test(arguments: SchemaFile.allCases)
    func acceptsTheSamples(_ schema: SchemaFile) throws {
        let sample = schema.sample
        #expect(try findings(in: [parsed(sample)], by: schema) == [[]])
    }

    @Test func acceptsEveryKeyOfTheRulesAsTheDecoderDoes() throws {
        _ = try readRules(["main.yaml": Self.everyKey, "words.txt": "Muster\n", "holidays.txt": "2026-12-25\n"])
        #expect(try findings(in: [parsed(Self.everyKey)], by: .rules) == [[]])
        let used = try parsed(Self.everyKey).names
        for set in KnownKeys.rules {
            for key in set.keys { #expect(used.contains(key), "'\(key)' of \(set.name) is missing here") }
        }
    }

    private static let everyKey = """
        version: 1
        zone: Europe/Berlin
        order: [quality, front]
        lists:
          complaint: [Reklamation, 4711]
          buyers: {kind: address, entries: [ana@customer.example]}
          words: {kind: text, file: words.txt}
        times:
          office:
            {zone: Europe/Berlin, weekdays: monday-friday, hours: ["08:00-12:00", 13:00-17:00], except: {file: holidays.txt}}
          fair: {dates: [2026-12-01, 2026-12-02]}
        priority:
          default: low
          lines:
            - {id: p.quality, when: {subject: complaint}, is: critical}
            - {id: p.header, header-priority: high+, is: high}
        routes:
          - id: quality
            subject: {word: [Mangel, "not good"], contains: {in: words}}
            subject.raw: {starts-with: "=?", ends-with: "?="}
            header.X-Priority: {absent: yes}
            department: support
            folder: Quality
            acknowledge:
              - {when: {time: office, language: [de, en]}, template: quality_complaint}
              - {otherwise: none}
            examples:
              - mail:
                  {subject: x, from: Ana <ana@customer.example>, to: a@b.example, cc: [a@b.example], reply-to: a@b.example,
                  body: x, attachments: [{name: a.pdf, type: application/pdf, size: 3KB}], mailbox: info,
                  arrived: 2026-08-31T09:00, header-priority: high, size: 4711, language: de, known-sender: no, header.X-A: b}
                gives: quality
          - group: front
            when:
              any:
                - {from: [ana@customer.example], to: {in: buyers}, cc: {present: true}, recipient: buyers, reply-to: {is: x}}
                - {from-domain: a.example, to-domain: a.example, cc-domain: a.example, recipient-domain: a.example}
                - {reply-to-domain: a.example, from-name: complaint, to-name: complaint, cc-name: complaint}
                - {recipient-name: complaint, reply-to-name: {regex: "^a"}, body: complaint, spam: yes, known-sender: no}
                - {attachment: {name: "a", type: image/*, size: {over: 1KB}, count: {over: 1, under: 9}}, time: {dates: 2026-12-01}}
                - {attachment: {present: yes}, size: {over: 20MB, under: 30MB}, mailbox: [info, sales], priority: low}
                - {automated: [bulk, any], authentication: {spf: pass, dkim: [fail, none], dmarc: fail}, language: de}
                - {all: [{not: {mailbox: info}}]}
            department: sales
            folder: Front
            acknowledge: general
            lines:
              - {id: front.all}
            examples: []
          - otherwise: {id: fallback, department: info, folder: Rest, acknowledge: general}
        also:
          - {id: a.large, when: {size: {over: 20MB}}, keyword: large, copy: [sales]}
        examples:
          - {mail: {subject: "x"}, gives: fallback}
          - mail: {subject: "x"}
            gives:
              {rule: fallback, priority: low, department: info, folder: Rest, acknowledge: general, keywords: [], copies: []}
        """

    @Test(arguments: SchemaFile.allCases)
    func refusesEveryMistakeOfShape(_ schema: SchemaFile) throws {
        let sample = schema.sample
        let cases = try GoldenCase.read(schema.rawValue).filter { (try? parsed($0.text(from: sample))) != nil }
        let found = try findings(in: cases.map { try parsed($0.text(from: sample)) }, by: schema)
        let accepted = zip(cases, found).filter(\.1.isEmpty).map(\.0.title)
        // A new case belongs to one of the two: what a schema can see, or what is listed here.
        #expect(Set(accepted) == schema.beyond)
    }

    @Test func theRulesFolderTakesNoNoticeOfIt() throws {
        let rules = try readRules(["main.yaml": RuleSample.main, "schema/rules.schema.json": "{", "schema/a.yaml": "["])
        #expect(rules == (try readRules(["main.yaml": RuleSample.main])))
    }

    // MARK: The validator

    /// What Debian's python3-jsonschema finds in each document.
    private func findings(in documents: [YAMLNode], by schema: SchemaFile) throws -> [[String]] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("schema-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func file(_ name: String, _ text: String) throws -> URL {
            let url = folder.appendingPathComponent(name)
            try Data(text.utf8).write(to: url)
            return url
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = [
            Repository.path("scripts/check-schema"), try file("schema.json", schema.text).path,
        ]
        let input = JSONValue.array(documents.map(\.json)).text()
        process.standardInput = try FileHandle(forReadingFrom: file("documents.json", input))
        let output = try file("findings.json", "")
        process.standardOutput = try FileHandle(forWritingTo: output)
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "the schema is not valid, or python3-jsonschema is missing")
        return try JSONDecoder().decode([[String]].self, from: Data(contentsOf: output))
    }
}

extension SchemaFile {
    fileprivate var shippedPath: String {
        "\(self == .rules ? "rules" : "config")/schema/\(self).schema.json"
    }

    fileprivate var sample: String {
        switch self {
        case .rules: RuleSample.main
        case .configuration: Sample.configuration
        case .simulation: simulationSample
        }
    }

    /// The mistakes in `fixtures/diagnostics` that no schema can see: names that must be given somewhere else, or only
    /// once, or in an order; values that do not fit each other; whether a text is in quotes; what lies on the disk.
    fileprivate var beyond: Set<String> {
        switch self {
        case .configuration:
            [
                "a host neither here nor in the defaults", "a host missing beside defaults",
                "plaintext to another machine", "an interval out of range", "a mailbox watched twice",
                "nothing watched at all", "watching what was routed", "a department in an unknown account",
                "two accounts with one login", "two accounts with one address",
                "two doors to one account with limits of their own", "nobody to send acknowledgements",
                "limits upside down", "limits of acknowledgements upside down",
                "a mailbox for sources that are deleted", "bounces that would reach nobody",
                "an OAuth client nobody describes", "an OAuth client where there is none at all",
                "a password and a client", "a client that lacks what its flow needs",
                "a client whose endpoint would see the secret in plaintext", "rotation without a file",
                "alerts to a mailbox of ours", "acknowledgements of simulated mail to a mailbox of ours",
                "acknowledgements of simulated mail to the world",
                "status beyond this machine without token and proxy",
                "status beyond this machine with a token and without proxy",
            ]
        case .simulation:
            [
                "a window that ends before it begins", "a kind of message that nobody described",
                "a company that somebody may own", "a kind that nobody sends", "an unknown variable", "an unknown zone",
                "a story that goes back in time", "a story of nothing",
            ]
        case .rules:
            [
                "an unknown list", "a text without quotes", "a list name where a text belongs",
                "an unknown list after in", "an unusable regex", "a regex that RE2 refuses", "an unknown department",
                "an unknown template", "a duplicate id", "a line without a condition in the middle of a group",
                "no otherwise", "two otherwise", "a route after otherwise", "priority asked in a priority line",
                "a list file that is not there", "a domain with an at sign", "a misspelt list for a domain",
                "a list of texts as domains", "a domain for an address", "an unknown mailbox", "conditions too deep",
                "an example for an unknown line", "an example for a priority line",
                "a word term without a word", "a list with an entry that has no word", "presence beside an operator",
                "presence said twice", "entries that are not of the kind of their list",
                "a list of domains under a text", "a list of texts under an address",
                "a list with entries and a file", "an attachment with two operators on its name",
                "a count of attachments that are not there", "a count that no number fits", "an unknown time",
                "a time where there are none", "a time without a zone", "an unknown zone", "weekdays there are not",
                "a copy to an unknown department", "choices without an end",
                "an unknown name in the order, one twice, one missing",
                "a line of a group and otherwise in the order",
            ]
        }
    }
}

extension YAMLNode {
    /// Every key in it.
    fileprivate var names: Set<String> {
        switch content {
        case .mapping(let entries): entries.reduce(into: []) { $0.formUnion($1.value.names.union([$1.name])) }
        case .sequence(let items): items.reduce(into: []) { $0.formUnion($1.names) }
        case .scalar: []
        }
    }

    /// As our own reader understands it, whatever others make of `no` and `22:30`.
    fileprivate var json: JSONValue {
        switch content {
        case .mapping(let entries): .object(entries.map { ($0.name, $0.value.json) })
        case .sequence(let items): .array(items.map(\.json))
        case .scalar(let text, _):
            isNull ? .null : boolean.map(JSONValue.boolean) ?? integer.map(JSONValue.number) ?? .string(text)
        }
    }
}
