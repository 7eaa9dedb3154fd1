public import MailRouting
import Mustache

/// The acknowledgement templates of a folder, checked and ready: for every name a subject and a text, and HTML where
/// there is any, in both languages.
///
/// `<language>/partials/signature-<department>.<part>.mustache` stands in for `signature` in the
/// letters of that department.
public struct TemplateCatalogue: Sendable {
    public let names: Set<TemplateName>
    private var libraries: [Place: MustacheLibrary] = [:]

    private struct Place: Hashable {
        let language: Language
        let part: TemplatePart
        /// Nil for the departments without a signature of their own.
        let department: DepartmentName?
    }

    /// - Throws: every mistake in every file, with its place.
    public static func load(folder: String) throws(Diagnostics) -> TemplateCatalogue {
        let reading = Reading()
        let files = TemplateFiles(folder: folder, reading: reading).all
        TemplateChecks(files: files, reading: reading).run()
        // What our own checks refuse the library need not complain about a second time.
        return try reading.finish(reading.count == 0 ? TemplateCatalogue(files, reading) : nil)
    }

    /// Whether there is a letter of that name, in both languages.
    public func contains(_ name: TemplateName) -> Bool { names.contains(name) }

    /// The letter `name` in `language` with `values`.
    public func render(
        _ name: TemplateName, in language: Language, values: TemplateValues
    ) throws(UnknownTemplate) -> RenderedTemplate {
        func rendered(_ part: TemplatePart) -> String? {
            let own = libraries[Place(language: language, part: part, department: values.department)]
            let library = own ?? libraries[Place(language: language, part: part, department: nil)]
            guard let template = library?.getTemplate(named: Self.letter(name.rawValue)) else { return nil }
            let context = values.context(in: language) { part == .html ? TemplateText.escapedForHTML($0) : $0 }
            return template.render(context, library: library)
        }
        guard names.contains(name), let subject = rendered(.subject), let text = rendered(.text) else {
            throw UnknownTemplate(name: name)
        }
        let line = TemplateText.line(subject, limit: Limits.letterSubjectScalars)
        return RenderedTemplate(subject: line, text: text, html: rendered(.html))
    }

    /// One library for each language, part and department with a signature of its own.
    private init(_ files: [TemplateFile], _ reading: Reading) {
        names = Set(files.filter { !$0.isPartial }.map { TemplateName($0.name) })
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
    }

    /// Letters and partials have names of their own each, so that a partial may be called like a letter.
    private static func letter(_ name: String) -> String { "letter \(name)" }

    /// As text: values are escaped by us before they go in (see `TemplateText.escapedForHTML`).
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

/// A template was asked for that the catalogue does not hold. The rules are checked against its names when they are
/// read, so this is a defect of ours.
public struct UnknownTemplate: Error, Equatable, CustomStringConvertible {
    public let name: TemplateName
    public init(name: TemplateName) { self.name = name }
    public var description: String { "there is no template '\(name)'" }
}
