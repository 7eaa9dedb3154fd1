import MailRouting

/// Text that goes into templates: made safe, and put into words.
enum TemplateText {
    /// One line without controls and without marks that reorder or hide text, shortened on a grapheme border.
    static func line(_ text: String, limit: Int = Limits.templateValueScalars) -> String {
        OneLine.of(text, scalars: limit)
    }

    /// A display name that can stand in a salutation; nil for anything else.
    ///
    /// Letters with what is usual between them. An address, a comma ("Mustermann, Erika"), markup or a slogan is no
    /// mistake of the sender's, but "Dear Mustermann, Erika," would be one of ours: the neutral salutation is not.
    static func personName(_ text: String) -> String? {
        let name = line(text)
        guard name.unicodeScalars.contains(where: \.properties.isAlphabetic), !name.hasSuffix("…") else { return nil }
        let isUsual = name.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || scalar.properties.isGraphemeExtend || scalar.properties.isJoinControl
                || scalar.properties.numericType != nil || " .'’`´&+-‐·".unicodeScalars.contains(scalar)
        }
        // "buttons.example" is a host, "Dipl.-Ing." and "K.-H." are not.
        let hasHost = name.split(separator: " ").contains { word in
            word.split(separator: ".").dropFirst().contains { $0.count > 1 && $0.first?.isLetter == true }
        }
        return isUsual && !hasHost ? name : nil
    }

    /// Whom a letter addresses where no name is known and no section asks for one.
    static func nobody(in language: Language) -> String {
        switch language {
        case .german: "Damen und Herren"
        case .english: "Sir or Madam"
        }
    }

    static func noSubject(in language: Language) -> String {
        switch language {
        case .german: "ohne Betreff"
        case .english: "no subject"
        }
    }

    /// The name of a department that has no display name: `support` as `Support`.
    static func title(of department: DepartmentName) -> String {
        let name = line(department.rawValue)
        return name.prefix(1).uppercased() + name.dropFirst()
    }

    /// For HTML text and attributes.
    ///
    /// Scalar by scalar: the template library escapes by grapheme, and a `<` with a combining mark after it is a
    /// grapheme that it does not know.
    static func escapedForHTML(_ text: String) -> String {
        let hasMarkup = text.utf8.contains { [0x22, 0x26, 0x27, 0x3C, 0x3E].contains($0) }
        guard hasMarkup else { return text }
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
}
