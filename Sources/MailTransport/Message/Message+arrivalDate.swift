public import MailRouting

extension Message {
    /// When it arrived, as far as the message itself can tell: the date of its topmost Received field that has one
    /// (the newest trace, RFC 5321 section 4.4), else what its author wrote.
    ///
    /// Stands in for the server's internal date where there is no server: in a replay.
    public var arrivalDate: Instant? {
        for place in header.places(of: .received).prefix(Limits.receivedFields) {
            // The date is what follows the last semicolon.
            let value = header.octets(at: place)
            let last = value.withUnsafeBufferPointer { $0.lastIndex(of: UInt8(ascii: ";")) }
            guard let semicolon = last.map({ value.startIndex + $0 }) else { continue }
            let text = value[(semicolon + 1)...].drop { $0 == 0x20 || $0 == 0x09 }
            if let date = DateField.parse(text) { return date }
        }
        return date
    }
}
