/// What the windows compare of a message.
extension Message {
    /// The subject as rules see it: reply prefixes removed, folded; bounded, because it is kept.
    public var windowSubject: String {
        let text = TextNormalization.normalized(subject ?? "", .folded)
        return String(decoding: ReplyPrefix.removed(from: text).prefix(Limits.windowSubjectOctets), as: UTF8.self)
    }

    /// The names of its thread, the root first: the first of References, else In-Reply-To, else its own Message-ID
    /// (RFC 5322 section 3.6.4); then the others, because programs forget some and keep others.
    ///
    /// Whoever answers an acknowledgement names it here, whatever else he leaves out.
    public var threadIdentifiers: [MessageID] {
        var identifiers: [MessageID] = []
        let ends = references.prefix(1) + references.suffix(Limits.threadIdentifiers)
        for id in ends + inReplyTo.prefix(Limits.threadIdentifiers) + (messageID.map { [$0] } ?? []) {
            let bounded = id.bounded
            if !identifiers.contains(bounded) { identifiers.append(bounded) }
        }
        return identifiers
    }
}

extension MessageID {
    /// Its beginning, which is all of any honest one.
    var bounded: MessageID {
        guard rawValue.utf8.count > Limits.messageIDOctets else { return self }
        return MessageID(String(decoding: rawValue.utf8.prefix(Limits.messageIDOctets), as: UTF8.self))
    }

    /// Whether it has the form of our acknowledgements, `ack.<32 hexadecimal digits>@domain`. Whether it is one, only
    /// the journal knows.
    public var isFormedAsAcknowledgement: Bool {
        let octets = Array(rawValue.utf8.prefix(38))
        guard octets.count == 38, octets.starts(with: "ack.".utf8), octets[36] == UInt8(ascii: "@") else {
            return false
        }
        return octets[4..<36].allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
