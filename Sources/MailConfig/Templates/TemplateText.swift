import MailRouting

/// Text that goes into templates: made safe, and put into words.
enum TemplateText {
    /// One line without controls and without marks that reorder or hide text, shortened on a grapheme border.
    static func line(_ text: String, limit: Int = Limits.templateValueScalars) -> String {
        let scalars = text.unicodeScalars.lazy.filter { !isInvisible($0) }
            .map { (isBreak($0) ? " " : $0) as Unicode.Scalar }
        let line = String(String.UnicodeScalarView(scalars)).split(separator: " ").joined(separator: " ")
        guard line.unicodeScalars.count > limit else { return line }
        var room = limit - 1
        var kept = ""
        for character in line {
            room -= character.unicodeScalars.count
            if room < 0 { break }
            kept.append(character)
        }
        return kept + "…"
    }

    /// For HTML text and attributes.
    ///
    /// Scalar by scalar: the template library escapes by grapheme, and a `<` with a combining mark after it is a
    /// grapheme that it does not know.
    static func escapedForHTML(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "&": escaped += "&amp;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// `23. November 2026`, `23 November 2026`.
    static func date(_ instant: Instant, offsetFromUTC: Interval, in language: Language) -> String {
        let (year, month, day) = civilDay((instant + offsetFromUTC).milliseconds)
        switch language {
        case .german: return "\(day). \(germanMonths[month - 1]) \(year)"
        case .english: return "\(day) \(englishMonths[month - 1]) \(year)"
        }
    }

    /// How soon we say that we look at it.
    static func wording(of priority: Priority, in language: Language) -> String {
        switch (language, priority) {
        case (.german, .critical): "mit höchster Dringlichkeit"
        case (.german, .high): "vorrangig"
        case (.german, .normal): "zeitnah"
        case (.german, .low): "in Ruhe und mit Sorgfalt"
        case (.english, .critical): "with the utmost urgency"
        case (.english, .high): "as a matter of priority"
        case (.english, .normal): "promptly"
        case (.english, .low): "with due care"
        }
    }

    private static let germanMonths = [
        "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
        "Dezember",
    ]
    private static let englishMonths = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// The civil-from-days rule of the proleptic Gregorian calendar.
    private static func civilDay(_ milliseconds: Int64) -> (year: Int64, month: Int, day: Int) {
        let length: Int64 = 86_400_000
        let days = milliseconds / length - (milliseconds % length < 0 ? 1 : 0) + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), Int(month), Int(dayOfYear - (153 * marchMonth + 2) / 5 + 1)
        )
    }

    private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0x2028 || scalar.value == 0x2029
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }
}
