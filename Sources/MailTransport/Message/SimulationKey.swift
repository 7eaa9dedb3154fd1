import CMailStream
public import MailRouting

/// The secret with which simulated mail is told from what strangers call so: whoever does not have it can make no seal.
///
/// A seal is HMAC-SHA-256 (RFC 2104) over the whole mark, the Message-ID and the author, so it holds for one message only.
public struct SimulationKey: Sendable {
    /// In octets: as many as the seal has.
    public static let size = 32
    private let octets: [UInt8]

    /// From 64 hexadecimal digits; nil when it is anything else.
    public init?(_ text: some StringProtocol) {
        let digits = text.utf8.compactMap(Self.value)
        guard digits.count == 2 * Self.size, text.utf8.count == digits.count else { return nil }
        octets = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// A new one that nobody can guess.
    public static func random(using generator: inout some RandomNumberGenerator) -> String {
        hexadecimal((0..<size).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    /// 64 lower-case hexadecimal digits.
    public func seal(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var code = [UInt8](repeating: 0, count: 32)
        guard cms_hmac_sha256(octets, octets.count, bytes, bytes.count, &code) == 0 else {
            // A code over some hundred octets that cannot be had means that nothing else could be either.
            preconditionFailure("no memory for HMAC-SHA-256")
        }
        return Self.hexadecimal(code)
    }

    /// Which simulated week a message is of; nil unless its one mark has a seal of this key for this very message.
    public func simulation(of message: Message) -> SimulationID? {
        let fields = message.values(of: SimulationField.name)
        guard fields.count == 1, let field = SimulationField(fields[0]), let claimed = field.seal,
            let simulation = field.simulation, let messageID = message.messageID, message.from.count == 1
        else { return nil }
        let seal = Array(self.seal(field.sealedText(of: messageID, by: message.from[0])).utf8)
        let other = Array(claimed.utf8)
        return other.count == seal.count && cms_same(seal, other, seal.count) == 1 ? simulation : nil
    }

    /// Whether a header is worth taking apart for it: of real mail, hardly any is.
    public static func mayBeMarked(_ header: [UInt8]) -> Bool { header[...].index(of: fieldName) != nil }

    private static let fieldName = Array(SimulationField.name.utf8)

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }
}
