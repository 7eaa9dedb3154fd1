/// One output field of a decision, named as cases and reports name it.
///
/// What a test expects and what a difference is made of come from this one list, so a decision cannot change in a way
/// that only one of them sees.
public enum DecisionField: String, CaseIterable, Sendable {
    /// The line that decided the department.
    case rule
    case department
    /// A mailbox other than the department's own.
    case folder
    case priority
    /// The language of the message.
    case language
    case keywords
    /// Other departments that get a copy.
    case copies
    /// The template of the acknowledgement that is sent.
    case acknowledge
    /// The language it is written in.
    case acknowledgeLanguage = "acknowledge-language"
    /// The template the line asks for, whether or not the gate lets it pass.
    case asked
    /// Why the gate lets none pass: a `Refusal.Reason`.
    case refused
}

extension Decision {
    /// What `field` says, as rules write it; empty where it says nothing.
    public func values(of field: DecisionField) -> [String] {
        switch (field, acknowledgement) {
        case (.rule, _): [rule.rawValue]
        case (.department, _): [department.rawValue]
        case (.folder, _): folder.map { [$0.rawValue] } ?? []
        case (.priority, _): [priority.name]
        case (.language, _): language.map { [$0.tag] } ?? []
        case (.keywords, _): keywords.map(\.rawValue)
        case (.copies, _): copies.map(\.rawValue)
        case (.acknowledge, .send(let template, _, _)): [template.rawValue]
        case (.acknowledgeLanguage, .send(_, let language, _)): [language.tag]
        case (.asked, .send(let template, _, _)), (.asked, .refused(let template, _)): [template.rawValue]
        case (.refused, .refused(_, let refusal)): [refusal.reason.rawValue]
        case (.acknowledge, _), (.acknowledgeLanguage, _), (.asked, _), (.refused, _): []
        }
    }
}
