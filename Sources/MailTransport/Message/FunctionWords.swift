import MailRouting

/// What a subject of a few words still has: small words, everyday words of business, letters and endings.
///
/// Counts for German, for English and for any other language: what our neighbours write shares words with both, and must
/// not be answered in the wrong one. Words that several of them have count for nobody.
enum FunctionWords {
    /// Unicode scalars looked at.
    private static let limit = 512

    /// Nil when neither language leads over the other and over the rest.
    static func language(of text: String) -> Language? {
        var german = 0
        var english = 0
        var other = 0
        let text = String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit))).lowercased()
        for scalar in text.unicodeScalars {
            if germanLetters.contains(scalar) { german += 1 }
            if otherLetters.contains(scalar) { other += 2 }
        }
        for word in text.split(whereSeparator: { !$0.isLetter }) {
            if Self.german.contains(word) || hasGermanEnding(word) { german += 2 }
            if Self.english.contains(word) { english += 2 }
            if Self.other.contains(word) { other += 2 }
        }
        if german > max(english, other) { return .german }
        if english > max(german, other) { return .english }
        return nil
    }

    /// Endings of nouns and adjectives that German makes words of without end.
    private static func hasGermanEnding(_ word: Substring) -> Bool {
        word.utf8.count > 5 && ["ung", "ungen", "keit", "heit", "schaft"].contains { word.hasSuffix($0) }
    }

    private static let germanLetters = Set("äöüß".unicodeScalars)
    /// Of neighbours, from French to Turkish; é is left out, because everybody writes it in a café.
    private static let otherLetters = Set("àâæçèêëìíîïñòóôõøùúûåąćčďęěğıłńňőřśşšťůűźżž¿¡œ".unicodeScalars)

    private static let german: Set<Substring> = [
        "der", "das", "dem", "ein", "eine", "einen", "einem", "einer", "und", "oder", "für", "fuer", "mit", "von",
        "vom",
        "zum", "zur", "bei", "auf", "aus", "nach", "über", "ueber", "ist", "sind", "nicht", "kein", "keine", "bitte",
        "ihr",
        "ihre", "ihrer", "ihren", "ihrem", "unser", "unsere", "unserer", "wir", "sie", "ich", "wegen", "wann", "warum",
        "zwei", "drei", "heute", "morgen", "bis", "neue", "neuer", "neues", "anfrage", "angebot", "bestellung",
        "auftrag", "lieferschein", "rechnung", "rechnungen", "gutschrift", "preisliste", "reklamation", "mangel",
        "beschwerde", "rückfrage", "rückruf", "fehlt", "fehlen", "dringend", "eilt", "sofort", "defekt", "knöpfe",
        "knopf",
        "muster", "lieferant", "spedition", "termin", "nachricht", "geehrte", "geehrter", "damen", "herren",
        "guten", "tag", "grüße", "grüßen", "gruß", "freundlichen", "danke", "vielen", "dank", "frage",
        "fragen",
        "lieferzeit", "stück", "ware", "qualität", "qualitätsproblem", "urlaub", "abwesend", "anbei", "betreff",
    ]
    private static let english: Set<Substring> = [
        "the", "and", "with", "from", "of", "are", "not", "please", "your", "our", "we", "you", "my", "this", "that",
        "it",
        "its", "has", "have", "been", "was", "will", "would", "could", "can", "about", "regarding", "where", "when",
        "what",
        "why", "how", "request", "inquiry", "enquiry", "order", "orders", "quote", "quotation", "delivery", "shipment",
        "shipping", "shipped", "invoice", "invoices", "payment", "overdue", "reminder", "complaint", "quality", "issue",
        "defective", "broken", "wrong", "urgent", "asap", "buttons", "button", "sample", "samples", "supplier",
        "question", "missing", "hello", "dear", "regards", "thanks", "thank", "price", "prices", "away",
        "reply",
        "new", "need", "needed", "purchase", "schedule", "contract", "lead", "time", "today", "tomorrow",
        "attached", "moved",
    ]
    /// French, Spanish, Italian, Portuguese, Dutch, the Scandinavian languages, Polish, Czech.
    private static let other: Set<Substring> = [
        "de", "du", "la", "le", "les", "et", "pour", "vous", "nous", "votre", "notre", "une", "avec", "merci",
        "bonjour",
        "commande", "facture", "devis", "el", "los", "las", "para", "por", "con", "una", "hemos", "gracias", "hola",
        "pedido", "factura", "presupuesto", "il", "di", "della", "del", "che", "grazie", "ciao", "ordine",
        "fattura", "preventivo", "obrigado", "het", "een", "van", "voor", "niet", "wij", "onze",
        "uw",
        "bestelling", "levering", "och", "av", "på", "till", "til", "og", "ikke", "inte", "med", "tack",
        "tak",
        "ordre", "faktura", "nie", "na", "jest", "proszę", "dzień", "dobry", "zamówienie", "oferta", "prosím",
        "objednávka",
    ]
}
