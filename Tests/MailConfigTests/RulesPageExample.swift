import Testing

@testable import MailConfig

/// One example of `docs/rules.md`, completed to a rules folder.
///
/// - A block with `version:` is a whole `main.yaml`; blocks with the names of other rule files before it go with it.
/// - A block of other keys of a rule file is a part of `main.yaml`. What it does not give is taken from the block
///   that begins with the time zone; where it does not end its routes, `otherwise` is `fallback`.
/// - Any other block is a condition. Its comments are the mails it holds for, and those it does not hold for.
/// - Text blocks with names are files in the folder.
struct RulesPageExample: Sendable, CustomTestStringConvertible {
    let line: Int
    let files: [String: String]
    /// Mails of its own that it is tried on.
    let mails: Int
    var testDescription: String { "docs/rules.md:\(line)" }

    static func all() throws -> [RulesPageExample] {
        let blocks = try PageBlock.read("docs/rules.md")
        let texts = blocks.filter { $0.language == "text" && $0.file != nil }
        var files = Dictionary(texts.map { ($0.file ?? "", $0.text) }) { first, _ in first }
        let yaml = blocks.filter { $0.language == "yaml" }
        let base = yaml.lazy.map { sections($0.lines) }.first { $0.contains { $0.key == "zone" } } ?? []
        var examples: [RulesPageExample] = []
        for block in yaml {
            if let file = block.file, file != RuleFolder.mainName {
                files[file] = block.text
                continue
            }
            let main = main(block, base: base)
            files[RuleFolder.mainName] = main
            let mails = main.split(separator: "\n").count { $0.contains("mail: ") }
            examples.append(RulesPageExample(line: block.line, files: files, mails: mails))
            for name in files.keys where name.hasSuffix(".yaml") { files[name] = nil }
        }
        return examples
    }

    private static func main(_ block: PageBlock, base: [(key: String, lines: [String])]) -> String {
        let keys = sections(block.lines).map(\.key)
        if keys.contains("version") { return block.text }
        if keys.allSatisfy(KnownKeys.ruleFile.keys.contains) { return part(sections(block.lines), base: base) }
        return part(condition(block.lines), base: base)
    }

    private static func part(_ given: [(key: String, lines: [String])], base: [(key: String, lines: [String])])
        -> String
    {
        var all = given + base.filter { part in !given.contains { $0.key == part.key } }
        let end = "  - otherwise: {id: fallback, department: info, acknowledge: none}"
        if let routes = all.firstIndex(where: { $0.key == "routes" }) {
            all[routes].lines.append(end)
        } else {
            all.append(("routes", ["routes:", end]))
        }
        return (["version: 1"] + all.flatMap(\.lines)).joined(separator: "\n") + "\n"
    }

    /// A line with the condition, and an example for each of its comments.
    private static func condition(_ lines: [String]) -> [(key: String, lines: [String])] {
        let comments = [("# holds for:", "it"), ("# not for:", "fallback")]
        let examples = lines.compactMap { line -> String? in
            comments.first { line.hasPrefix($0.0) }.map { "  - {mail: \(line.dropFirst($0.0.count)), gives: \($0.1)}" }
        }
        let condition = lines.filter { !$0.hasPrefix("#") }.map { "      " + $0 }
        return [
            (
                "routes",
                ["routes:", "  - id: it", "    when:"] + condition + ["    department: sales", "    acknowledge: none"]
            ),
            ("examples", ["examples:"] + examples),
        ]
    }

    /// The lines of each key at the left edge.
    private static func sections(_ lines: [String]) -> [(key: String, lines: [String])] {
        var sections: [(key: String, lines: [String])] = []
        for line in lines where !line.isEmpty {
            if let first = line.first, first != " ", first != "#" {
                sections.append((String(line.prefix { $0 != ":" }), []))
            }
            if !sections.isEmpty { sections[sections.count - 1].lines.append(line) }
        }
        return sections
    }
}
