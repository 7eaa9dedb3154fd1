public import MailRouting
public import MailTransport

/// The real submission port: a kept submission session, with its outcomes in the loops' terms.
public actor SubmissionHostPort: SubmissionPort {
    private let host: SubmissionHost
    private let authenticate: @Sendable (ServerSettings) async throws(Fault) -> Authentication
    private let rejected: @Sendable (Authentication) async -> Void
    private let pool: WorkerPool
    private let patience: Patience
    private var session: SubmissionSession?
    /// What the session was opened with.
    private var shown: Authentication?

    /// How long the host may take, handed in.
    public struct Patience: Sendable {
        /// Connecting, TLS and authentication included.
        public let connect: Duration
        /// One message, from MAIL to the reply to the final dot.
        public let message: Duration
        public init(connect: Duration, message: Duration) {
            self.connect = connect
            self.message = message
        }
        public static let standard = Patience(connect: Limits.connectPatience, message: Limits.submissionPatience)
    }

    /// - Parameter rejected: told what the host did not take at AUTH.
    public init(
        _ host: SubmissionHost, on pool: WorkerPool, patience: Patience = .standard,
        authenticate: @escaping @Sendable (ServerSettings) async throws(Fault) -> Authentication,
        rejected: @escaping @Sendable (Authentication) async -> Void = { _ in }
    ) {
        self.host = host
        self.pool = pool
        self.patience = patience
        self.authenticate = authenticate
        self.rejected = rejected
    }

    public func prepare() async throws(Fault) {
        let session = try await opened()
        do {
            _ = try await session.probe(deadline: .after(patience.connect))
        } catch {
            // The secret may have been changed since it was read.
            self.session = nil
            if error.command == .AUTH, case .refused = error.cause, let shown { await rejected(shown) }
            throw error.fault
        }
    }

    public func submit(
        _ message: OutgoingMessage, handingOver: @escaping @Sendable () throws -> Void
    ) async -> Outcome {
        do {
            let outcome = await (try opened()).submit(
                message.envelope, message: message.bytes, deadline: .after(patience.message),
                handingOver: handingOver)
            switch outcome {
            case .accepted(let reply): return .completed(.accepted(reply.description))
            case .transient(let fault): return .transient(fault.fault)
            case .permanent(let fault): return .permanent(fault.fault)
            case .uncertain(let fault): return .uncertain(fault.fault)
            }
        } catch {
            return .transient(error)
        }
    }

    public func close() async {
        await session?.close()
        session = nil
    }

    private func opened() async throws(Fault) -> SubmissionSession {
        if let session { return session }
        let authentication = try await authenticate(host.server)
        let fresh = SubmissionSession(host: host, authentication: authentication, pool: pool)
        (session, shown) = (fresh, authentication)
        return fresh
    }
}
