/// What can be wrong with a message, by the stable names that stand in `Message.defects` and in reports.
///
/// A defect never stops a message: it is a fact like any other. Names are never reused for something else.
public enum Defect: String, CaseIterable, Sendable {
    /// There is no header field at all.
    case missingHeader = "missing-header"
    /// A line before the body is neither a header field nor the continuation of one; it was left out.
    case malformedHeaderLine = "malformed-header-line"
    /// The header begins with a continuation line (RFC 5322 section 2.2.3 has nothing for it to continue).
    case leadingContinuation = "leading-continuation"
    /// Lines end in CR alone.
    case bareCarriageReturn = "bare-cr-line-ends"
    /// The header is longer than `Limits.headerBytes`; the rest was not looked at.
    case headerTooLong = "header-too-long"
    /// There are more fields than `Limits.fields`; the rest was not looked at.
    case tooManyFields = "too-many-header-fields"
    /// A header field holds bytes above 127 that are no UTF-8.
    case eightBitHeader = "eight-bit-header"
    /// A header field holds a control character other than TAB.
    case controlCharacter = "control-character-in-header"
    /// Words in a charset nobody knows; read as UTF-8 or Windows-1252.
    case unknownCharset = "unknown-charset"
    /// Bytes that do not exist in the charset they are declared in.
    case undecodableText = "undecodable-text"

    case missingFrom = "missing-from"
    /// There is a From field, but no address in it.
    case badFrom = "bad-from"
    /// Something in an address field is no address that could ever be written to.
    case badAddress = "bad-address"
    /// An address field holds more than `Limits.addresses`; the rest was not looked at.
    case tooManyAddresses = "too-many-addresses"
    /// A field that may stand once (RFC 5322 section 3.6) stands more often; the first counts.
    case repeatedField = "repeated-field"
    case missingDate = "missing-date"
    case badDate = "bad-date"
    case missingMessageID = "missing-message-id"
    case badMessageID = "bad-message-id"
    case badContentType = "bad-content-type"
    case badReturnPath = "bad-return-path"
}

/// The defects met so far, in the order of first meeting, each once.
struct DefectList {
    private(set) var names: [String] = []
    mutating func add(_ defect: Defect) {
        if !names.contains(defect.rawValue) { names.append(defect.rawValue) }
    }
}
