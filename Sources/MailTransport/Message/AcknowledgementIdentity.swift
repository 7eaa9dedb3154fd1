import CGMime
public import MailRouting

/// The names of an acknowledgement: computed from what it answers, so that composing it again after a crash gives the
/// same message.
public enum AcknowledgementIdentity {
    /// The Message-ID of the acknowledgement with `template` to a message: `ack.<32 digits>@domain`.
    ///
    /// Built on the message's own Message-ID, or on its content where it has none.
    public static func messageID(
        answering original: MessageID?, fingerprint: Fingerprint, template: TemplateName, domain: String
    ) -> MessageID {
        let digest = digest(["message-id", template.rawValue, source(original, fingerprint)])
        return MessageID("ack.\(hexadecimal(digest.prefix(16)))@\(domain.lowercased())")
    }

    /// What a customer quotes on the telephone, such as `HB-261122-7KQ4`: the prefix, the day of arrival (UTC) and four
    /// letters or digits of which none looks like another.
    public static func ticketReference(
        prefix: String = "HB", answering original: MessageID?, fingerprint: Fingerprint, arrivedAt: Instant
    ) -> String {
        let digest = digest(["ticket", source(original, fingerprint)])
        let code = digest.prefix(4).map { alphabet[Int($0) % alphabet.count] }
        return "\(prefix)-\(day(of: arrivedAt))-\(String(code))"
    }

    /// The boundary of a multipart in the message with this Message-ID. `=_` cannot occur in quoted-printable or base64 text
    /// (RFC 2045 section 6.7), so no line of a part can be taken for it.
    static func boundary(for id: MessageID, of multipart: String) -> String {
        "=_" + hexadecimal(digest(["boundary", multipart, id.rawValue]).prefix(16))
    }

    /// 32 characters, so that a byte falls on each equally often. Without I, L, O, U (Crockford's base 32).
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

    private static func source(_ original: MessageID?, _ fingerprint: Fingerprint) -> String {
        original?.rawValue ?? "\(fingerprint.digest) \(fingerprint.size)"
    }

    /// SHA-256 over the parts, each ended by a NUL so that no two lists of parts read the same.
    private static func digest(_ parts: [String]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        let bytes: [UInt8] = parts.reduce(into: []) { $0 += Array($1.utf8) + [0] }
        cgmime_sha256(bytes, bytes.count, &digest)
        return digest
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    /// `yyMMdd` in UTC, by the civil-from-days rule of the proleptic Gregorian calendar.
    private static func day(of instant: Instant) -> String {
        let length: Int64 = 86_400_000
        let days = instant.milliseconds / length - (instant.milliseconds % length < 0 ? 1 : 0)
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return [year % 100, month, day].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined()
    }
}
