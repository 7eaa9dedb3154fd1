import MailRouting

/// Senders whose programs may be answered: `acknowledgements: trust:`.
extension ConfigurationDecoder {
    /// Whoever writes a star means a pattern, and would trust people nobody named.
    private func exactAddress(_ node: YAMLNode) -> Address? {
        guard let address = reading.address(node) else { return nil }
        guard !address.localPart.contains(where: { "*?%".contains($0) }) else {
            return reading.expected("one exact address", node, suggestion: "write an entry for each sender")
        }
        return address
    }

    func trustEntries(_ node: YAMLNode) -> [TrustEntry] {
        let items = reading.items("trust entries")(node)
        if items.count > Limits.trustEntries {
            reading.report(
                at: node, "there are \(items.count) trust entries; at most \(Limits.trustEntries) are read",
                suggestion: "trust is for single senders; change the rules where many programs write")
        }
        var known: [String: SourceLocation] = [:]
        return items.prefix(Limits.trustEntries).compactMap { item in
            guard let fields = Fields(item, KnownKeys.trustEntry, of: "a trust entry", reading) else { return nil }
            let sender = fields.required("sender", hint: "the exact address in From", exactAddress)
            let reason = fields.required("reason", hint: "say why its programs may be answered", reading.text)
            let until = fields.required("until", hint: "the last day it holds, such as 2027-03-31", reading.date)
            let method =
                fields.optional("authentication", reading.word("a check of the sender", SenderCheck.self)) ?? .dmarc
            guard let sender, let reason, let until else { return nil }
            if let first = known.updateValue(item.location, forKey: sender.key) {
                reading.report(
                    at: fields["sender"] ?? item, "\(sender.spec) is trusted twice, first at \(first.short)",
                    suggestion: "keep one of the entries")
            }
            return TrustEntry(sender: sender, reason: reason, lastDay: until, method: method)
        }
    }
}
