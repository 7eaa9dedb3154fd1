import CGMime
import MailRouting

/// A file behind the text of a message we write (RFC 2183).
public struct MessageAttachment: Sendable, Equatable {
    public let fileName: String
    /// Such as `application/pdf`; a text has its charset with it.
    public let mediaType: String
    public let content: [UInt8]

    /// Its media type is what the shared MIME database says of its name and its first octets.
    ///
    /// A message or multipart would have to be sent unencoded (RFC 2045 section 6.4), and a text in an unknown charset
    /// shown as something: both go as octets.
    public init(fileName: String, content: [UInt8]) {
        self.fileName = fileName
        self.content = content
        let guess = Self.guess(fileName, content)
        switch guess.split(separator: "/").first {
        case "message", "multipart": mediaType = Self.octets
        case "text":
            mediaType = String(validating: content, as: UTF8.self) != nil ? "\(guess); charset=utf-8" : Self.octets
        default: mediaType = guess
        }
    }

    private static let octets = "application/octet-stream"

    private static func guess(_ name: String, _ content: [UInt8]) -> String {
        guard let type = cgmime_file_type(name, content, content.count) else { return octets }
        defer { cgmime_free(type) }
        return String(cString: type)
    }
}
