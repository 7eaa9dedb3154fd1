import Glibc
import MailRouting

/// The part of an acknowledgement a file gives: `<name>.<part>.mustache`.
enum TemplatePart: String, CaseIterable {
    case subject, text, html
}

/// One template file: where it belongs and what it says.
struct TemplateFile {
    let name: String
    let part: TemplatePart
    let language: Language
    let isPartial: Bool
    /// As findings show it.
    let path: String
    /// Lines end in LF.
    let text: String
    let partials: [TemplateTags.Partial]
}

/// The files of a template folder: `<language>/<name>.<part>.mustache` and `<language>/partials/…` of the same form.
struct TemplateFiles {
    private(set) var all: [TemplateFile] = []
    private let reading: Reading

    init(folder: String, reading: Reading) {
        self.reading = reading
        for language in Language.allCases {
            let path = "\(folder)/\(language.tag)"
            read(path, language, isPartial: false)
            read("\(path)/partials", language, isPartial: true)
        }
    }

    private mutating func read(_ folder: String, _ language: Language, isPartial: Bool) {
        guard let entries = Self.entries(of: folder) else {
            // Partials are a convenience; a language without letters is a mistake.
            if !isPartial {
                reading.report(
                    at: SourceLocation(file: folder, line: 1), length: 1,
                    "cannot read this folder: \(String(cString: strerror(errno)))")
            }
            return
        }
        for entry in entries where entry.hasSuffix(".mustache") {
            let path = "\(folder)/\(entry)"
            let words = entry.split(separator: ".", omittingEmptySubsequences: false)
            guard words.count == 3, !words[0].isEmpty, let part = TemplatePart(rawValue: String(words[1])) else {
                reading.report(
                    at: SourceLocation(file: path, line: 1), length: 1, "no template is called '\(entry)'",
                    suggestion: "name it <name>.subject.mustache, <name>.text.mustache or <name>.html.mustache")
                continue
            }
            guard let source = reading.text(at: path, shownAs: path) else { continue }
            guard let decoded = String(validating: source.bytes, as: UTF8.self) else {
                reading.report(at: SourceLocation(file: path, line: 1), length: 1, "it is not UTF-8")
                continue
            }
            let text = decoded.replacing("\r\n", with: "\n")
            let tags = TemplateTags(text, file: path, reading: reading)
            all.append(
                TemplateFile(
                    name: String(words[0]), part: part, language: language, isPartial: isPartial, path: path,
                    text: text,
                    partials: tags.partials))
        }
    }

    /// The names in a folder, sorted; nil with `errno` set when it cannot be read.
    private static func entries(of folder: String) -> [String]? {
        guard let directory = opendir(folder) else { return nil }
        defer { closedir(directory) }
        var names: [String] = []
        while names.count < Limits.templateFiles, let entry = readdir(directory) {
            names.append(
                withUnsafeBytes(of: &entry.pointee.d_name) {
                    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                })
        }
        return names.sorted()
    }
}
