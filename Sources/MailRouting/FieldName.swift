/// A header field as far as the facts, the gate and reports know it by name, or by what its name says it is.
///
/// Every field is named once, while the header is taken apart; whoever asks later compares one octet, and asks a bit
/// whether there is any. Rules on other fields go by the name itself.
public enum FieldName: UInt8, CaseIterable, Sendable {
    /// A name nobody but a rule asks for.
    case other
    // Facts.
    case subject, from, sender, to, cc, date, references, importance, priority
    case replyTo, deliveredTo, originalTo, returnPath, messageID, inReplyTo
    case contentType, xPriority, microsoftPriority
    // What else is read of a message or a part.
    case received, contentLanguage, contentTransferEncoding, contentDisposition
    // What the gate asks.
    case authenticationResults, autoSubmitted, precedence, xPrecedence, preference, autoResponseSuppress, contentClass,
        loop
    case reportDomain, calendarOriginator
    case spamFlag, spamStatus, spam, spamVerdict, bogosity, dspamResult, barracudaFlag, barracudaStatus
    case exchangeSpamLevel
    /// Any of those only mailing lists and bulk mail have.
    case ofList
    /// Any of those in which an automatic responder names itself.
    case ofProgram
    /// Of ordinary mail, but an automatic responder gives itself away in its value.
    case telling

    /// As it is written in a header.
    var text: String {
        switch self {
        case .subject: "Subject"
        case .from: "From"
        case .sender: "Sender"
        case .to: "To"
        case .cc: "Cc"
        case .date: "Date"
        case .references: "References"
        case .importance: "Importance"
        case .priority: "Priority"
        case .replyTo: "Reply-To"
        case .deliveredTo: "Delivered-To"
        case .originalTo: "X-Original-To"
        case .returnPath: "Return-Path"
        case .messageID: "Message-ID"
        case .inReplyTo: "In-Reply-To"
        case .contentType: "Content-Type"
        case .xPriority: "X-Priority"
        case .microsoftPriority: "X-MSMail-Priority"
        case .received: "Received"
        case .contentLanguage: "Content-Language"
        case .contentTransferEncoding: "Content-Transfer-Encoding"
        case .contentDisposition: "Content-Disposition"
        case .authenticationResults: "Authentication-Results"
        case .autoSubmitted: "Auto-Submitted"
        case .precedence: "Precedence"
        case .xPrecedence: "X-Precedence"
        case .preference: "Preference"
        case .autoResponseSuppress: "X-Auto-Response-Suppress"
        case .contentClass: "Content-Class"
        case .loop: AutoResponseGuard.loopFieldName
        case .reportDomain: "TLS-Report-Domain"
        case .calendarOriginator: "X-MS-Exchange-Calendar-Originator-Id"
        case .spamFlag: "X-Spam-Flag"
        case .spamStatus: "X-Spam-Status"
        case .spam: "X-Spam"
        case .spamVerdict: "X-Spam-Verdict"
        case .bogosity: "X-Bogosity"
        case .dspamResult: "X-DSPAM-Result"
        case .barracudaFlag: "X-Barracuda-Spam-Flag"
        case .barracudaStatus: "X-Barracuda-Spam-Status"
        case .exchangeSpamLevel: "X-MS-Exchange-Organization-SCL"
        case .other, .ofList, .ofProgram, .telling: ""
        }
    }
}

extension FieldName {
    /// Which one the name with this hash is, or by its beginning belongs to.
    static func of(_ name: UnsafeBufferPointer<UInt8>, hash: UInt32) -> FieldName {
        if let number = table.names.number(hash: hash, name) { return table.meanings[number] }
        if let family = table.families.first(beginning: name) { return family < table.lists ? .ofList : .ofProgram }
        return .other
    }

    /// One look tells them all apart: some hundred and fifty names, and the beginnings of families of names.
    private static let table = Table()

    private struct Table: Sendable {
        let names: HeaderNames
        let meanings: [FieldName]
        let families: LiteralSet
        /// The first so many families are those of lists.
        let lists: Int

        init() {
            var names: [String] = []
            var meanings: [FieldName] = []
            func add(_ name: String, _ meaning: FieldName) {
                // What has a name of its own here is asked for by it and by no other.
                guard !names.contains(name.lowercased()) else { return }
                names.append(name.lowercased())
                meanings.append(meaning)
            }
            for name in FieldName.allCases where !name.text.isEmpty { add(name.text, name) }
            for name in Message.tellers.keys { add(name, .telling) }
            for name in Message.listFields { add(name, .ofList) }
            for name in Message.programMarks { add(name, .ofProgram) }
            self.names = HeaderNames(names)
            self.meanings = meanings
            families = LiteralSet(Message.listFamilies + Message.programFamilies)
            lists = Message.listFamilies.count
        }
    }
}
