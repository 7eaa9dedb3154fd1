import MailRouting
import ServerHarness
import Synchronization

@testable import MailTransport

/// A submission host that says exactly what a script says, and keeps what it was told.
final class ScriptedHost: Sendable {
    enum Step: Sendable {
        /// Sent as it stands; waits for a line first, except for the greeting.
        case say(String)
        /// As `say`, but waits for a whole message up to its final dot.
        case afterMessage(String)
        /// Waits for a line (or, after 354, a message), then hangs up without a word.
        case hangUp
        case hangUpAfterMessage
        /// The reply to STARTTLS, and the handshake.
        case startTLS
    }

    private let transcript = Transcript()
    private let server: FakeServer
    let name = "localhost"

    /// - Parameters:
    ///   - scripts: one for each connection; the last serves all further ones.
    ///   - identity: for `startTLS`, and for implicit TLS when `isImplicit`.
    init(_ scripts: [Step]..., identity: TestIdentity? = nil, isImplicit: Bool = false) throws {
        let transcript = transcript
        server = try FakeServer { client, number in
            if isImplicit, let identity, !client.startTLS(identity) { return }
            transcript.begin(number)
            for (index, step) in scripts[min(number, scripts.count - 1)].enumerated() {
                switch step {
                case .say(let text):
                    if index > 0 {
                        guard let line = client.readLine() else { return }
                        transcript.add(line, number)
                    }
                    client.write(text)
                case .afterMessage(let text):
                    guard let message = client.read(through: "\r\n.\r\n") else { return }
                    transcript.add(String(decoding: message, as: UTF8.self), number)
                    client.write(text)
                case .hangUp:
                    if index > 0, let line = client.readLine() { transcript.add(line, number) }
                    return
                case .hangUpAfterMessage:
                    if let message = client.read(through: "\r\n.\r\n") {
                        transcript.add(String(decoding: message, as: UTF8.self), number)
                    }
                    return
                case .startTLS:
                    guard let line = client.readLine(), let identity else { return }
                    transcript.add(line, number)
                    client.write("220 2.0.0 go ahead\r\n")
                    guard client.startTLS(identity) else { return }
                }
            }
            client.waitForEnd()
        }
    }

    /// What each connection said, line by line.
    var heard: [[String]] { transcript.lines }

    func settings(
        tls: TLSPolicy = .none(forced: false), caFile: String? = nil, ehloName: String = "agent.example.test"
    ) -> SubmissionHost {
        SubmissionHost(
            name: "scripted",
            server: ServerSettings(
                host: name, port: server.port, tls: tls, caFile: caFile, authentication: .plain, userName: "support",
                secret: .environment("UNUSED")),
            ehloName: ehloName, limits: RateLimits())
    }

    func session(
        _ authentication: Authentication? = nil, tls: TLSPolicy = .none(forced: false), caFile: String? = nil
    ) -> SubmissionSession {
        SubmissionSession(
            host: settings(tls: tls, caFile: caFile), authentication: authentication, pool: WorkerPool(threads: 2))
    }
}

private final class Transcript: Sendable {
    private let state = Mutex<[Int: [String]]>([:])

    func begin(_ number: Int) { state.withLock { $0[number] = [] } }
    func add(_ line: String, _ number: Int) { state.withLock { $0[number, default: []].append(line) } }
    var lines: [[String]] { state.withLock { state in state.keys.sorted().map { state[$0] ?? [] } } }
}

let acknowledgement = Array("Subject: received\r\n\r\nThank you.\r\n.\r\n".utf8)
let toCustomer = Envelope(
    reversePath: nil, forwardPaths: [Address(localPart: "customer", domain: "customer.example")])

extension SubmissionSession {
    func hand(
        in envelope: Envelope = toCustomer, _ message: [UInt8] = acknowledgement,
        handingOver: @Sendable () throws -> Void = {}
    ) async -> SubmissionOutcome {
        await submit(envelope, message: message, deadline: .after(.seconds(20)), handingOver: handingOver)
    }
}

extension SubmissionOutcome {
    /// The class of outcome in one word, for tables.
    var word: String {
        switch self {
        case .accepted: "accepted"
        case .transient: "transient"
        case .permanent: "permanent"
        case .uncertain: "uncertain"
        }
    }

    var fault: SubmissionFault? {
        switch self {
        case .accepted: nil
        case .transient(let fault), .permanent(let fault), .uncertain(let fault): fault
        }
    }
}
