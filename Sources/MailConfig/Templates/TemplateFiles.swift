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

/// The files of a template folder: `<language>/<name>.<part>.mustache`, `<language>/partials/…` of the same form, and
/// what is attached to letters in `<language>/<name>.attachments/`.
struct TemplateFiles {
    private(set) var all: [TemplateFile] = []
    private(set) var attachments: [Language: [TemplateName: [TemplateAttachment]]] = [:]
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
            let fault = Self.systemFault
            // Partials are a convenience; a language without letters is a mistake.
            if !isPartial {
                reading.report(
                    at: SourceLocation(file: folder, line: 1), length: 1,
                    "cannot read this folder: \(fault)")
            }
            return
        }
        if !isPartial { readAttachments(entries, of: folder, language) }
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
            checkCharacters(of: text, at: path)
            let tags = TemplateTags(text, file: path, reading: reading)
            all.append(
                TemplateFile(
                    name: String(words[0]), part: part, language: language, isPartial: isPartial, path: path,
                    text: text,
                    partials: tags.partials))
        }
    }

    private mutating func readAttachments(_ entries: [String], of folder: String, _ language: Language) {
        for entry in entries where entry.hasSuffix(AttachmentFolder.suffix) {
            let path = "\(folder)/\(entry)"
            let name = String(entry.dropLast(AttachmentFolder.suffix.count))
            let letters = Set(entries.filter { $0.hasSuffix(".text.mustache") }.map { String($0.dropLast(14)) })
            guard letters.contains(name) else {
                reading.report(
                    at: SourceLocation(file: path, line: 1), length: 1,
                    "these attachments belong to no letter: there is no \(language.tag)/\(name).text.mustache",
                    suggestion: Spelling.question(Spelling.closest(to: name, among: letters.sorted())))
                continue
            }
            attachments[language, default: [:]][TemplateName(name)] =
                AttachmentFolder(path: path, reading: reading).read()
        }
    }

    /// No letter has a use for control characters, and one of them marks the places of values (see `TemplateForm`).
    private func checkCharacters(of text: String, at path: String) {
        var (line, column) = (1, 1)
        for scalar in text.unicodeScalars {
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            if isControl, scalar != "\n", scalar != "\t" {
                let code = String(scalar.value, radix: 16, uppercase: true)
                reading.report(
                    at: SourceLocation(file: path, line: line, column: column), length: 1,
                    "the control character U+00\(code.count < 2 ? "0" : "")\(code) has no place in a letter")
            }
            (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
        }
    }

    /// What `errno` says of the call before.
    static var systemFault: String { String(cString: strerror(errno)) }

    /// The names in a folder, sorted; nil with `errno` set when it cannot be read.
    static func entries(of folder: String) -> [String]? {
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
