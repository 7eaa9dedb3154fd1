public import MailRouting

extension Message {
    /// When it arrived, as far as the message itself can tell: the date of its topmost Received field that has one
    /// (the newest trace, RFC 5321 section 4.4), else what its author wrote.
    ///
    /// Stands in for the server's internal date where there is no server: in a replay.
    public var arrivalDate: Instant? {
        for value in values(of: "Received").prefix(Limits.receivedFields) {
            // The date is what follows the last semicolon; a reader of Date fields is a reader of these.
            guard let semicolon = value.utf8.lastIndex(of: UInt8(ascii: ";")) else { continue }
            let field = "Date:" + value[value.index(after: semicolon)...] + "\n"
            if let date = MessageParser.parse(header: Array(field.utf8), textPreview: nil, size: 0).date { return date }
        }
        return date
    }
}
