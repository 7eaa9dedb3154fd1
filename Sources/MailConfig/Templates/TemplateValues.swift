public import MailRouting

/// What a template may say about the message it answers. Plain values: tags inside them are never interpreted.
public struct TemplateValues: Sendable, Equatable {
    /// The customer's display name; nil gives the neutral salutation.
    public var customerName: String?
    /// The decoded subject of their message; nil or empty when there was none.
    public var subject: String?
    public var ticketReference: String
    /// The department that answers: chooses its signature.
    public var department: DepartmentName
    /// What customers see as the sender: display name and address.
    public var sender: Address
    /// When their message arrived, and how far east of UTC the date is to be read.
    public var arrivedAt: Instant
    public var offsetFromUTC: Interval
    public var priority: Priority
    public var courtesy: Courtesy

    public init(
        customerName: String?, subject: String?, ticketReference: String, department: DepartmentName, sender: Address,
        arrivedAt: Instant, offsetFromUTC: Interval = .seconds(0), priority: Priority, courtesy: Courtesy
    ) {
        self.customerName = customerName
        self.subject = subject
        self.ticketReference = ticketReference
        self.department = department
        self.sender = sender
        self.arrivedAt = arrivedAt
        self.offsetFromUTC = offsetFromUTC
        self.priority = priority
        self.courtesy = courtesy
    }
}

/// A template with its values filled in.
public struct RenderedTemplate: Sendable, Equatable {
    /// One line.
    public let subject: String
    public let text: String
    public let html: String?
}

/// The names a template may use, and what they stand for.
enum TemplateVariable: String, CaseIterable {
    /// Also a condition: whether the name is known.
    case customerName = "customer_name"
    /// Also a condition: whether there was a subject.
    case subject
    case ticket
    case department
    case departmentAddress = "department_address"
    case date
    case priorityWording = "priority_wording"
    /// Conditions only.
    case royal
    case urgent

    var isText: Bool { self != .royal && self != .urgent }
    var isCondition: Bool { [.customerName, .subject, .royal, .urgent].contains(self) }
    static var names: [String] { allCases.map(\.rawValue) }
}

extension TemplateValues {
    /// The values by the names templates use, each made safe by `safe`.
    func context(in language: Language, _ safe: (String) -> String) -> [String: Any] {
        var context: [String: Any] = [:]
        func set(_ variable: TemplateVariable, _ text: String?) {
            let line = text.map { TemplateText.line($0) } ?? ""
            if !line.isEmpty { context[variable.rawValue] = safe(line) }
        }
        set(.customerName, customerName)
        set(.subject, subject)
        set(.ticket, ticketReference)
        set(.department, sender.displayName ?? department.rawValue)
        set(.departmentAddress, sender.spec)
        set(.date, TemplateText.date(arrivedAt, offsetFromUTC: offsetFromUTC, in: language))
        set(.priorityWording, TemplateText.wording(of: priority, in: language))
        context[TemplateVariable.royal.rawValue] = courtesy == .royal
        context[TemplateVariable.urgent.rawValue] = priority >= .high
        return context
    }
}
