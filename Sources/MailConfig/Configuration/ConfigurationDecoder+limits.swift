import MailRouting

/// `limits:` under `acknowledgements`.
extension ConfigurationDecoder {
    /// How long each kind of record is kept.
    func retention(_ node: YAMLNode) -> Retention? {
        guard let fields = Fields(node, KnownKeys.retention, of: "the retention", reading) else { return nil }
        func interval(_ kind: Retention.Kind, from shortest: Interval) -> Interval {
            fields.optional(kind.rawValue, reading.interval(shortest...Interval.days(3650)))
                ?? Retention.standard.interval(kind)
        }
        return Retention(
            headers: interval(.headers, from: .days(1)), decisions: interval(.decisions, from: .days(1)),
            recipients: interval(.recipients, from: Retention.shortestOfRecipients))
    }

    func acknowledgementLimits(_ node: YAMLNode) -> AcknowledgementLimits? {
        let owner = "the limits of acknowledgements"
        guard let fields = Fields(node, KnownKeys.acknowledgementLimits, of: owner, reading) else { return nil }
        let standard = AcknowledgementLimits()
        let count = reading.integer(1...100_000, "a number of messages")
        let domains = fields.optional("public_domains", reading.list("domains", reading.host)) ?? []
        let limits = AcknowledgementLimits(
            sameSubject: fields.optional("same_subject", count) ?? standard.sameSubject,
            department: fields.optional("department", count) ?? standard.department,
            sender: fields.optional("sender", count) ?? standard.sender,
            domain: fields.optional("domain", count) ?? standard.domain,
            publicDomain: fields.optional("public_domain", count) ?? standard.publicDomain,
            publicDomains: Set(domains.map { $0.lowercased() }))
        check(limits, fields)
        return limits
    }

    /// A wider window with a smaller figure would make the narrower one mean nothing.
    private func check(_ limits: AcknowledgementLimits, _ fields: Fields) {
        let steps: [(String, Int)] = [
            ("same_subject", limits.sameSubject), ("department", limits.department), ("sender", limits.sender),
            ("domain", limits.domain), ("public_domain", limits.publicDomain),
        ]
        for (narrow, wide) in zip(steps, steps.dropFirst()) where narrow.1 > wide.1 {
            guard let node = fields[narrow.0] ?? fields[wide.0] else { continue }
            reading.report(
                at: node, "the limit '\(narrow.0)' of \(narrow.1) is above the limit '\(wide.0)' of \(wide.1)")
        }
    }
}
