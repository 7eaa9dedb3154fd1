import MailRouting
import MailTransport

/// What stands where when the demo is over, read back over IMAP, and whether it is right.
struct DemoReport: Sendable {
    let text: String
    let isFine: Bool

    static func make(_ stage: DemoStage, _ customer: DemoCustomer, isComplete: Bool) async throws -> DemoReport {
        var lines = ["", "What stands in each department's mailbox:", ""]
        var findings: [String] = isComplete ? [] : ["not everything was dealt with in time"]
        var places: [MessageID: [String]] = [:]
        for account in stage.loaded.configuration.accounts {
            let messages = try await customer.read(account.name.rawValue).map(MessageParser.parse(message:))
            lines.append("  \(account.name)/INBOX")
            lines += messages.map { "    \($0.subject ?? "(no subject)")" }
            if messages.isEmpty { lines.append("    (empty)") }
            for message in messages {
                if let id = message.messageID { places[id, default: []].append(account.name.rawValue) }
            }
        }
        let letters = try await customer.read("customer")
        let acknowledgements = letters.map(MessageParser.parse(message:))
        lines += ["", "What the customer got:", ""]
        for message in acknowledgements {
            lines.append("  \(message.subject ?? "(no subject)")")
            lines.append(
                "    from \(message.from.first.map(\.description) ?? "?"), Auto-Submitted: "
                    + (message.values(of: "Auto-Submitted").first ?? "missing"))
        }
        if let letter = letters.first(where: { MessageParser.parse(message: $0).language == .german }) {
            lines += ["", "One of them, as the customer reads it:", ""]
            lines += (MessageParser.text(of: letter) ?? "").split(
                omittingEmptySubsequences: false, whereSeparator: \.isNewline
            )
            .map { "  | \($0)" }
        }
        for (number, letter) in DemoLetter.all.enumerated() {
            let id = MessageID("demo-\(number + 1)@customer.example")
            let found = places[id, default: []]
            if found != [letter.department] {
                findings.append("\"\(letter.subject)\" stands in \(found), it belongs in [\(letter.department)]")
            }
            let answers = acknowledgements.filter { $0.inReplyTo.contains(id) }
            let wanted = letter.acknowledgement == nil ? 0 : 1
            if answers.count != wanted {
                findings.append("\"\(letter.subject)\" was acknowledged \(answers.count) times, not \(wanted)")
            }
            for answer in answers where answer.from.first?.spec != "\(letter.department)@buttons.test" {
                findings.append("\"\(letter.subject)\" was acknowledged from \(answer.from), not \(letter.department)@")
            }
        }
        lines.append("")
        lines.append(
            findings.isEmpty
                ? "Every letter is where it belongs, once; every acknowledgement that was due arrived, once."
                : "WRONG:\n" + findings.map { "  \($0)" }.joined(separator: "\n"))
        return DemoReport(text: lines.joined(separator: "\n"), isFine: findings.isEmpty)
    }
}
