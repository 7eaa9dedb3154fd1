import MailRouting

/// Conditions on attachments: how many there are of a kind.
extension ConditionDecoder {
    func attachment(_ node: YAMLNode) -> Condition? {
        guard let fields = Fields(node, KnownKeys.attachment, of: "the attachment", reading) else { return nil }
        guard !fields.entries.isEmpty else {
            reading.report(at: node, "the attachment says nothing", suggestion: "such as {present: true}")
            return nil
        }
        let name = fields.optional("name", fileName)
        let types = fields.optional("type", reading.list("media types", minimum: 1, reading.mediaRange)) ?? []
        let size = fields.optional("size") {
            bounds($0, "the size", such: "20MB", reading.size(0...2_000_000_000))
        }
        let count = fields.optional("count") {
            bounds($0, "the count", such: "2", reading.integer(0...10_000, "a number"))
        }
        if let key = fields.keyNode("count"), fields.has("present") || fields.has("absent") {
            reading.report(at: key, "'count' beside 'present' or 'absent'", suggestion: "keep one of them")
        }
        let isPresent = isPresent(fields) ?? true
        return .attachment(
            AttachmentCondition(
                name: name, types: Set(types), size: size ?? [], count: count ?? [isPresent ? .over(0) : .under(1)],
                location: node.location))
    }

    /// One comparison: an attachment has one name, and the count needs one answer for each.
    private func fileName(_ node: YAMLNode) -> TextCondition? {
        switch text(TextSubject(key: "name", field: .attachmentName), node) {
        case .text(let condition): return condition
        case .any(let parts):
            let texts = parts.compactMap { if case .text(let text) = $0 { text } else { nil } }
            return texts.first.map { first in
                TextCondition(
                    field: first.field, match: first.match, terms: texts.flatMap(\.terms), list: nil,
                    location: node.location)
            }
        case .all:
            reading.report(
                at: node, "a file name is compared with one operator",
                suggestion: "'regex' can say several things at once")
            return nil
        default: return nil
        }
    }
}
