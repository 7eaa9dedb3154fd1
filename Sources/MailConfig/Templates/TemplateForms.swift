import MailRouting
import Mustache
import Synchronization

/// The compiled templates of a catalogue and the forms they have taken so far.
///
/// A form is made when it is first asked for and kept: there are at most sixteen for each template, part, language and
/// department with a signature of its own. Shared by whoever writes letters, so behind a lock.
final class TemplateForms: Sendable {
    struct Place: Hashable, Sendable {
        let language: Language
        let part: TemplatePart
        /// Nil for the departments without a signature of their own.
        let department: DepartmentName?
    }

    private struct Key: Hashable {
        let name: TemplateName
        let place: Place
        let conditions: TemplateConditions
    }

    private let libraries: [Place: MustacheLibrary]
    private let forms = Mutex<[Key: TemplateForm]>([:])

    /// One library for each language, part and department with a signature of its own.
    init(_ files: [TemplateFile], _ reading: Reading) {
        var libraries: [Place: MustacheLibrary] = [:]
        let prefix = "signature-"
        let departments = Set(
            files.filter { $0.isPartial && $0.name.hasPrefix(prefix) }
                .map { DepartmentName(String($0.name.dropFirst(prefix.count))) })
        for file in files {
            guard let template = Self.compiled(file, reading) else { continue }
            for department in [nil] + departments.map(Optional.some) {
                let place = Place(language: file.language, part: file.part, department: department)
                var library = libraries[place] ?? MustacheLibrary()
                if let department, file.isPartial, file.name == prefix + department.rawValue {
                    library.register(template, named: "signature")
                } else if !(file.isPartial && file.name == "signature"
                    && library.getTemplate(named: "signature") != nil)
                {
                    library.register(template, named: file.isPartial ? file.name : Self.letter(file.name))
                }
                libraries[place] = library
            }
        }
        self.libraries = libraries
    }

    /// The form of one part of a letter; nil when it has no such part.
    func form(
        _ name: TemplateName, _ part: TemplatePart, _ language: Language, _ department: DepartmentName,
        when conditions: TemplateConditions
    ) -> TemplateForm? {
        let own = Place(language: language, part: part, department: department)
        let place = libraries[own] == nil ? Place(language: language, part: part, department: nil) : own
        guard let library = libraries[place], let template = library.getTemplate(named: Self.letter(name.rawValue))
        else { return nil }
        let key = Key(name: name, place: place, conditions: conditions)
        return forms.withLock { forms in
            if let form = forms[key] { return form }
            let form = TemplateForm(template, library, when: conditions)
            forms[key] = form
            return form
        }
    }

    /// Whether letters of that name have an HTML part; they have it in both languages or in none.
    func hasHTML(_ name: TemplateName) -> Bool {
        libraries[Place(language: .german, part: .html, department: nil)]?
            .getTemplate(named: Self.letter(name.rawValue)) != nil
    }

    /// Letters and partials have names of their own each, so that a partial may be called like a letter.
    private static func letter(_ name: String) -> String { "letter \(name)" }

    /// As text: values are put in and escaped by us (see `TemplateFilling`).
    private static func compiled(_ file: TemplateFile, _ reading: Reading) -> MustacheTemplate? {
        do {
            return try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}\n" + file.text)
        } catch let fault as MustacheTemplate.ParserError {
            // Our own pragma is the first line, so theirs count one less.
            let line = max(1, fault.context.lineNumber - 1)
            let place = SourceLocation(file: file.path, line: line, column: max(1, fault.context.columnNumber))
            reading.report(at: place, length: 1, "cannot read this template: \(fault.error)")
        } catch {
            reading.report(
                at: SourceLocation(file: file.path, line: 1), length: 1, "cannot read this template: \(error)")
        }
        return nil
    }
}
