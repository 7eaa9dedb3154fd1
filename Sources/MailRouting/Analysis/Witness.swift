/// A message that fulfils all a line asks for and never reaches it: the router has been asked.
public struct Witness: Sendable, Equatable {
    public let message: Message
    public let circumstances: Circumstances
    /// The line that takes it.
    public let takenBy: RuleID
}

extension Witness {
    /// As an entry of `examples:`, `{mail: {subject: "Mahnung"}, gives: finance.dunning}`. What examples have no words
    /// for is left out.
    public var example: String {
        var parts: [(String, String)] = []
        if let subject = message.subject { parts.append(("subject", quoted(subject))) }
        for (key, addresses) in [
            ("from", message.from), ("to", message.to), ("cc", message.cc), ("reply-to", message.replyTo),
        ] where !addresses.isEmpty {
            parts.append((key, flow(addresses.map { quoted($0.description) })))
        }
        for field in message.headerFields where !["subject", "to", "cc", "reply-to"].contains(field.name.lowercased()) {
            parts.append(("header.\(field.name)", quoted(field.value)))
        }
        if let text = message.body?.text { parts.append(("body", quoted(text))) }
        if let attachments = message.body?.attachments, !attachments.isEmpty {
            parts.append(("attachments", "[\(attachments.map(Self.words).joined(separator: ", "))]"))
        }
        parts += facts
        let mail = parts.map { "\($0): \($1)" }.joined(separator: ", ")
        return "{mail: {\(mail)}, gives: \(takenBy)}"
    }

    private var facts: [(String, String)] {
        var parts: [(String, String)] = []
        if circumstances.mailbox != "info" { parts.append(("mailbox", quoted(circumstances.mailbox.rawValue))) }
        if circumstances.arrivedAt != MessageSketch.usualArrival {
            let minutes = Int(circumstances.arrivedAt.milliseconds / 60_000)
            let (day, minute) = (minutes / 1440, minutes % 1440)
            parts.append(("arrived", "\(CivilDate(day: day))T\(minute.asTimeOfDay)Z"))
        }
        if let priority = message.headerPriority { parts.append(("header-priority", priority.name)) }
        if message.size > 0 { parts.append(("size", "\(message.size)")) }
        if let language = message.language { parts.append(("language", language.tag)) }
        if let isKnown = circumstances.isKnownSender { parts.append(("known-sender", "\(isKnown)")) }
        return parts
    }

    private static func words(_ attachment: Attachment) -> String {
        let name = attachment.name.map { "name: \(quoted($0)), " } ?? ""
        return "{\(name)type: \(attachment.type), size: \(attachment.size)}"
    }

    private func flow(_ items: [String]) -> String {
        items.count == 1 ? items[0] : "[\(items.joined(separator: ", "))]"
    }
}

/// A double-quoted scalar (YAML 1.2 section 7.3.1).
private func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar -> String in
        switch scalar {
        case "\"", "\\": return "\\\(scalar)"
        case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{200E}", "\u{200F}", "\u{2028}"..."\u{202E}",
            "\u{2066}"..."\u{2069}":
            let digits = String(scalar.value, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: return String(Character(scalar))
        }
    }
    return "\"\(escaped.joined())\""
}
