/// Refusals for subjects that automatic mail has, each only together with a second sign.
///
/// A customer may write "Out of office chairs" or "Delivery failed: parcel 4711" and deserves an answer, so the subject
/// alone decides nothing.
extension Message {
    var subjectRefusal: Refusal? {
        guard let subject else { return nil }
        let text = Self.folded(subject)
        guard let kind = Self.phrases.first(in: text.utf8).map(Self.kind) else { return nil }
        // The phrase that comes first in the lists: absences before receipts before failures.
        if kind == .absence, let phrase = Self.absences.first(in: text.utf8), let sign = absenceSign(text) {
            return Self.automaticAnswer(Self.absencePhrases[phrase], sign)
        }
        if kind != .failure, let phrase = Self.receipts.first(in: text.utf8), let sign = answerSign(text) {
            return Self.automaticAnswer(Self.receiptPhrases[phrase], sign)
        }
        if let phrase = Self.failures.first(in: text.utf8), let sign = failureSign {
            let phrase = Self.failurePhrases[phrase]
            return Refusal(.bounceSubject, "the subject has '\(phrase)' and \(sign)", source: "RFC 3834 section 2")
        }
        return nil
    }

    private static func automaticAnswer(_ phrase: String, _ sign: String) -> Refusal {
        Refusal(.outOfOffice, "the subject has '\(phrase)' and \(sign)", source: "RFC 5230 section 4.6")
    }

    /// An absence notice answers something, or is by its form the answer of a program: `Automatic reply: offer`.
    private func absenceSign(_ text: String) -> String? {
        if let sign = answerSign(text) { return sign }
        if messageID == nil { return "there is no Message-ID" }
        let hasForm = Self.absencePhrases.contains { text.hasPrefix("\($0):") || text.hasPrefix("\($0) :") }
        return hasForm ? "its form is a program's" : nil
    }

    /// It answers a message in words of its own. Behind `Re:` stand the words of what is answered: whoever writes back to
    /// an automatic answer, ours for one, is a person.
    private func answerSign(_ text: String) -> String? {
        guard !inReplyTo.isEmpty || !references.isEmpty else { return nil }
        let octets = Array(text.utf8)
        return ReplyPrefix.removed(from: octets).count == octets.count ? "it answers a message" : nil
    }

    /// A failure notice comes from a mail system.
    private var failureSign: String? {
        if messageID == nil { return "there is no Message-ID" }
        var names = senders.map(\.localPart) + senders.compactMap(\.displayName)
        if from.isEmpty { names += values(of: "From") }
        for name in names {
            let words = Self.folded(name).map { $0.isLetter || $0.isNumber ? $0 : " " }
            let text = String(words)
            if let system = Self.systemWords.first(where: text.hasOctets) { return "the sender is a '\(system)'" }
        }
        return nil
    }

    /// The beginning of a subject or name, made comparable: what programs write stands in front.
    static func folded(_ text: String) -> String {
        let isShort = text.utf8.count <= Limits.phraseScalars
        let head = isShort ? text : String(text.unicodeScalars.prefix(Limits.phraseScalars))
        return String(decoding: TextNormalization.normalized(head, .folded), as: UTF8.self)
    }

    private enum Kind { case absence, receipt, failure }

    /// All kinds at once: nearly every subject has none.
    private static let phrases = LiteralSet(absencePhrases + receiptPhrases + failurePhrases)
    private static func kind(_ number: Int) -> Kind {
        if number < absencePhrases.count { return .absence }
        return number < absencePhrases.count + receiptPhrases.count ? .receipt : .failure
    }
    private static let absences = LiteralSet(absencePhrases)
    private static let receipts = LiteralSet(receiptPhrases)
    private static let failures = LiteralSet(failurePhrases)
}
