import Dispatch

/// A minimal LMTP client (RFC 2033) that puts messages into the sandbox's mailboxes.
///
/// It takes the way a real delivery takes, through the server, so that UIDs, internal dates, Return-Path and IDLE
/// notices are the server's own.
struct LMTPClient: Sendable {
    let port: UInt16

    /// Delivers messages one after the other on one connection, on a thread that may block.
    func deliver(_ messages: ArraySlice<[UInt8]>, to forwardPath: String, from reversePath: String) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result { try self.dialogue(messages, to: forwardPath, from: reversePath) })
            }
        }
    }

    private func dialogue(_ messages: ArraySlice<[UInt8]>, to forwardPath: String, from reversePath: String) throws {
        guard let socket = LoopbackSocket(port: port, timeoutSeconds: Limits.replySeconds) else {
            throw SandboxError.deliveryLost(command: "connect")
        }
        func expect(_ digit: Character, _ command: String) throws(SandboxError) {
            while true {
                guard let line = socket.readLine() else { throw .deliveryLost(command: command) }
                if line.dropFirst(3).first == "-" { continue }
                guard line.first == digit else { throw .deliveryRefused(command: command, reply: line) }
                return
            }
        }
        func send(_ command: String) throws(SandboxError) {
            // An address with a line end in it would be a second command.
            guard !command.utf8.contains(where: { $0 < 0x20 }) else {
                throw .deliveryRefused(command: command, reply: "control character in a command")
            }
            guard socket.write(Array((command + "\r\n").utf8)) else { throw .deliveryLost(command: command) }
        }
        try expect("2", "greeting")
        try send("LHLO sandbox.test")
        try expect("2", "LHLO")
        for message in messages {
            try send("MAIL FROM:<\(reversePath)>")
            try send("RCPT TO:<\(forwardPath)>")
            try send("DATA")
            try expect("2", "MAIL FROM:<\(reversePath)>")
            try expect("2", "RCPT TO:<\(forwardPath)>")
            try expect("3", "DATA")
            guard socket.write(Self.stuffed(message)) else { throw SandboxError.deliveryLost(command: "message") }
            try expect("2", "message")
        }
        try send("QUIT")
    }

    /// The message as it goes over the wire: dots doubled at line starts, the final dot added (RFC 5321 section 4.5.2).
    private static func stuffed(_ message: [UInt8]) -> [UInt8] {
        var wire: [UInt8] = []
        wire.reserveCapacity(message.count + 8)
        var atLineStart = true
        for byte in message {
            if atLineStart, byte == 0x2E { wire.append(byte) }
            wire.append(byte)
            atLineStart = byte == 0x0A
        }
        return wire + Array((atLineStart ? ".\r\n" : "\r\n.\r\n").utf8)
    }
}
