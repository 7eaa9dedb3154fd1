import MailRouting

/// One connection to a submission host and what was said on it. Not Sendable: its session owns it.
///
/// Our own dialogue and not a library's, because what is known after each command is what the outcomes rest on.
final class SubmissionDialogue {
    typealias Command = SubmissionFault.Command

    let endpoint: Endpoint
    let connection: MailStreamConnection
    /// What the host offers now; forgotten when TLS starts.
    var extensions = SubmissionExtensions.none
    /// The mechanism that was accepted.
    var mechanism: String?
    /// When the last reply came.
    private(set) var lastReply = Deadline.after(.zero)
    /// A connection that is out of step, or that the host closes, takes no further command.
    private(set) var isFinished = false
    /// Nothing of an earlier message is left at the host: no RSET is needed before MAIL (RFC 5321 section 4.1.1.4).
    private(set) var isInOrder = true
    /// A message was handed in on it, or tried.
    private(set) var hasTransacted = false
    private var received: ArraySlice<UInt8> = []
    private var assembly = ReplyAssembly()

    init(to endpoint: Endpoint) throws(SubmissionFault) {
        self.endpoint = endpoint
        do {
            connection = try MailStreamConnection(to: endpoint, speaking: .submission)
        } catch {
            throw SubmissionFault(endpoint: endpoint, command: .connect, cause: .connection(error))
        }
    }

    /// Whether the host has sent bytes that no command asked for.
    var hasUnreadBytes: Bool { !received.isEmpty }

    func fault(_ command: Command, _ cause: SubmissionFault.Cause, _ reply: SubmissionReply? = nil) -> SubmissionFault {
        SubmissionFault(endpoint: endpoint, command: command, cause: cause, reply: reply)
    }

    /// Sends command lines (without line ends) in one go. Every line is checked, so that nothing handed in from
    /// outside can become a command of its own.
    func send(_ lines: [String], _ command: Command) throws(SubmissionFault) {
        var bytes: [UInt8] = []
        for line in lines {
            guard line.utf8.count <= Limits.commandLineOctets else {
                throw fault(command, .invalid("a command line of more than \(Limits.commandLineOctets) octets"))
            }
            guard line.utf8.allSatisfy({ $0 != 0 && $0 != 0x0D && $0 != 0x0A }) else {
                throw fault(command, .invalid("a line end or NUL in a command"))
            }
            bytes += line.utf8
            bytes += [0x0D, 0x0A]
        }
        connection.setBudget(Limits.replyOctets * max(1, lines.count))
        try write(bytes, command)
    }

    func write(_ bytes: [UInt8], _ command: Command) throws(SubmissionFault) {
        do {
            try connection.write(bytes)
        } catch {
            isFinished = true
            throw fault(command, .connection(error))
        }
    }

    /// Reads one whole reply, whatever it says.
    func reply(to command: Command) throws(SubmissionFault) -> SubmissionReply {
        while true {
            let line = try line(command)
            do {
                guard let reply = try assembly.add(line) else { continue }
                lastReply = Deadline.after(.zero)
                if reply.endsConnection { isFinished = true }
                return reply
            } catch {
                isFinished = true
                throw fault(command, .malformedReply(error.reason))
            }
        }
    }

    /// Reads a reply, which must carry the code that stands for success after this command.
    @discardableResult
    func success(of command: Command) throws(SubmissionFault) -> SubmissionReply {
        let reply = try reply(to: command)
        guard command.isSuccess(reply.code) else { throw refusal(command, reply) }
        return reply
    }

    /// A command and its reply, which must be a success.
    @discardableResult
    func exchange(_ line: String, _ command: Command) throws(SubmissionFault) -> SubmissionReply {
        try send([line], command)
        let reply = try success(of: command)
        if command == .RSET { isInOrder = true }
        return reply
    }

    /// A reply that is not the one hoped for: a refusal when it is 4yz or 5yz, else the host is out of step.
    func refusal(_ command: Command, _ reply: SubmissionReply) -> SubmissionFault {
        if reply.isTransient || reply.isPermanent { return fault(command, .refused, reply) }
        isFinished = true
        return fault(command, .malformedReply("\(reply.code), which does not fit the command"), reply)
    }

    /// Before MAIL: until `endTransaction` the host may be left with half a message.
    func beginTransaction() {
        hasTransacted = true
        isInOrder = false
    }

    func endTransaction() { isInOrder = true }

    func abandon() {
        isFinished = true
        connection.close()
    }

    private func line(_ command: Command) throws(SubmissionFault) -> [UInt8] {
        var searched = received.startIndex
        while true {
            if let end = received[searched...].firstIndex(of: 0x0A) {
                defer { received = received[(end + 1)...] }
                let line = received[..<end]
                return Array(line.last == 0x0D ? line.dropLast() : line)
            }
            do {
                let more = try connection.read(atMost: Limits.readOctets)
                let known = received.count
                received = ArraySlice(Array(received) + more)
                searched = received.startIndex + known
            } catch {
                isFinished = true
                throw fault(command, .connection(error))
            }
        }
    }
}

extension SubmissionFault.Command {
    /// RFC 5321 section 4.3.2, RFC 3207 section 4, RFC 4954 section 6.
    func isSuccess(_ code: Int) -> Bool {
        switch self {
        case .connect: false
        case .greeting, .STARTTLS: code == 220
        case .AUTH: code == 235
        case .EHLO, .RSET: code == 250
        case .MAIL, .RCPT: (250...252).contains(code)
        case .DATA: code == 354
        case .message: code / 100 == 2
        case .QUIT: code == 221
        }
    }
}
