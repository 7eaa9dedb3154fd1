import MailRehearsal
import MailRouting

/// What is written: kinds of messages, their letters, and themes.
extension SimulationDecoder {
    func messageType(_ key: YAMLNode, _ node: YAMLNode, _ names: SimulationNames) -> MessageType? {
        let name = key.spelling ?? ""
        let owner = "the kind of message '\(name)'"
        guard let fields = Fields(node, KnownKeys.messageType, of: owner, anchor: key, reading) else { return nil }
        let accounts = fields.required("to", reading.list("accounts", minimum: 1, reading.name))
        let outcome = fields.required("expect", outcome)
        let letters = fields.required("letters") { node -> [LetterTemplate]? in
            guard case .sequence(let items) = node.content, !items.isEmpty else {
                return reading.expected("a list of letters", node, found: node.kind == "a list" ? "an empty list" : nil)
            }
            return items.compactMap { letter($0, names) }
        }
        guard let accounts, let outcome, let letters, !letters.isEmpty else { return nil }
        return MessageType(
            name: MessageTypeName(name), accounts: accounts.map { AccountName($0) }, expectation: outcome,
            letters: letters)
    }

    private func outcome(_ node: YAMLNode) -> ExpectedOutcome? {
        guard let fields = Fields(node, KnownKeys.messageOutcome, of: "the outcome", reading) else { return nil }
        let department = fields.required("department", reading.name)
        let priority = fields.required("priority", priority)
        let template = fields.required("template", reading.name)
        guard let department, let priority, let template else { return nil }
        return ExpectedOutcome(
            department: DepartmentName(department), priority: priority,
            template: template == "none" ? nil : TemplateName(template))
    }

    private func letter(_ node: YAMLNode, _ names: SimulationNames) -> LetterTemplate? {
        guard let fields = Fields(node, KnownKeys.letter, of: "the letter", reading) else { return nil }
        let language = fields.required("language", reading.word("a language", Language.self))
        let subject = fields.required("subject") { names.template($0, reading) }
        let text = fields.required("text") { names.template($0, reading) }
        let attachment = fields.optional("attach", reading.word("a file", SampleFile.self))
        guard let language, let subject, let text else { return nil }
        return LetterTemplate(language: language, subject: subject, text: text, attachment: attachment)
    }

    func theme(_ key: YAMLNode, _ node: YAMLNode, _ names: SimulationNames) -> Theme? {
        let name = key.spelling ?? ""
        guard let fields = Fields(node, KnownKeys.theme, of: "theme '\(name)'", anchor: key, reading) else {
            return nil
        }
        let percent = reading.integer(0...1000, "a percentage")
        var types: [MessageTypeName: Int] = [:]
        for entry in entries(fields["types"]) {
            let value = percent(entry.value)
            if let kind = names.kind(entry.key, reading), let value { types[kind] = value }
        }
        var days: [Weekday: Int] = [:]
        if let node = fields["days"], let fields = Fields(node, KnownKeys.themeDays, of: "the days", reading) {
            for day in Weekday.allCases { days[day] = fields.optional(day.name, percent) }
        }
        let stories = fields["stories"].map { reading.items("stories")($0).compactMap { story($0, names) } } ?? []
        return Theme(
            name: ThemeName(name), everything: fields.optional("everything", percent) ?? 100, types: types, days: days,
            stories: stories)
    }

    private func story(_ node: YAMLNode, _ names: SimulationNames) -> Story? {
        guard let fields = Fields(node, KnownKeys.story, of: "the story", reading) else { return nil }
        let kind = fields.required("message") { names.kind($0, reading) }
        var last: Weekday?
        let chapters = fields.required("days") { node -> [Story.Chapter]? in
            guard case .sequence(let items) = node.content, !items.isEmpty else {
                return reading.expected(
                    "a list of chapters", node, found: node.kind == "a list" ? "an empty list" : nil)
            }
            return items.compactMap { item in
                guard let fields = Fields(item, KnownKeys.chapter, of: "the chapter", reading) else { return nil }
                let day = fields.required("day", reading.word("a day", Weekday.allCases.map { ($0.name, $0) }))
                if let day, let before = last, day <= before, let place = fields["day"] {
                    reading.report(
                        at: place, "\(day.name) comes before \(before.name), or is the same day",
                        suggestion: "chapters stand in the order of the week, one a day")
                }
                last = day ?? last
                let german = fields.required("de", reading.text)
                let english = fields.required("en", reading.text)
                guard let day, let german, let english else { return nil }
                return Story.Chapter(day: day, german: german, english: english)
            }
        }
        guard let kind, let chapters, !chapters.isEmpty else { return nil }
        return Story(type: kind, chapters: chapters)
    }
}
