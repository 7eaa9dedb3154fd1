public import MailRouting

/// The header field that says of a message that it is simulated, and what should become of it.
///
/// It travels with the message, so that a run can be judged by the mailboxes alone, and simulated mail told from real.
public struct SimulationMark: Sendable, Equatable {
    /// The header field that says of a message that it is simulated, and what should become of it.
    public static let fieldName = SimulationField.name

    /// Which week it is of: `normal-2026-W48-7`.
    public let simulation: String
    /// Which message of it.
    public let message: String
    /// From 1, Monday.
    public let day: Int
    public let theme: ThemeName
    /// A kind of the plan, or of noise: `newsletter`.
    public let type: MessageTypeName
    public let department: DepartmentName
    public let priority: Priority
    /// What it is to be acknowledged with. A reply has the template of its thread, which is acknowledged once.
    public let template: TemplateName?
    public let language: Language
    /// The message that began the thread.
    public let thread: String

    /// As the field has it, without a seal.
    var field: SimulationField {
        SimulationField(
            [
                ("id", simulation), ("message", message), ("day", "\(day)"), ("theme", "\(theme)"), ("type", "\(type)"),
                ("department", "\(department)"), ("priority", priority.name),
                ("template", template?.rawValue ?? "none"), ("language", language.tag), ("thread", thread),
            ].map { SimulationField.Part($0.0, $0.1) })
    }

    /// Nil when the value is none of ours. Whether it may be believed, its seal says.
    public init?(_ value: String) {
        guard let found = SimulationField(value), let simulation = found["id"], let message = found["message"],
            let day = found["day"].flatMap(Int.init), let theme = found["theme"], let type = found["type"],
            let department = found["department"], let priority = found["priority"].flatMap(Priority.init(name:)),
            let template = found["template"], let language = found["language"].flatMap(Language.init(rawValue:)),
            let thread = found["thread"]
        else { return nil }
        self.init(
            simulation: simulation, message: message, day: day, theme: ThemeName(theme), type: MessageTypeName(type),
            department: DepartmentName(department), priority: priority,
            template: template == "none" ? nil : TemplateName(template), language: language, thread: thread)
    }

    init(
        simulation: String, message: String, day: Int, theme: ThemeName, type: MessageTypeName,
        department: DepartmentName, priority: Priority, template: TemplateName?, language: Language, thread: String
    ) {
        self.simulation = simulation
        self.message = message
        self.day = day
        self.theme = theme
        self.type = type
        self.department = department
        self.priority = priority
        self.template = template
        self.language = language
        self.thread = thread
    }
}
