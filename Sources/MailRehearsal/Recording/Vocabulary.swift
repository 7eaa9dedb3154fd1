/// Words that name nobody: they may stay in a recording unless somebody in it is called so.
///
/// German and English small words, words every business letter has, months and weekdays, and what mail programs put
/// before subjects. Nouns of products, trades and places are left out on purpose: they tell who writes.
enum Vocabulary {
    static let words: Set<String> = Set(
        (prefixes + german + english + calendar).map { FoldedText.folded($0) })

    private static let prefixes = [
        "re", "fw", "fwd", "aw", "wg", "antw", "antwort", "sv", "vs", "vb", "rv", "tr", "res", "enc", "odp", "ynt",
    ]

    private static let german = [
        "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "eines", "und", "oder",
        "für", "mit", "ohne", "von", "vom", "zu", "zum", "zur", "bei", "beim", "auf", "aus", "nach", "über", "unter",
        "an", "am", "im", "in", "ins", "um", "bis", "ab", "seit", "vor", "wegen", "gegen", "durch", "ist", "sind",
        "war", "waren", "wird", "werden", "wurde", "wurden", "hat", "haben", "kann", "können", "nicht", "kein",
        "keine", "noch", "nur", "auch", "schon", "bitte", "danke", "dank", "vielen", "ihr", "ihre", "ihrer", "ihren",
        "ihrem", "unser", "unsere", "unserer", "unseren", "unserem", "wir", "sie", "ich", "mir", "uns", "ihnen", "wann",
        "warum", "wie", "was", "wo", "wer", "welche", "heute", "gestern", "neue", "neuer", "neues", "neuen", "letzte",
        "letzten", "letzter", "erste", "ersten", "zweite", "weitere", "weiteren", "alle", "anfrage", "anfragen",
        "angebot", "angebote", "angefragt", "bestellung", "bestellungen", "bestellt", "nachbestellung", "auftrag",
        "aufträge", "auftragsbestätigung", "auftragsnummer", "bestellnummer", "kundennummer", "rechnung", "rechnungen",
        "rechnungsnummer", "gutschrift", "mahnung", "zahlung", "zahlungserinnerung", "überweisung", "lieferung",
        "lieferungen", "liefertermin", "lieferschein", "lieferzeit", "lieferverzug", "lieferadresse", "versand",
        "sendung", "reklamation", "beanstandung", "mangel", "mängel", "fehler", "fehlt", "fehlen", "fehlerhaft",
        "defekt",
        "beschädigt", "falsch", "falsche", "charge", "nummer", "menge", "stück", "preis", "preise", "preisliste",
        "muster",
        "katalog", "vertrag", "termin", "frage", "fragen", "rückfrage", "rückruf", "antwort", "nachricht", "betreff",
        "information", "informationen", "mitteilung", "bestätigung", "erinnerung", "änderung", "stornierung",
        "kündigung", "rücksendung", "abholung", "unterlagen", "anlage", "anbei", "anhang", "dokument", "dokumente",
        "datei", "kopie", "entwurf", "dringend", "eilt", "eilig", "sofort", "umgehend", "wichtig", "vertraulich",
        "frist",
        "woche", "tag", "tage", "monat", "jahr", "uhr", "stunden", "guten", "hallo", "grüße", "gruß", "geehrte",
        "damen", "herren", "freundlichen", "kw", "nr", "bzw", "ggf", "inkl", "zzgl", "ca", "st",
    ]

