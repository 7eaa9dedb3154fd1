import FoundationEssentials
import MailRouting

/// The files of a rules folder, read once: YAML files in the order of their names, `main.yaml` first, and the list
/// files they name.
final class RuleFolder {
    static let mainName = "main.yaml"

    struct File {
        /// In the folder: `quality.yaml`.
        let name: String
        let root: YAMLNode
        var isMain: Bool { name == RuleFolder.mainName }
    }

    private let folder: String
    private let reading: Reading
    private(set) var files: [File] = []
    /// Names in the folder of all YAML files, also those that could not be read.
    private(set) var names: [String] = []
    private var contents: [String: [UInt8]] = [:]

    init(_ folder: String, _ reading: Reading) {
        self.folder = folder
        self.reading = reading
        guard let found = namesInFolder() else { return }
        names = found.filter { $0 == Self.mainName } + found.filter { $0 != Self.mainName }.sorted()
        if !names.contains(Self.mainName) {
            reportFolder(
                "there is no \(Self.mainName) in \(folder)", "it holds 'otherwise' and the order of the routes")
        }
        for name in names {
            guard let (text, root) = reading.yaml(at: "\(folder)/\(name)", shownAs: shown(name)) else { continue }
            contents[name] = text.bytes
            files.append(File(name: name, root: root))
        }
    }

    func isRead(_ name: String) -> Bool { files.contains { $0.name == name } }
    var hasReadMain: Bool { isRead(Self.mainName) }

    /// As findings show it: `rules/quality.yaml`.
    func shown(_ name: String) -> String { "\(FilePath.lastComponent(folder))/\(name)" }

    /// The path of a file findings show like this.
    func path(ofShown file: String) -> String { "\(folder)/\(file.dropFirst(shown("").utf8.count))" }

    /// The text of a list or calendar in the folder; `node` is the place that names it.
    func text(_ path: String, namedBy node: YAMLNode) -> SourceText? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard !path.hasPrefix("/"), !parts.contains(".."), !parts.contains("") else {
            reading.report(
                at: node, "the file must lie in the rules folder, found \(path.quotedForFinding)",
                suggestion: "write its path from there, such as lists/oem-domains.txt")
            return nil
        }
        guard let text = reading.text(at: "\(folder)/\(path)", shownAs: shown(path), namedBy: node) else { return nil }
        contents[path] = text.bytes
        // A calendar may have whatever its program writes; what is used of it is looked at closely.
        return path.isCalendar || TextInspection.passes(text, reading) ? text : nil
    }

    /// All files by name, each with its name and length, so that no two different folders look alike.
    var everything: [UInt8] {
        contents.keys.sorted().reduce(into: []) { bytes, name in
            let content = contents[name] ?? []
            bytes += Array("\(name)\n\(content.count)\n".utf8) + content
        }
    }

    private func namesInFolder() -> [String]? {
        let all: [String]
        do {
            all = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            reportFolder(
                "cannot read the rules folder \(folder)", "check that it exists and that this user may read it")
            return nil
        }
        for name in all.sorted() where name.hasSuffix(".yml") && !name.hasPrefix(".") {
            reading.report(
                at: SourceLocation(file: shown(name), line: 1), length: 1,
                "rule files are named .yaml; this one is not read",
                suggestion: "rename it to \(name.dropLast(4)).yaml")
        }
        // Names with a dot in front are what editors leave behind.
        let names = all.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }
        guard names.count <= Limits.ruleFiles else {
            reportFolder("more than \(Limits.ruleFiles) rule files", "put more rules into one file")
            return nil
        }
        return names
    }

    private func reportFolder(_ message: String, _ suggestion: String) {
        reading.report(
            at: SourceLocation(file: shown(Self.mainName), line: 1), length: 1, message, suggestion: suggestion)
    }
}

extension String {
    /// The path of an iCalendar file (RFC 5545 section 8.1).
    var isCalendar: Bool { lowercased().hasSuffix(".ics") }
}
