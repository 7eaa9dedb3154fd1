import MailRouting

/// The values of one letter in its language, made safe once for all its parts.
struct TemplateFilling {
    let conditions: TemplateConditions
    private let values: [TemplateVariable: String]
    private let escaped: [TemplateVariable: String]

    init(_ values: TemplateValues, in language: Language) {
        var conditions: TemplateConditions = []
        if values.courtesy == .royal { conditions.insert(.royal) }
        if values.priority >= .high { conditions.insert(.urgent) }
        let name = values.customerName.flatMap(TemplateText.personName)
        if name != nil { conditions.insert(.customerName) }
        let subject = TemplateText.line(values.subject ?? "")
        if !subject.isEmpty { conditions.insert(.subject) }
        let department = TemplateText.line(values.sender.displayName ?? "")
        self.conditions = conditions
        self.values = [
            .customerName: name ?? TemplateText.nobody(in: language),
            .subject: subject.isEmpty ? TemplateText.noSubject(in: language) : subject,
            .ticket: TemplateText.line(values.ticketReference),
            .department: department.isEmpty ? TemplateText.title(of: values.department) : department,
            .departmentAddress: TemplateText.line(values.sender.spec, limit: Limits.templateAddressScalars),
            .date: TemplateText.date(values.arrivedAt, offsetFromUTC: values.offsetFromUTC, in: language),
            .priorityWording: TemplateText.wording(of: values.priority, in: language),
        ]
        escaped = self.values.mapValues(TemplateText.escapedForHTML)
    }

    func fill(_ form: TemplateForm, of part: TemplatePart) -> String {
        let values = part == .html ? escaped : values
        return form.filled { values[$0] ?? "" }
    }
}