    private static let english = [
        "the", "a", "an", "and", "or", "for", "with", "without", "from", "of", "to", "at", "by", "on", "in", "into",
        "as",
        "is", "are", "was", "were", "be", "been", "has", "have", "had", "will", "would", "can", "could", "should",
        "not",
        "no", "please", "thanks", "thank", "you", "your", "our", "we", "us", "i", "my", "me", "it", "its", "this",
        "that",
        "these", "about", "regarding", "when", "where", "what", "why", "how", "who", "which", "all", "any", "new",
        "last",
        "first", "second", "next", "more", "again", "still", "also", "only", "request", "requests", "inquiry",
        "enquiry", "question", "questions", "order", "orders", "ordered", "reorder", "quote", "quotation", "offer",
        "invoice", "invoices", "payment", "payments", "overdue", "due", "reminder", "credit", "note", "statement",
        "delivery", "deliveries", "delivered", "delayed", "delay", "shipment", "shipments", "shipping", "shipped",
        "tracking", "complaint", "complaints", "quality", "issue", "issues", "problem", "defect", "defects",
        "defective",
        "broken", "damaged", "wrong", "missing", "batch", "number", "quantity", "units", "price", "prices", "list",
        "sample", "samples", "catalogue", "contract", "meeting", "schedule", "date", "time", "reply", "answer",
        "message",
        "subject", "information", "update", "notice", "confirmation", "confirm", "confirmed", "change", "cancellation",
        "return", "returns", "pickup", "documents", "document", "attached", "attachment", "file", "copy", "draft",
        "urgent", "immediate", "immediately", "asap", "important", "confidential", "priority", "action", "required",
        "week", "weeks", "day", "days", "month", "year", "hours", "today", "tomorrow", "yesterday", "hello", "dear",
        "regards", "kind", "best", "test", "fyi", "eta", "po", "id", "ref", "vs", "per",
    ]

    /// Of them, those that nobody is called.
    private static let calendar = [
        "januar", "februar", "märz", "juni", "juli", "oktober", "dezember", "january", "february", "october",
        "december", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag", "monday",
        "tuesday",
        "wednesday", "thursday", "friday", "saturday", "sunday",
    ]

    /// What local-parts and labels of domains may keep: they name a machine or an office, and no person.
    static let roles: Set<String> = ["bounce", "bounces", "mail", "smtp", "mx", "news", "newsletter", "www"]

    /// The ends of file names that programs know.
    static let fileEnds: Set<String> = [
        "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "csv", "txt", "rtf", "html", "htm", "xml",
        "json",
        "png", "jpg", "jpeg", "gif", "tif", "tiff", "bmp", "svg", "zip", "rar", "7z", "gz", "tar", "eml", "msg", "ics",
        "vcf", "p7s", "p7m", "asc", "dwg", "dxf", "step", "stp", "exe", "js", "iso", "mp3", "mp4",
    ]

    /// Media types as they are; every other is sent as octets.
    static let mediaTypes: Set<String> = [
        "text/plain", "text/html", "text/csv", "text/calendar", "multipart/mixed", "multipart/alternative",
        "multipart/related", "multipart/signed", "multipart/encrypted", "multipart/report", "message/rfc822",
        "message/delivery-status", "message/global-delivery-status", "message/disposition-notification",
        "message/global-disposition-notification", "message/feedback-report", "message/tracking-status",
        "application/pdf", "application/zip", "application/octet-stream", "application/msword", "application/rtf",
        "application/xml", "application/json", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation", "application/pkcs7-signature",
        "application/pkcs7-mime", "application/pgp-signature", "application/pgp-encrypted", "image/png", "image/jpeg",
        "image/gif", "image/tiff", "image/bmp", "image/svg+xml", "image/webp", "audio/mpeg", "video/mp4",
    ]

    /// What stands in recordings without anybody having written it: values of header fields, ends of domains.
    static let machineWords: Set<String> = {
        let values = [
            "yes no spam ham true false high normal low urgent non-urgent highest lowest auto-generated auto-replied",
            "auto-notified bulk list junk auto_reply auto-reply autoreply all oof urn:content-classes:dsn mdn",
            "calendarmessage de en unknown <list.example> mx spf dkim dmarc smtp.mailfrom smtp.mail header.d header.i",
            "header.from pass fail none neutral softfail policy temperror permerror noreply bounces ack ours example test",
            "vacation autoresponder autorespon auto-respon autoanswer mail delivery mailer-daemon otrs znuny zammad zendesk",
            "osticket request tracker helpdesk jira bugzilla redmine mantis nagios icinga mailman listserv phplist mailchimp",
            "outlook thunderbird apple mail auto bounce unknown.example",
        ]
        let words = values.flatMap { Originals.words(in: $0) }
        return Set(words).union(roles).union(fileEnds.flatMap { Originals.words(in: $0) })
    }()
}
