extension AutoResponseGuard.Ruling {
    /// What an explanation shows of it: every refusal that was lifted, then what is left.
    func steps(for template: TemplateName) -> [Explanation.Step] {
        switch self {
        case .answer(let address, let lifted):
            lifted.map {
                Explanation.Step(gate: $0.refusal.reason.rawValue, .yes, "lifted by \($0.entry): \($0.refusal)")
            }
                + [Explanation.Step(gate: "send", .yes, "acknowledge \(template) to \(shown(address.spec))")]
        case .refuse(let refusal, let doubt):
            [
                Explanation.Step(
                    gate: refusal.reason.rawValue, .no,
                    "no acknowledgement: \(refusal)"
                        + (doubt.map { "; the \($0.entry) does not lift it: \($0.objection)" } ?? ""))
            ]
        }
    }
}

extension TrustEntry: CustomStringConvertible {
    /// `trust entry orders@customer.example (their shop reads answers, until 2027-03-31)`
    public var description: String {
        "trust entry \(shown(sender.spec)) (\(shown(reason)), until \(lastDay), \(method.rawValue))"
    }
}

extension Explanation.Step {
    fileprivate init(gate name: String, _ verdict: Verdict, _ effect: String) {
        self.init(kind: .gate, name: name, location: nil, verdict: verdict, condition: nil, effect: effect)
    }
}
