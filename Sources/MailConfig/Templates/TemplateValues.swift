public import MailRouting

/// What a template may say about the message it answers. Plain values: tags inside them are never interpreted.
public struct TemplateValues: Sendable, Equatable {
    /// The customer's display name; the neutral salutation when it is nil or nothing a person would be called by.
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
    var isCondition: Bool { condition != nil }
    static var names: [String] { allCases.map(\.rawValue) }

    /// What a section of that name asks; nil for what always has a value.
    var condition: TemplateConditions? {
        switch self {
        case .customerName: .customerName
        case .subject: .subject
        case .royal: .royal
        case .urgent: .urgent
        case .ticket, .department, .departmentAddress, .date, .priorityWording: nil
        }
    }
}
