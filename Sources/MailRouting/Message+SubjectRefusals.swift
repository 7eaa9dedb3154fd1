/// Refusals for subjects that automatic mail has, each only together with a second sign.
///
/// A customer may write "Out of office chairs" or "Delivery failed: parcel 4711" and deserves an answer, so the subject
/// alone decides nothing.
extension Message {
    var subjectRefusal: Refusal? {
        guard let subject else { return nil }
        let text = Self.folded(subject)
        guard Self.phrases.occurs(in: text.utf8) else { return nil }
        if let phrase = Self.absences.first(in: text.utf8), let sign = absenceSign(text) {
            let phrase = Self.absencePhrases[phrase]
            return Refusal(.outOfOffice, "the subject has '\(phrase)' and \(sign)", source: "RFC 5230 section 4.6")
        }
        if let phrase = Self.failures.first(in: text.utf8), let sign = failureSign {
            let phrase = Self.failurePhrases[phrase]
            return Refusal(.bounceSubject, "the subject has '\(phrase)' and \(sign)", source: "RFC 3834 section 2")
        }
        return nil
    }

    /// An absence notice answers something, or is by its form the answer of a program: `Automatic reply: offer`.
    private func absenceSign(_ text: String) -> String? {
        if !inReplyTo.isEmpty || !references.isEmpty { return "it answers a message" }
        if messageID == nil { return "there is no Message-ID" }
        let hasForm = Self.absencePhrases.contains { text.hasPrefix("\($0):") || text.hasPrefix("\($0) :") }
        return hasForm ? "its form is a program's" : nil
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
        let head = String(text.unicodeScalars.prefix(Limits.phraseScalars))
        return String(decoding: TextNormalization.normalized(head, .folded), as: UTF8.self)
    }

    /// Both kinds at once: nearly every subject has none.
    private static let phrases = LiteralSet((absencePhrases + failurePhrases))
    private static let absences = LiteralSet(absencePhrases)
    private static let failures = LiteralSet(failurePhrases)

    private static let systemWords = [
        "mail delivery", "delivery system", "delivery subsystem", "delivery service", "mailer", "daemon", "postmaster",
        "administrator", "mail service", "mail system", "mailsystem", "mail server", "mailserver", "mail gateway",
        "smtp", "bounce", "ndr", "autorespon", "internet mail",
    ]

    /// German, English, French, Spanish, Italian, Portuguese, Dutch, Scandinavian, Finnish, Polish, Czech, Hungarian,
    /// Turkish, Russian, Chinese, Japanese; folded as subjects are.
    private static let absencePhrases = [
        "out of office", "out of the office", "out-of-office", "automatic reply", "automatic response", "auto reply",
        "auto-reply", "autoreply", "auto response", "auto-response", "autoresponse", "automated reply",
        "automated response", "auto:", "vacation reply", "vacation notice", "on vacation", "away from office",
        "away from the office", "away from my mail", "away from my email", "automatische antwort",
        "automatische rueckantwort", "automatische abwesenheit", "abwesenheitsnotiz", "abwesenheitsnachricht",
        "abwesenheitsmeldung", "abwesenheitsassistent", "abwesenheitsbenachrichtigung", "abwesenheit", "abwesend",
        "nicht im buero", "bin im urlaub", "reponse automatique", "réponse automatique", "absence du bureau",
        "absent du bureau", "respuesta automatica", "respuesta automática", "fuera de la oficina",
        "risposta automatica",
        "fuori ufficio", "assente dall'ufficio", "resposta automatica", "resposta automática", "fora do escritório",
        "automatisch antwoord", "niet aanwezig", "afwezig", "autosvar", "automatiskt svar", "automatisk svar",
        "frånvaro", "fravær", "automaattinen vastaus", "poissaoloviesti", "odpowiedź automatyczna",
        "automatyczna odpowiedź", "automatická odpověď", "automatikus válasz", "otomatik yanıt", "otomatik yanit",
        "автоответ", "автоматический ответ", "自动回复", "自動回覆", "自動応答", "自動返信", "不在通知",
    ].map { String(decoding: TextNormalization.normalized($0, .folded), as: UTF8.self) }

    private static let failurePhrases = [
        "undeliver", "undelivered", "mail delivery", "message delivery", "email delivery", "delivery failure",
        "delivery failed", "delivery has failed", "delivery status", "delivery notification", "delivery problem",
        "delivery error", "error during delivery", "delivery report", "delivery delayed", "delivery warning",
        "failure delivery", "failure notice", "failed delivery", "returned mail", "returned message", "mail returned",
        "returning message to sender", "returned to sender", "returning to sender", "could not be delivered",
        "couldn't be delivered", "cannot be delivered", "can't be delivered", "not been delivered", "not delivered",
        "non-delivery", "nondeliverable", "non delivery", "delayed mail", "mail failed", "mail system error",
        "user unknown", "nameserver error", "mail error", "unzustellbar", "nicht zugestellt", "nicht zustellbar",
        "zustellung fehlgeschlagen", "zustellfehler", "fehler bei der zustellung", "konnte nicht uebermittelt",
        "non remis", "échec de la remise", "échec de remise", "no se puede entregar", "no entregado",
        "no se pudo entregar",
        "mancata consegna", "messaggio non recapitato", "não entregue", "onbestelbaar", "niet bezorgd",
        "kan inte levereras", "nie dostarczono", "kunne ikke leveres", "не доставлено", "退信", "配信不能",
    ].map { String(decoding: TextNormalization.normalized($0, .folded), as: UTF8.self) }
}
