/// What is known about one message while it is being decided, and what every condition but text means.
///
/// How the conditions say it in words stands in `Condition+Words.swift`, case by case.
struct Facts {
    let message: Message
    let circumstances: Circumstances
    /// Nil until the priority lines are done.
    var priority: Priority?

    /// Conditions on anything but text.
    ///
    /// Unknown: the author's domain and address where From has none; a size nobody told. Known, although absent: the
    /// priority in the header, because a message that asks for nothing asks for normal (RFC 2156 section 5.3.9).
    func verdict(_ condition: Condition) -> Verdict {
        switch condition {
        case .fromDomain(let domains, _, _):
            if message.from.isEmpty { return .unknown }
            return Verdict(message.from.contains { $0.isWithin(domains) })
        case .fromAddress(let addresses, _, _):
            if message.from.isEmpty { return .unknown }
            return Verdict(message.from.contains { addresses.contains($0.key) })
        case .mailbox(let accounts, _): return Verdict(accounts.contains(circumstances.mailbox))
        case .headerPriority(let range, _): return Verdict(range.contains(message.headerPriority ?? .normal))
        case .priority(let range, _): return priority.map { Verdict(range.contains($0)) } ?? .unknown
        case .size(let bound, _):
            if message.size <= 0 { return .unknown }
            switch bound {
            case .over(let octets): return Verdict(message.size > octets)
            case .under(let octets): return Verdict(message.size < octets)
            }
        // Compiled into cases of their own; the router never makes a fact of them.
        case .all, .any, .not, .text: return .unknown
        }
    }

    /// The value a text condition looked at.
    func seen(_ field: TextField) -> String? {
        FieldText.values(of: field, in: message).map { values in shown(values.joined(separator: " | ")) }
    }

    /// The value any other condition looked at.
    func seen(_ condition: Condition) -> String? {
        switch condition {
        case .fromDomain: message.from.isEmpty ? nil : shown(message.from.map(\.domain).joined(separator: ", "))
        case .fromAddress: message.from.isEmpty ? nil : shown(message.from.map(\.spec).joined(separator: ", "))
        case .mailbox: circumstances.mailbox.rawValue
        case .headerPriority: message.headerPriority?.name ?? "none, which is normal"
        case .priority: priority?.name
        case .size: message.size > 0 ? "\(message.size) octets" : nil
        case .all, .any, .not, .text: nil
        }
    }
}

extension Address {
    /// The domain is one of `domains` or a subdomain of one.
    fileprivate func isWithin(_ domains: Set<String>) -> Bool {
        var rest = Substring(domain)
        while !rest.isEmpty {
            if domains.contains(String(rest)) { return true }
            guard let dot = rest.firstIndex(of: ".") else { return false }
            rest = rest[rest.index(after: dot)...]
        }
        return false
    }
}
