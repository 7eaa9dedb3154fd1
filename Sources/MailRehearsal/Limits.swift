/// Every limit of a simulated week, with its reason.
enum Limits {
    /// Messages of one week: a hundred times the shipped week. What is generated is held in memory.
    static let messages = 6_000
    /// Octets of an encoded word (RFC 2047 section 2).
    static let encodedWord = 75
    /// Octets of a quoted-printable line without its soft line break (RFC 2045 section 6.7).
    static let quotedLine = 75
}
