import MailRouting

extension RuleExample {
    /// How its mail arrives. What an example does not say does not matter to it.
    func routing(by router: Router) -> OfflineRouting {
        let arrival = arrivedAt ?? Instant(milliseconds: 0)
        return OfflineRouting(
            router: router, mailbox: mailbox ?? "info", now: arrival, fallback: arrival, arrived: arrival,
            isKnownSender: isKnownSender)
    }
}

extension Router {
    /// Tries every example beside the rules; throws those that do not reach the line they name.
    func checkExamples() throws(Diagnostics) {
        let findings = ruleSet.examples.compactMap { example -> Diagnostic? in
            let circumstances = example.routing(by: self).circumstances(of: example.message)
            let decision = decide(example.message, circumstances)
            guard decision.rule != example.expected else { return nil }
            return Diagnostic(
                at: example.location,
                "this example gives \(decision.rule) (\(decision.ruleLocation.short)), not "
                    + "\(example.expected)",
                suggestion: "change the rules or the example")
        }
        if !findings.isEmpty { throw Diagnostics(findings) }
    }
}
