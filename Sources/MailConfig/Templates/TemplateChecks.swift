import MailRouting

/// What must hold between the files of a template folder.
struct TemplateChecks {
    let files: [TemplateFile]
    let reading: Reading

    func run() {
        checkTwins()
        checkSubjects()
        for file in files { checkPartials(of: file) }
    }

    /// Every template in both languages, with subject and text, and with HTML in both or neither.
    private func checkTwins() {
        var parts: [String: [Language: [TemplatePart: String]]] = [:]
        for file in files where !file.isPartial {
            parts[file.name, default: [:]][file.language, default: [:]][file.part] = file.path
        }
        for (name, languages) in parts.sorted(by: { $0.key < $1.key }) {
            guard let known = languages.values.flatMap(\.values).min() else { continue }
            for language in Language.allCases {
                for part in TemplatePart.allCases where languages[language]?[part] == nil {
                    let isWanted = part != .html || languages.values.contains { $0[.html] != nil }
                    guard isWanted else { continue }
                    reading.report(
                        at: SourceLocation(file: languages[language]?.values.min() ?? known, line: 1), length: 1,
                        "the template '\(name)' has no \(language.tag)/\(name).\(part.rawValue).mustache")
                }
            }
        }
    }

    /// "Auto: " tells people and other agents what it is before they open it.
    private func checkSubjects() {
        for file in files where file.part == .subject && !file.isPartial && !file.text.hasPrefix("Auto: ") {
            reading.report(
                at: SourceLocation(file: file.path, line: 1), length: 1, "the subject does not begin with 'Auto: '")
        }
    }

    /// Every partial exists in the same language and part, and none contains itself.
    private func checkPartials(of file: TemplateFile) {
        for partial in file.partials {
            let known = files.filter { $0.isPartial && $0.language == file.language && $0.part == file.part }.map(
                \.name)
            if !known.contains(partial.name) {
                let wanted = "\(file.language.tag)/partials/\(partial.name).\(file.part.rawValue).mustache"
                reading.report(
                    at: partial.location, length: partial.length,
                    "unknown partial '\(partial.name)': there is no \(wanted)",
                    suggestion: Spelling.question(Spelling.closest(to: partial.name, among: known)))
            } else if file.isPartial, reaches(file, from: partial.name, visited: []) {
                reading.report(
                    at: partial.location, length: partial.length, "the partial '\(file.name)' would contain itself")
            }
        }
    }

    private func reaches(_ target: TemplateFile, from name: String, visited: Set<String>) -> Bool {
        if name == target.name { return true }
        guard !visited.contains(name) else { return false }
        let here = files.filter {
            $0.isPartial && $0.language == target.language && $0.part == target.part
                // A department's own signature stands in for the common one.
                && ($0.name == name || (name == "signature" && $0.name.hasPrefix("signature-")))
        }
        return here.flatMap(\.partials).contains { reaches(target, from: $0.name, visited: visited.union([name])) }
    }
}
