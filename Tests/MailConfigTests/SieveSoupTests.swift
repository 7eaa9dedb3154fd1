import MailRouting
import Testing

@testable import MailConfig

/// Whatever a script is made of, it is read or refused, and what comes out of it is a rule file.
@Suite struct SieveSoupTests {
    private static let words = [
        "if", "elsif", "else", "stop", "keep", "discard", "fileinto", "addflag", "not", "anyof", "allof", "true",
        "false", "header", "size", "exists", "address", "text:", ":contains", ":matches", ":is", ":over", ":flags",
        ":comparator", ":copy", "(", ")", "{", "}", "[", "]", ",", ";", "\"a\"", "\"*b?\\\\*\"", "\"", "10K", "#", "/*",
        "*/", "\n", ".\n", "${hex:41}", "\u{FEFF}", "\u{0}", "ä",
    ]

    @Test(arguments: 0..<400) func readsOrRefusesAnyWords(seed: Int) throws {
        var numbers = SeededNumbers(seed: UInt64(seed))
        let script = (0..<Int.random(in: 0...60, using: &numbers)).map { _ in
            Self.words.randomElement(using: &numbers) ?? ""
        }
        try check(Array(script.joined(separator: " ").utf8))
    }

    @Test(arguments: 0..<200) func readsOrRefusesAnyOctets(seed: Int) throws {
        var numbers = SeededNumbers(seed: UInt64(seed))
        try check((0..<200).map { _ in UInt8.random(in: 0...(seed.isMultiple(of: 2) ? 255 : 127), using: &numbers) })
    }

    @Test(arguments: [
        String(repeating: "if true {", count: 100_000), String(repeating: "not ", count: 100_000),
        "if " + String(repeating: "anyof(", count: 100_000), String(repeating: "[", count: 100_000),
        String(repeating: "/*", count: 100_000), "fileinto \"" + String(repeating: "\\", count: 100_000),
    ])
    func refusesWhatIsTooDeep(script: String) {
        #expect(throws: Diagnostics.self) { try SieveImportTests.imported(script) }
    }

    @Test(arguments: 0..<200) func writesFilesThatCanBeRead(seed: Int) throws {
        var script = ScriptMaker(numbers: SeededNumbers(seed: UInt64(seed)))
        let imported = try SieveImportTests.imported(script.commands(depth: 1))
        let rules = try readRules(["main.yaml": imported.text])
        #expect(rules.otherwise.department == "info")
    }

    private func check(_ octets: [UInt8]) throws {
        do throws(Diagnostics) {
            let source = SourceText(file: "test.sieve", bytes: octets)
            let imported = try SieveImport.rules(of: source, department: "info")
            #expect(imported.text.contains("otherwise"))
        } catch {
            #expect(error.hasErrors)
        }
    }
}

/// Well-formed scripts from numbers.
private struct ScriptMaker {
    var numbers: SeededNumbers
    private static let terms = ["x", "a b", " y", "", "*", "*x*", "é?", "\\\"", "{{", ": #", "- k", "\\\\*", "~"]

    mutating func commands(depth: Int) -> String {
        (0..<Int.random(in: 1...3, using: &numbers)).map { _ in command(depth) }.joined(separator: " ")
    }

    private mutating func command(_ depth: Int) -> String {
        switch Int.random(in: 0...(depth > 3 ? 4 : 7), using: &numbers) {
        case 0: return "keep;"
        case 1: return "fileinto \(text());"
        case 2: return "addflag \"k\(Int.random(in: 0...3, using: &numbers))\";"
        case 3: return "stop;"
        case 4: return "discard;"
        case 5: return "if \(test(depth)) { \(commands(depth: depth + 1)) }"
        case 6: return "if \(test(depth)) { \(commands(depth: depth + 1)) } else { \(commands(depth: depth + 1)) }"
        default:
            return "if \(test(depth)) { \(commands(depth: depth + 1)) } elsif \(test(depth)) { stop; }"
        }
    }

    private mutating func test(_ depth: Int) -> String {
        let match = [":is", ":contains", ":matches"].randomElement(using: &numbers) ?? ":is"
        switch Int.random(in: 0...(depth > 3 ? 4 : 7), using: &numbers) {
        case 0: return "header \(match) [\"subject\", \"x-a\"] [\(text()), \(text())]"
        case 1: return "size :over \(Int.random(in: 0...3, using: &numbers))K"
        case 2: return "header \(match) \"x:a\" \(text())"
        case 3: return "address \(match) :\(part()) [\"from\", \"cc\"] \(text())"
        case 4: return "body :contains \(text())"
        case 5: return "not \(test(depth + 1))"
        case 6: return "anyof (\(test(depth + 1)), \(test(depth + 1)))"
        default: return "allof (\(test(depth + 1)), true)"
        }
    }

    private mutating func part() -> String { ["all", "domain", "localpart"].randomElement(using: &numbers) ?? "all" }

    private mutating func text() -> String { "\"\(Self.terms.randomElement(using: &numbers) ?? "")\"" }
}

/// SplitMix64: the same numbers for the same seed, everywhere.
private struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
