import MailJournal
import MailRehearsal
import MailRouting

/// One message of a simulated week, and what was decided about it.
struct JudgedMessage: Sendable {
    let message: SimulatedMessage
    /// Nil, and so are the others: nothing was decided.
    let department: DepartmentName?
    let priority: Priority?
    /// Nil where it was not to be acknowledged, by the rules or by what the message says of itself. That its thread was
    /// acknowledged before changes nothing here: threads are counted apart.
    let template: TemplateName?
    let language: Language?
    /// When what happened to it.
    let walk: RehearsalTimes.Walk

    init(
        _ message: SimulatedMessage, department: DepartmentName?, priority: Priority?, template: TemplateName?,
        language: Language?, walk: RehearsalTimes.Walk = RehearsalTimes.Walk()
    ) {
        self.message = message
        self.department = department
        self.priority = priority
        self.template = template
        self.language = language
        self.walk = walk
    }

    init(_ message: SimulatedMessage, _ kept: KeptArrival?, _ walk: RehearsalTimes.Walk) {
        let refusal = kept?.decision.refusal
        let isSendable = refusal.map { $0.reason?.isAboutHistory == true } ?? true
        self.init(
            message, department: kept?.decision.department, priority: kept?.decision.priority,
            template: isSendable ? kept?.decision.template : nil, language: kept?.language, walk: walk)
    }

    /// Whether everything was decided as the plan expects.
    var isRight: Bool { Aspect.allCases.allSatisfy { $0.expected(of: self) == $0.actual(of: self) } }

    /// What is compared.
    enum Aspect: String, CaseIterable {
        case department, priority, template, language

        func expected(of judged: JudgedMessage) -> String {
            let mark = judged.message.mark
            return switch self {
            case .department: mark.department.rawValue
            case .priority: mark.priority.name
            case .template: mark.template?.rawValue ?? "none"
            case .language: mark.language.tag
            }
        }

        func actual(of judged: JudgedMessage) -> String {
            guard judged.department != nil else { return "undecided" }
            return switch self {
            case .department: judged.department?.rawValue ?? "undecided"
            case .priority: judged.priority?.name ?? "undecided"
            case .template: judged.template?.rawValue ?? "none"
            // Noise may be in any language, or in none: nobody is answered in it.
            case .language:
                judged.message.mark.template == nil
                    ? judged.message.mark.language.tag : judged.language?.tag ?? "unknown"
            }
        }
    }
}
