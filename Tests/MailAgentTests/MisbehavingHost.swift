import MailRouting
import ServerHarness
import Synchronization

/// A submission host that behaves well but for one thing on one connection, and counts what it took responsibility for.
final class MisbehavingHost: Sendable {
    /// What goes wrong, and at which byte of which direction.
    enum Misdeed: Sendable, Hashable {
        /// Hangs up before the byte it would say next.
        case cutSaying(at: Int)
        /// Says nothing more, and keeps the connection open.
        case stallSaying(at: Int)
        /// Says another byte instead.
        case garbleSaying(at: Int)
        /// Says a line without an end from that byte on.
        case flood(at: Int)
        /// Hangs up after it has heard so many bytes.
        case cutHearing(at: Int)
        /// Answers the n-th command (0 is the greeting) with this instead.
        case reply(String, to: Int)

        /// The line it says never ends, so that only a deadline does.
        var stalls: Bool {
            switch self {
            case .stallSaying: true
            case .garbleSaying(let at): Array(replies.joined().utf8)[at] == 0x0A
            case .reply(let text, _): text.hasPrefix("250-")
            case .cutSaying, .flood, .cutHearing: false
            }
        }
    }

    /// What the host says: greeting, EHLO, AUTH, MAIL, RCPT, DATA, message.
    static let replies = [
        "220 mail.test ready\r\n", "250-mail.test\r\n250 AUTH PLAIN\r\n", "235 2.7.0 welcome\r\n",
        "250 2.1.0 OK\r\n", "250 2.1.5 OK\r\n", "354 go ahead\r\n", "250 2.0.0 taken\r\n",
    ]
    static let dataReply = 5
    static let lastReply = 6
    static var said: Int { replies.reduce(0) { $0 + $1.utf8.count } }

    private struct State {
        var misdeed: Misdeed?
        var accepted: [String: Int] = [:]
        /// Octets heard up to the final dot of the last message.
        var heard = 0
    }
    private let state = Mutex(State())
    private let server = Mutex<FakeServer?>(nil)

    init() throws {
        let made = try FakeServer { [unowned self] client, _ in self.serve(client) }
        server.withLock { $0 = made }
    }

    var port: UInt16 { server.withLock { $0?.port ?? 0 } }
    func stop() { server.withLock { $0?.stop() } }

    /// The next connection goes wrong in this way; those after it do not.
    func misbehave(_ misdeed: Misdeed?) { state.withLock { $0.misdeed = misdeed } }

    /// How often a message with this Message-ID was taken.
    func copies(of messageID: MessageID) -> Int { state.withLock { $0.accepted[messageID.bracketed, default: 0] } }
    /// Whether a connection was made since `misbehave`.
    var hasMisbehaved: Bool { state.withLock { $0.misdeed == nil } }
    var heard: Int { state.withLock { $0.heard } }

    private func serve(_ client: FakeConnection) {
        let misdeed = state.withLock { state in
            defer { state.misdeed = nil }
            return state.misdeed
        }
        var speaker = Speaker(client: client, misdeed: misdeed)
        var hearer = Hearer(client: client, misdeed: misdeed)
        guard speaker.say(Self.replies[0], number: 0) else { return }
        while let line = hearer.line() {
            let verb = line.prefix(4).uppercased()
            let number = ["EHLO": 1, "AUTH": 2, "MAIL": 3, "RCPT": 4, "DATA": 5][verb]
            guard let number else {
                guard speaker.say(verb == "RSET" ? "250 OK\r\n" : "221 bye\r\n", number: 7), verb == "RSET" else {
                    return
                }
                continue
            }
            guard speaker.say(Self.replies[number], number: number) else { return }
            // Only when it said go ahead does a message follow.
            guard number == Self.dataReply, speaker.lastSaid.hasPrefix("354") else { continue }
            guard let message = hearer.message() else { return }
            let lines = message.split(separator: "\r\n")
            let name = lines.first { $0.hasPrefix("Message-ID: ") }.map { String($0.dropFirst(12)) } ?? ""
            // Whoever has the whole message may have taken it, whatever reply it manages to give; a refusal did not.
            let isRefused = speaker.refuses(Self.lastReply)
            let heard = hearer.heard
            state.withLock { state in
                state.heard = heard
                if !isRefused { state.accepted[name, default: 0] += 1 }
            }
            guard speaker.say(Self.replies[Self.lastReply], number: Self.lastReply) else { return }
        }
    }
}

/// Says replies until its misdeed is due.
private struct Speaker {
    let client: FakeConnection
    private var misdeed: MisbehavingHost.Misdeed?
    private var said = 0
    private(set) var lastSaid = ""

    init(client: FakeConnection, misdeed: MisbehavingHost.Misdeed?) {
        self.client = client
        self.misdeed = misdeed
    }

    /// Whether it is about to say no to this command.
    func refuses(_ number: Int) -> Bool {
        guard case .reply(let text, to: number) = misdeed else { return false }
        return text.hasPrefix("4") || text.hasPrefix("5")
    }

    /// False when the conversation is over.
    mutating func say(_ reply: String, number: Int) -> Bool {
        var text = reply
        if case .reply(let other, to: number) = misdeed {
            text = other
            misdeed = nil
        }
        lastSaid = text
        let bytes = Array(text.utf8)
        defer { said += bytes.count }
        func part(_ at: Int) -> ArraySlice<UInt8>? {
            (said..<(said + bytes.count)).contains(at) ? bytes[..<(at - said)] : nil
        }
        switch misdeed {
        case .cutSaying(let at):
            guard let head = part(at) else { break }
            client.write(Array(head))
            return false
        case .stallSaying(let at):
            guard let head = part(at) else { break }
            client.write(Array(head))
            client.waitForEnd()
            return false
        case .garbleSaying(let at):
            guard let head = part(at) else { break }
            var garbled = bytes
            garbled[head.count] ^= 0x15
            return client.write(garbled)
        case .flood(let at):
            guard let head = part(at) else { break }
            client.write(Array(head))
            while client.write(Array(repeating: UInt8(ascii: "x"), count: 16_384)) {}
            return false
        case .cutHearing, .reply, nil: break
        }
        return client.write(bytes)
    }
}

/// Hears bytes until its misdeed is due.
private struct Hearer {
    let client: FakeConnection
    let misdeed: MisbehavingHost.Misdeed?
    private(set) var heard = 0
    private var buffer: [UInt8] = []

    init(client: FakeConnection, misdeed: MisbehavingHost.Misdeed?) {
        self.client = client
        self.misdeed = misdeed
    }

    mutating func line() -> String? { take(through: "\r\n") }
    mutating func message() -> String? { take(through: "\r\n.\r\n") }

    private mutating func take(through end: String) -> String? {
        guard let bytes = client.read(through: end) else { return nil }
        heard += bytes.count
        // What it has not heard it has not got.
        if case .cutHearing(let at) = misdeed, heard > at { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
