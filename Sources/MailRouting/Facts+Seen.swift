/// What conditions looked at, shortened and safe to print; nil where there was nothing to see.
extension Facts {
    func seen(_ field: TextField) -> String? {
        FieldText.values(of: field, in: message).map { values in shown(values.joined(separator: " | ")) }
    }

    func seen(_ condition: Condition) -> String? {
        switch condition {
        case .address(let condition):
            condition.field.addresses(in: message).map { addresses in
                let parts = addresses.map { condition.part == .domain ? $0.domain : $0.spec }
                return parts.isEmpty ? "none" : shown(parts.joined(separator: ", "))
            }
        case .present(let name, _, _): message.values(of: name).first.map { shown($0) }
        case .attachment: message.body.map { shown($0.attachments.map(\.words).joined(separator: " | ")) }
        case .mailbox: circumstances.mailbox.rawValue
        case .headerPriority: message.headerPriority?.name ?? "none, which is normal"
        case .priority: priority?.name
        case .size: message.size > 0 ? "\(message.size) octets" : nil
        case .language: message.language?.tag
        case .automated: message.automation.sorted().map(\.rawValue).joined(separator: ", ")
        case .authentication(let method, _, _):
            message.authentication(method, by: circumstances.receivingServer)?.rawValue
        case .spam:
            circumstances.receivingServer.spamField.flatMap { message.values(of: $0).first }.map { shown($0) }
        case .time(let frame, _, _): frame.zone.words(circumstances.arrivedAt)
        case .knownSender: circumstances.isKnownSender.map { $0 ? "answered before" : "never answered" }
        case .all, .any, .not, .text: nil
        }
    }
}

extension Attachment {
    fileprivate var words: String { "\(name ?? "no name") (\(type), \(size) octets)" }
}

extension Zone {
    /// `Mon 2026-11-23 09:05 Europe/Berlin`
    fileprivate func words(_ instant: Instant) -> String {
        let (date, minute) = local(instant)
        return "\(date.weekday.name.prefix(3).capitalized) \(date) \(minute.asTimeOfDay) \(name)"
    }
}
