import CLanguage
import MailRouting

/// Tells German from English, or says nothing.
///
/// Text full of the words of one of the two and with none of the other's is told by them, which is most mail and costs
/// next to nothing. Else text long enough for CLD2 decides. Short text, mostly a subject alone, goes by its function words and letters. The
/// Content-Language field (RFC 3282) breaks the tie: mail programs fill it with the language of their menus, so it is
/// believed only where the text does not say otherwise.
enum LanguageDetector {
    /// Below this many bytes of letters CLD2's answer is chance.
    private static let reliableLetters = 60
    /// CLD2's share of the text below which a foreign language is taken for a quotation or a signature.
    private static let foreignPercent = 80

    static func language(of message: Message, preview: TextPreview?) -> Language? {
        if let preview, !preview.isHTML,
            let language = DecisiveWords.language(of: message.subject ?? "", preview.bytes)
        {
            return language
        }
        var text = message.subject ?? ""
        if let preview { text += "\n" + preview.text }
        switch detect(text, isHTML: preview?.isHTML ?? false) {
        case .sure(let language): return language
        case .likely(let language): return language
        case .unknown: return declared(message)
        }
    }

    private enum Answer {
        /// Told by CLD2; nil is a language we do not write.
        case sure(Language?)
        case likely(Language)
        case unknown
    }

    private static func detect(_ text: String, isHTML: Bool) -> Answer {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty else { return .unknown }
        if bytes.count >= reliableLetters {
            let guess = clanguage_detect(bytes, bytes.count, isHTML)
            if guess.is_reliable, Int(guess.letters) >= reliableLetters {
                let code = withUnsafeBytes(of: guess.code) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
                if let language = Language(rawValue: code) { return .sure(language) }
                if Int(guess.percent) >= foreignPercent { return .sure(nil) }
            }
        }
        return FunctionWords.language(of: text).map(Answer.likely) ?? .unknown
    }

    /// The first language of Content-Language, by its primary subtag (RFC 5646 section 2.2.1).
    private static func declared(_ message: Message) -> Language? {
        guard let value = message.values(of: "Content-Language").first,
            let tag = value.split(whereSeparator: { $0 == "," || $0 == ";" || $0 == " " }).first
        else { return nil }
        return Language(rawValue: tag.prefix { $0 != "-" && $0 != "_" }.lowercased())
    }
}

/// The words that a subject of a few words still has, and no other language of the two shares.
enum FunctionWords {
    /// Nil when neither language leads.
    static func language(of text: String) -> Language? {
        var german = 0
        var english = 0
        for scalar in text.unicodeScalars.prefix(limit) where "äöüÄÖÜß".unicodeScalars.contains(scalar) { german += 1 }
        let words = text.prefix(limit).lowercased().split { !$0.isLetter }
        for word in words {
            if Self.german.contains(String(word)) { german += 2 }
            if Self.english.contains(String(word)) { english += 2 }
        }
        if german == english { return nil }
        return german > english ? .german : .english
    }

    private static let limit = 512
    private static let german: Set<String> = [
        "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "und", "oder", "für",
        "fuer",
        "mit", "von", "vom", "zu", "zum", "zur", "bei", "auf", "aus", "nach", "über", "ueber", "ist", "sind", "nicht",
        "kein", "keine", "bitte", "ihr", "ihre", "ihren", "ihrer", "unser", "unsere", "unserer", "wir", "sie", "ich",
        "wegen", "zwei", "drei", "heute", "morgen", "anfrage", "angebot", "bestellung", "auftrag", "lieferung",
        "lieferschein", "rechnung", "mahnung", "zahlung", "reklamation", "mangel", "beschwerde", "rückfrage",
        "dringend",
        "eilt", "sofort", "defekt", "knöpfe", "knopf", "muster", "lieferant", "spedition", "termin", "nachricht",
        "charge",
        "geehrte", "damen", "herren", "grüße", "grüßen", "gruß", "freundlichen", "danke", "vielen", "dank", "frage",
        "lieferzeit", "stück", "qualität", "qualitätsproblem", "abwesenheit", "abwesend",
    ]
    private static let english: Set<String> = [
        "the", "a", "an", "and", "or", "for", "with", "from", "of", "to", "at", "by", "on", "is", "are", "not", "no",
        "please", "your", "our", "we", "you", "my", "this", "that", "about", "regarding", "request", "inquiry",
        "enquiry",
        "order", "quote", "quotation", "delivery", "shipment", "shipping", "invoice", "payment", "overdue", "reminder",
        "complaint", "quality", "issue", "defective", "broken", "urgent", "asap", "buttons", "button", "sample",
        "samples", "supplier", "update", "question", "missing", "hello", "dear", "regards", "thanks", "thank", "price",
        "office", "out", "reply", "new", "need", "purchase", "schedule", "status",
    ]
}
