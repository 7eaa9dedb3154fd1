import MailRouting

/// Priority lines and `also` lines, which combine whatever their order, and what a line acknowledges with.
extension RuleSetDecoder {
    func priorityLine(_ node: YAMLNode) -> PriorityLine? {
        guard let fields = Fields(node, KnownKeys.priorityLine, of: "the priority line", reading) else { return nil }
        let id = id(fields)
        let words = Priority.allCases.reversed().map { ($0.name, $0) }
        let priority = fields.required("is", reading.word("a priority", words))
        let condition = required(conditions(mayAskPriority: false).condition(in: fields), fields)
        guard let id, let priority, let condition else { return nil }
        return PriorityLine(id: id, condition: condition, priority: priority, location: node.location)
    }

    func alsoLine(_ node: YAMLNode) -> AlsoLine? {
        guard let fields = Fields(node, KnownKeys.alsoLine, of: "the also line", reading) else { return nil }
        let id = id(fields)
        let keywords = fields.optional("keyword", reading.list("keywords", minimum: 1, keyword)) ?? []
        let copies = fields.optional("copy", reading.list("departments", minimum: 1, department)) ?? []
        if !fields.has("keyword"), !fields.has("copy"), !fields.hasUnknownKeys {
            reading.report(
                at: node, "the also line does nothing", suggestion: "add 'keyword: NAME' or 'copy: DEPARTMENT'")
        }
        let condition = required(conditions().condition(in: fields), fields)
        guard let id, let condition else { return nil }
        return AlsoLine(id: id, condition: condition, keywords: keywords, copies: copies, location: node.location)
    }

    private func required(_ condition: Condition?, _ fields: Fields) -> Condition? {
        if condition == nil {
            reading.report(at: fields.node, "\(fields.owner) has no condition", suggestion: "add 'when: {...}'")
        }
        return condition
    }

    /// A template, `none`, or choices of which the first that holds counts.
    func acknowledgement(_ node: YAMLNode) -> AcknowledgementRule? {
        switch node.content {
        case .scalar: return template(node).map { AcknowledgementRule(otherwise: $0.sent) }
        case .mapping: return reading.expected("a template, 'none' or a list of choices", node)
        case .sequence(let items): return choices(items, node)
        }
    }

    private func choices(_ items: [YAMLNode], _ node: YAMLNode) -> AcknowledgementRule? {
        var choices: [AcknowledgementRule.Choice] = []
        var otherwise: TemplateName?
        var end: YAMLNode?
        for item in items {
            if let end {
                reading.report(
                    at: item, "no choice can follow 'otherwise'", suggestion: "move it above line \(end.location.line)")
            }
            if item.firstKey(of: ["otherwise"]) != nil {
                end = item
                let fields = Fields(item, KnownKeys.lastChoice, of: "the last choice", reading)
                otherwise = fields?.optional("otherwise", template)?.sent
            } else if let choice = choice(item) {
                choices.append(choice)
            }
        }
        if end == nil {
            reading.report(
                at: node, "the choices lack 'otherwise'", suggestion: "end them with '- otherwise: TEMPLATE' or none")
        }
        return AcknowledgementRule(choices: choices, otherwise: otherwise)
    }

    private func choice(_ node: YAMLNode) -> AcknowledgementRule.Choice? {
        guard let fields = Fields(node, KnownKeys.choice, of: "the choice", reading) else { return nil }
        let condition = fields.required("when") { conditions().whole($0, depth: 1) }
        let template = fields.required("template", template)
        guard let condition, let template else { return nil }
        return AcknowledgementRule.Choice(condition: condition, template: template.sent, location: node.location)
    }
}

extension TemplateName {
    /// Nil for `none`, which no template can be called.
    fileprivate var sent: TemplateName? { self == "none" ? nil : self }
}
