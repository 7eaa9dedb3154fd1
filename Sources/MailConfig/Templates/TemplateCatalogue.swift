public import MailRouting

/// The acknowledgement templates of a folder, checked and ready: for every name a subject and a text, and HTML and
/// attachments where there are any, in both languages.
///
/// `<language>/partials/signature-<department>.<part>.mustache` stands in for `signature` in the
/// letters of that department.
public struct TemplateCatalogue: Sendable {
    public let names: Set<TemplateName>
    private let forms: TemplateForms
    private let attachments: [Language: [TemplateName: [TemplateAttachment]]]

    /// - Throws: every mistake in every file, with its place.
    public static func load(folder: String) throws(Diagnostics) -> TemplateCatalogue {
        let reading = Reading()
        let files = TemplateFiles(folder: folder, reading: reading)
        TemplateChecks(files: files.all, reading: reading).run()
        // What our own checks refuse the library need not complain about a second time.
        return try reading.finish(reading.count == 0 ? TemplateCatalogue(files, reading) : nil)
    }

    /// Whether there is a letter of that name, in both languages.
    public func contains(_ name: TemplateName) -> Bool { names.contains(name) }

    /// The letter `name` in `language` with `values`.
    public func render(
        _ name: TemplateName, in language: Language, values: TemplateValues
    ) throws(UnknownTemplate) -> RenderedTemplate {
        let filling = TemplateFilling(values, in: language)
        func rendered(_ part: TemplatePart) -> String? {
            forms.form(name, part, language, values.department, when: filling.conditions)
                .map { filling.fill($0, of: part) }
        }
        guard names.contains(name), let subject = rendered(.subject), let text = rendered(.text) else {
            throw UnknownTemplate(name: name)
        }
        let line = TemplateText.line(subject, limit: Limits.letterSubjectScalars)
        return RenderedTemplate(subject: line, text: text, html: rendered(.html))
    }

    /// Whether the letters of that name have an HTML part beside the text.
    public func hasHTML(_ name: TemplateName) -> Bool { forms.hasHTML(name) }

    /// What goes along with the letter `name` in `language`, by file name.
    public func attachments(of name: TemplateName, in language: Language) -> [TemplateAttachment] {
        attachments[language]?[name] ?? []
    }

    private init(_ files: TemplateFiles, _ reading: Reading) {
        names = Set(files.all.filter { !$0.isPartial }.map { TemplateName($0.name) })
        forms = TemplateForms(files.all, reading)
        attachments = files.attachments
    }
}

/// A template was asked for that the catalogue does not hold. The rules are checked against its names when they are
/// read, so this is a defect of ours.
public struct UnknownTemplate: Error, Equatable, CustomStringConvertible {
    public let name: TemplateName
    public init(name: TemplateName) { self.name = name }
    public var description: String { "there is no template '\(name)'" }
}
