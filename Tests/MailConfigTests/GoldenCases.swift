import FoundationEssentials
import Testing

/// Mistakes and the answers to them, from `fixtures/diagnostics`; the format stands at the top of each file.
struct GoldenCase: Sendable, CustomTestStringConvertible {
    let title: String
    private var changes: [(old: [String], new: [String])] = []
    private var whole: [String] = []
    private var answer: [String] = []

    var expected: String { answer.joined(separator: "\n") }
    var testDescription: String { title }

    init(title: String) { self.title = title }

    /// The file with the mistake in it.
    func text(from sample: String) -> String {
        guard whole.isEmpty else { return whole.joined(separator: "\n") + "\n" }
        var text = sample + "\n"
        for change in changes {
            let new = change.new.joined(separator: "\n") + "\n"
            guard !change.old.isEmpty else {
                text += new
                continue
            }
            let old = change.old.joined(separator: "\n") + "\n"
            precondition(text.contains(old), "\(title): the sample does not contain \(old)")
            text = text.replacing(old, with: new, maxReplacements: 1)
        }
        return text
    }

    static func read(_ name: String) throws -> [GoldenCase] {
        let path = Repository.path("fixtures/diagnostics/\(name).txt")
        let content = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        var cases: [GoldenCase] = []
        for line in content.split(separator: "\n") {
            if line.hasPrefix("## ") {
                cases.append(GoldenCase(title: String(line.dropFirst(3))))
            } else if !cases.isEmpty {
                cases[cases.count - 1].take(line)
            }
        }
        return cases
    }

    private mutating func take(_ line: Substring) {
        let rest = String(line.dropFirst(2))
        switch line.first {
        case "-":
            if changes.last?.new.isEmpty != true { changes.append(([], [])) }
            changes[changes.count - 1].old.append(rest)
        case "+":
            if changes.isEmpty { changes.append(([], [])) }
            changes[changes.count - 1].new.append(rest)
        case "!": whole.append(Self.unescaped(rest))
        case "=": answer.append(rest)
        default: break
        }
    }

    private static func unescaped(_ text: String) -> String {
        text.replacing("\\t", with: "\t").replacing("\\0", with: "\0").replacing("\\u202E", with: "\u{202E}")
            .replacing("\\\\", with: "\\")
    }
}
