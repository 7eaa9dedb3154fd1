import MailRouting

extension Router {
    /// Tries every example beside the rules; throws those that do not reach the line they name.
    func checkExamples() throws(Diagnostics) {
        let now = Instant(milliseconds: 0)
        let findings = ruleSet.examples.compactMap { example -> Diagnostic? in
            // An example that names no mailbox says that it does not matter which.
            let circumstances = Circumstances(
                mailbox: example.mailbox ?? "info", arrivedAt: now, isBacklog: false, now: now)
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
