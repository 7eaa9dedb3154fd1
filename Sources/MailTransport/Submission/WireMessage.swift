/// A message as DATA carries it: CR LF line ends, dots stuffed (RFC 5321 section 4.5.2), without the final dot.
struct WireMessage {
    let bytes: [UInt8]
    /// Octets as the host counts them for SIZE: line ends as CR LF, dots not stuffed (RFC 1870 section 5).
    let size: Int
    /// Holds octets over 127, so it needs BODY=8BITMIME.
    let is8Bit: Bool
    /// Its header does, so it needs SMTPUTF8 (RFC 6531 section 3.1).
    let hasUTF8Header: Bool

    struct Invalid: Error, Equatable {
        let reason: String
    }

    init(_ message: some Collection<UInt8>) throws(Invalid) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(message.count + message.count / 32 + 2)
        var stuffed = 0
        var lineLength = 0
        var inHeader = true
        var is8Bit = false
        var hasUTF8Header = false
        var afterReturn = false

        func endLine() {
            bytes.append(0x0D)
            bytes.append(0x0A)
            if lineLength == 0 { inHeader = false }
            lineLength = 0
        }
        for byte in message {
            // A CR on its own counts as a line end, so that what follows it cannot hide a dot from us.
            if byte == 0x0A {
                endLine()
                afterReturn = false
                continue
            }
            if afterReturn {
                endLine()
                afterReturn = false
            }
            if byte == 0x0D {
                afterReturn = true
                continue
            }
            guard byte != 0 else { throw Invalid(reason: "a NUL in the message") }
            if byte >= 0x80 {
                is8Bit = true
                if inHeader { hasUTF8Header = true }
            }
            if lineLength == 0 && byte == 0x2E {
                bytes.append(0x2E)
                stuffed += 1
            }
            bytes.append(byte)
            lineLength += 1
            guard lineLength <= Limits.textLineOctets else {
                throw Invalid(reason: "a line of more than \(Limits.textLineOctets) octets in the message")
            }
        }
        if afterReturn || lineLength > 0 { endLine() }
        guard !bytes.isEmpty else { throw Invalid(reason: "an empty message") }
        self.bytes = bytes
        size = bytes.count - stuffed
        self.is8Bit = is8Bit
        self.hasUTF8Header = hasUTF8Header
    }
}
