extension MessageID {
    /// What the Message-ID of every acknowledgement of ours begins with, before 32 hexadecimal digits and a domain of
    /// ours.
    public static let acknowledgementPrefix = "ack."

    /// Whether an agent that sends from one of `domains` made this for an acknowledgement: `ack.<32 digits>@domain`.
    public func isAcknowledgement(ofOneOf domains: Set<String>) -> Bool {
        guard rawValue.utf8.count > 37, rawValue.hasPrefix(Self.acknowledgementPrefix) else { return false }
        let rest = rawValue.dropFirst(Self.acknowledgementPrefix.count)
        let digits = rest.utf8.prefix { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        guard digits.count == 32, rest[digits.endIndex...].first == "@" else { return false }
        return domains.contains(rest[digits.endIndex...].dropFirst().lowercased())
    }
}
