public import MailRouting

/// One message of a simulated week, as it arrives in one account.
public struct SimulatedMessage: Sendable, Equatable {
    /// Its place in the week, from 1.
    public let number: Int
    public let arrivedAt: Instant
    public let account: AccountName
    /// The envelope's sender; empty for the null reverse-path.
    public let reversePath: String
    public let messageID: MessageID
    public let mark: SimulationMark
    /// Header and body, as the author's program sent them.
    public let bytes: [UInt8]

    /// With the field the last server writes above it (RFC 5321 section 4.4), as it lies in a mailbox.
    public var stored: [UInt8] { Array("Return-Path: <\(reversePath)>\r\n".utf8) + bytes }

    init(
        number: Int, arrivedAt: Instant, account: AccountName, reversePath: String, messageID: MessageID,
        mark: SimulationMark, bytes: [UInt8]
    ) {
        self.number = number
        self.arrivedAt = arrivedAt
        self.account = account
        self.reversePath = reversePath
        self.messageID = messageID
        self.mark = mark
        self.bytes = bytes
    }
}
