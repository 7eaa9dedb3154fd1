/// One message found in a file, a folder, an mbox or a Maildir: its name for people, and its bytes or why there are
/// none.
public struct MessageFile: Sendable {
    /// The path; in an mbox with the number of the message behind it, `archive.mbox#3`; `-` for standard input.
    public let name: String
    /// What cannot be read is an answer too, so that one bad file never stops the rest.
    public let content: Result<[UInt8], MessageFileFault>
}

/// Why a message could not be read.
public enum MessageFileFault: Error, Equatable, CustomStringConvertible {
    /// With the number of the system error.
    case cannotOpen(Int32)
    case cannotRead(Int32)
    /// Neither file nor folder: a socket, a device.
    case notAFile
    case tooLarge(limit: Int)

    public var description: String {
        switch self {
        case .cannotOpen(let code): "cannot open it: \(SystemError.text(code))"
        case .cannotRead(let code): "cannot read it: \(SystemError.text(code))"
        case .notAFile: "it is neither a file nor a folder"
        case .tooLarge(let limit): "it is larger than \(limit) octets"
        }
    }
}
