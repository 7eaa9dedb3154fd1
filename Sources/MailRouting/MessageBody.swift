/// What is behind the header: read only when a condition asks, because it costs a fetch.
public struct MessageBody: Sendable, Equatable {
    /// The first 64 KiB of the decoded text as its author wrote it, without quotes and signature; nil when there is none
    /// or it could not be decoded.
    public let text: String?
    public let attachments: [Attachment]
    /// The types of the parts that programs write for programs, wherever they stand in the message, but not within an
    /// attached message: reports and calendar data, with their parameters.
    public let programParts: [MediaType]
    /// What it reports of a delivery; nil when it reports nothing.
    public let report: DeliveryReport?
    public init(
        text: String?, attachments: [Attachment], programParts: [MediaType] = [], report: DeliveryReport? = nil
    ) {
        self.text = text
        self.attachments = attachments
        self.programParts = programParts
        self.report = report
    }
}

/// One attached file (RFC 2183).
public struct Attachment: Sendable, Equatable {
    /// The decoded file name (RFC 2231); nil when it has none.
    public let name: String?
    public let type: MediaType
    /// Decoded size in octets.
    public let size: Int
    public init(name: String?, type: MediaType, size: Int) {
        self.name = name
        self.type = type
        self.size = size
    }
}
