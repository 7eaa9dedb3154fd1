public import MailJournal
public import MailRouting

/// Sends single messages that are no jobs, such as test letters, the way acknowledgements go: through the first host that
/// can be used, and with a place in its account's rate windows, which an agent that runs meanwhile counts as well.
public struct LetterSender: Sendable {
    private let hosts: [SubmissionHost]
    private let ports: [SubmissionHostName: any SubmissionPort]
    private let journal: Journal
    private let time: Timekeeper

    public init(
        _ hosts: [SubmissionHost], journal: Journal, time: Timekeeper = .system,
        open: @Sendable (SubmissionHost) -> any SubmissionPort
    ) {
        self.hosts = hosts.sorted { ($0.priority, -$0.weight) < ($1.priority, -$1.weight) }
        ports = Dictionary(hosts.map { ($0.name, open($0)) }, uniquingKeysWith: { first, _ in first })
        self.journal = journal
        self.time = time
    }

    /// What came of one message.
    public struct Result: Sendable {
        /// The host it was given to; nil when none could be reached.
        public let host: SubmissionHostName?
        public let outcome: Outcome
    }

    /// Waits for a place and sends.
    ///
    /// - Parameters:
    ///   - pause: how long to let others pass before asking again.
    ///   - isOvertaken: whether others go first, asked before each try for a place.
    ///   - waiting: told when there is no place yet, with the time until it is tried again.
    public func send(
        _ message: OutgoingMessage, lettingPass pause: Interval = .milliseconds(500),
        whenever isOvertaken: @Sendable () async throws -> Bool = { false }, waiting: @Sendable (Interval) -> Void
    ) async throws -> Result {
        var unreachable = Fault(cause: "no submission host is configured")
        for host in hosts {
            guard let port = ports[host.name] else { continue }
            do { try await port.prepare() } catch {
                unreachable = error
                continue
            }
            let place = try await place(at: host, lettingPass: pause, whenever: isOvertaken, waiting: waiting)
            // The wait may have been long: a port that is there does nothing here.
            do { try await port.prepare() } catch {
                try await journal.settle(place, at: time.reading())
                unreachable = error
                continue
            }
            let outcome = await port.submit(message) {}
            try await journal.settle(place, at: time.reading())
            return Result(host: host.name, outcome: outcome)
        }
        return Result(host: nil, outcome: .transient(unreachable))
    }

    public func close() async { for port in ports.values { await port.close() } }

    private func place(
        at host: SubmissionHost, lettingPass pause: Interval, whenever isOvertaken: @Sendable () async throws -> Bool,
        waiting: @Sendable (Interval) -> Void
    ) async throws -> Journal.Place {
        while true {
            if try await isOvertaken() {
                waiting(pause)
                try await time.sleep(pause)
                continue
            }
            let reading = time.reading()
            switch try await journal.takePlace(of: host.account, limits: host.limits, at: reading) {
            case .success(let place): return place
            case .failure(let taken):
                let wait = max(taken.until - reading.wall, .milliseconds(1))
                waiting(wait)
                try await time.sleep(wait)
            }
        }
    }
}
