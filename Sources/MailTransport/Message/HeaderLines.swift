/// The header lines that Outlook and others put above a message they answer:
///
///     Von: Ana Beispiel <ana@customer.example>
///     Gesendet: Montag, 23. November 2026 10:00
///     An: Info
///     Betreff: Anfrage
enum HeaderLines {
    private enum Label { case from, date, to, subject, other }

    /// How many lines may stand between the first and the last, with blank ones and folded recipients.
    private static let window = 12

    /// Whether such lines begin at `position`: an author and a date, and a recipient or a subject. A form on a web site
    /// also writes author and subject, so two of them prove nothing.
    static func begin(at position: Int, in lines: [TextLine]) -> Bool {
        guard let first = label(lines[position]), first != .other else { return false }
        var found: Set<Label> = []
        var strangers = 0
        for line in lines[position...].prefix(window) where !line.isBlank {
            guard line.kind != .quoted else { break }
            if let label = label(line) {
                found.insert(label)
                strangers = 0
            } else {
                // Recipients go on in the next line.
                strangers += 1
                if strangers > 2 { break }
            }
        }
        return found.isSuperset(of: [.from, .date]) && (found.contains(.to) || found.contains(.subject))
    }

    private static func label(_ line: TextLine) -> Label? {
        guard line.kind != .quoted, let colon = line.text.utf8.prefix(24).firstIndex(of: UInt8(ascii: ":")) else {
            return nil
        }
        return labels[line.text[..<colon].folded]
    }

    private static let labels: [String: Label] = {
        var table: [String: Label] = [:]
        for word in ["from", "von", "de", "da", "van", "od", "от"] { table[word] = .from }
        for word in [
            "sent", "date", "gesendet", "datum", "envoyé", "inviato", "enviado", "fecha", "data", "verzonden",
            "wysłano",
            "отправлено", "дата",
        ] { table[word] = .date }
        for word in ["to", "an", "à", "a", "para", "aan", "do", "кому"] { table[word] = .to }
        for word in ["subject", "betreff", "objet", "oggetto", "asunto", "onderwerp", "temat", "тема"] {
            table[word] = .subject
        }
        for word in [
            "cc", "bcc", "kopie", "reply-to", "antwort an", "importance", "priority", "wichtigkeit", "priorität",
            "attachments", "anlagen", "anhänge",
        ] { table[word] = .other }
        return table
    }()
}
