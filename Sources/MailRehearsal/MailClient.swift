import MailRouting

/// The programs mail is written with, as far as they differ in octets.
enum MailClient: CaseIterable {
    case outlook, thunderbird, appleMail, webmail, merchandiseSystem
    /// Unlabelled octets in the header, no MIME-Version, a date of 1995, a boundary that never ends.
    case broken

    static let sound = allCases.filter { $0 != .broken }

    var charset: Charset {
        switch self {
        case .outlook, .broken: .windows1252
        case .merchandiseSystem: .latin9
        case .thunderbird, .appleMail, .webmail: .utf8
        }
    }

    var encoding: TransferEncoding {
        switch self {
        case .outlook, .appleMail, .merchandiseSystem: .quotedPrintable
        case .thunderbird, .broken: .eightBit
        case .webmail: .base64
        }
    }

    var writesHTML: Bool { [.outlook, .appleMail, .webmail, .broken].contains(self) }

    var program: (name: String, value: String)? {
        switch self {
        case .outlook: ("X-Mailer", "Microsoft Outlook 16.0")
        case .thunderbird: ("User-Agent", "Mozilla Thunderbird")
        case .appleMail: ("X-Mailer", "Apple Mail (2.3774.600.62)")
        case .webmail: nil
        case .merchandiseSystem: ("X-Mailer", "MM-Versand 4.7")
        case .broken: ("X-mailer", "QuickMail Pro 2.1")
        }
    }

    /// There is no standard for urgency; each program has its own fields.
    func fields(of priority: Priority) -> [(name: String, value: String)] {
        switch (self, priority >= .high, priority == .low) {
        case (.outlook, true, _):
            [("X-Priority", "1 (Highest)"), ("X-MSMail-Priority", "High"), ("Importance", "High")]
        case (.outlook, _, true): [("X-Priority", "5 (Lowest)"), ("X-MSMail-Priority", "Low"), ("Importance", "Low")]
        case (.outlook, _, _): [("X-Priority", "3 (Normal)")]
        case (.thunderbird, true, _): [("X-Priority", "1 (Highest)")]
        case (.thunderbird, _, true): [("X-Priority", "5 (Lowest)")]
        case (.appleMail, true, _): [("X-Priority", "1")]
        case (.appleMail, _, true): [("X-Priority", "5")]
        case (.webmail, true, _): [("Importance", "high")]
        case (.webmail, _, true): [("Importance", "low")]
        case (.merchandiseSystem, true, _): [("Priority", "urgent"), ("Importance", "high")]
        case (.merchandiseSystem, _, true): [("Priority", "non-urgent")]
        case (.broken, true, _): [("IMPORTANCE", "HIGH")]
        default: []
        }
    }
}
