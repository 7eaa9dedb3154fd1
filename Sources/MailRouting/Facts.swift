/// What is known about one message while it is being decided, and what every condition but text means.
///
/// How the conditions say it in words stands in `Condition+Words.swift`, case by case; what they saw, in
/// `Facts+Seen.swift`.
struct Facts {
    let message: Message
    let circumstances: Circumstances
    /// Nil until the priority lines are done.
    var priority: Priority?

    /// Conditions on anything but text.
    ///
    /// Unknown: the author where From has none; a size nobody told; a language that could not be told; a check or a
    /// filter that left no verdict; attachments that have not been read. Known, although absent: every other address
    /// field, and the priority in the header, because a message that asks for nothing asks for normal (RFC 2156
    /// section 5.3.9).
    func verdict(_ condition: Condition) -> Verdict {
        switch condition {
        case .address(let condition): return verdict(condition)
        case .present(let name, let isPresent, _): return Verdict(message.has(name) == isPresent)
        case .mailbox(let accounts, _): return Verdict(accounts.contains(circumstances.mailbox))
        case .headerPriority(let range, _): return Verdict(range.contains(message.headerPriority ?? .normal))
        case .priority(let range, _): return Verdict(priority.map(range.contains))
        case .size(let bound, _): return message.size > 0 ? Verdict(bound.contains(message.size)) : .unknown
        case .language(let languages, _): return Verdict(message.language.map(languages.contains))
        case .automated(let kinds, _): return Verdict(!message.automation.isDisjoint(with: kinds))
        case .authentication(let method, let results, _):
            return Verdict(message.authentication(method, by: circumstances.receivingServer).map(results.contains))
        case .spam(let isSpam, _):
            return Verdict(message.isSpam(by: circumstances.receivingServer).map { $0 == isSpam })
        case .time(let frame, _, _): return Verdict(frame.contains(circumstances.arrivedAt))
        case .knownSender(let isKnown, _): return Verdict(circumstances.isKnownSender.map { $0 == isKnown })
        // Compiled into cases of their own; the router never makes a fact of them.
        case .all, .any, .not, .text, .attachment: return .unknown
        }
    }

    private func verdict(_ condition: AddressCondition) -> Verdict {
        guard let addresses = condition.field.addresses(in: message) else { return .unknown }
        switch condition.part {
        case .address: return Verdict(addresses.contains { condition.values.contains($0.key) })
        case .domain: return Verdict(addresses.contains { condition.values.containsDomain($0.domain[...]) })
        }
    }
}

extension AddressField {
    /// The addresses of the field; nil when they are unknown. A message without an author has one nobody can read.
    func addresses(in message: Message) -> [Address]? {
        switch self {
        case .from: message.from.isEmpty ? nil : message.from
        case .to: message.to
        case .cc: message.cc
        case .recipient: message.recipients
        case .replyTo: message.replyTo
        }
    }
}

extension Verdict {
    /// Nil is unknown.
    init(_ holds: Bool?) { self = holds.map { $0 ? .yes : .no } ?? .unknown }
}

extension Set<String> {
    /// Whether `domain` is one of these or below one.
    func containsDomain(_ domain: Substring) -> Bool {
        var rest = domain
        while !rest.isEmpty {
            if contains(String(rest)) { return true }
            guard let dot = rest.firstIndex(of: ".") else { return false }
            rest = rest[rest.index(after: dot)...]
        }
        return false
    }
}

extension AttachmentCondition {
    /// Whether type and size of `attachment` are as asked; its name is for the patterns to tell.
    func fits(_ attachment: Attachment) -> Bool {
        let isType =
            types.isEmpty || types.contains(attachment.type.description) || types.contains("\(attachment.type.type)/*")
        return isType && size.allSatisfy { $0.contains(attachment.size) }
    }
}
