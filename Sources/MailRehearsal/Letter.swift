import MailRouting

/// Who writes.
struct Correspondent {
    let name: String
    let company: Company
    let role: String

    /// `juergen.weiss@bmw.example`
    var address: Address {
        let plain = ["ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", " ": "."]
        let local = name.map { plain[String($0)] ?? String($0) }.joined().lowercased()
        return Address(displayName: name, localPart: local.filter { $0.isASCII }, domain: company.domain)
    }
}

/// A message before a mail program has made octets of it.
struct Letter {
    /// Unlike that of any other letter of the week.
    let token: String
    let type: MessageTypeName
    let author: Correspondent
    let language: Language
    let subject: String
    /// Paragraphs and line ends as written, without signature and quotation.
    let text: String
    /// The first is where it is addressed to, others get a copy.
    let accounts: [AccountName]
    let arrivedAt: Instant
    let day: Weekday
    let priority: Priority
    let attachment: SampleFile?
    let client: MailClient
    let expectation: ExpectedOutcome
    /// What it answers, first to last: the last is quoted.
    var answering: [Answered] = []
    /// What only noise has.
    var noise = NoiseMarks()

    /// An earlier letter of the thread.
    struct Answered {
        let token: String
        let messageID: String
        let text: String
        let author: String
        let date: DateText
    }

    /// The fields by which automatic mail is known, and its envelope.
    struct NoiseMarks {
        var fields: [(name: String, value: String)] = []
        var reversePath: String?
        /// Display name and address where no person writes.
        var sender: Address?
        /// A delivery status notification about this address (RFC 3464).
        var failedRecipient: String?
        var isNoise: Bool { !fields.isEmpty || failedRecipient != nil }
    }

    var sender: Address { noise.sender ?? author.address }
    var messageID: String { "\(token)@\(sender.domain)" }
    /// The token of the letter that began the thread.
    var thread: String { answering.first?.token ?? token }
    var reversePath: String { noise.reversePath ?? sender.spec }
}
