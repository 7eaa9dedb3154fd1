public import MailJournal
public import MailRouting
public import ServiceLifecycle

/// Looks every half minute for what a person should be told, and has it told.
public struct AlertWatch: Service {
    private let journal: Journal
    private let perHour: Int
    private let time: Timekeeper
    private let certificates: @Sendable () async -> [CertificateSighting]
    private let tell: (@Sendable (AlertBook.Sighting, _ held: Int) async -> Bool)?
    private let walk: @Sendable (WalkEvent) -> Void
    private let accounts: @Sendable () -> [Account]

    /// - Parameters:
    ///   - accounts: those of the configuration in force: what is written down of others is the past.
    ///   - certificates: when those of the servers expire; asked once every few hours.
    ///   - walk: told what certificates are a concern, whether somebody is told or not.
    ///   - tell: false when nobody could be told; then it is due again. Nil where nobody is to be told.
    public init(
        _ journal: Journal, perHour: Int, accounts: @escaping @Sendable () -> [Account], time: Timekeeper = .system,
        certificates: @escaping @Sendable () async -> [CertificateSighting],
        walk: @escaping @Sendable (WalkEvent) -> Void,
        tell: (@Sendable (AlertBook.Sighting, _ held: Int) async -> Bool)?
    ) {
        self.journal = journal
        self.perHour = perHour
        self.accounts = accounts
        self.time = time
        self.certificates = certificates
        self.walk = walk
        self.tell = tell
    }

    public func run() async throws {
        var book = AlertBook(perHour: perHour)
        var expiries = ExpiryBook()
        while !isStopping {
            let now = time.now()
            if expiries.isDue(now) { expiries.note(await certificates(), now: now) }
            let expiring = expiries.sightings(now)
            expiries.changes(expiring).forEach(walk)
            // What cannot be read now is read in half a minute; a journal that is ill is told in the walk.
            if let tell, let seen = try? await sightings(now) {
                for sighting in book.due(seen + expiring, now: now) {
                    if await tell(sighting, book.held) { book.noteTold(sighting, now: now) }
                }
            }
            await time.pause(Limits.alertInterval)
        }
    }

    private var isStopping: Bool { Task.isShuttingDownGracefully || Task.isCancelled }

    private func sightings(_ now: Instant) async throws(JournalFault) -> [AlertBook.Sighting] {
        var all: [AlertBook.Sighting] = []
        let (watching, pauses) = (try await journal.watching(), try await journal.pauses())
        for account in accounts() where !pauses.holds(account.name) {
            let states = account.watch.compactMap { watching[MailboxAddress(account: account.name, mailbox: $0)] }
            guard let lost = states.first(where: { !$0.isConnected }) else { continue }
            all.append(
                .init(
                    .accountDown(account.name),
                    "account \(account.name) has not been reached since \(lost.since.clock): \(lost.detail ?? "")",
                    advice: "'mailroom check' asks the server and says what to do"))
        }
        let stuck = try await journal.queue(
            of: [.delivery, .copy, .acknowledgement, .undo], in: [.held, .failed], limit: Limits.alertJobs,
            onlyReal: true)
        if let newest = stuck.max(by: { $0.id.value < $1.id.value }) {
            all.append(
                .init(
                    .held, "\(stuck.count) jobs wait for a person; the newest is \(newest.kind.rawValue) \(newest.id)",
                    advice: "'mailroom status' lists them with their next step", count: stuck.count))
        }
        let sending = try await journal.sending()
        if case .open = sending {
            all.append(.init(.storm, sending.description, advice: sending.advice))
        }
        let unaccounted = try await journal.unaccounted()
        if unaccounted > 0 {
            all.append(
                .init(
                    .unaccounted, "\(unaccounted) messages are accounted for by nothing",
                    advice: "'mailroom audit' says which", count: unaccounted))
        }
        return all
    }
}

extension Instant {
    /// `14:05 UTC`
    var clock: String {
        let minutes = milliseconds / 60_000
        let (hour, minute) = ((minutes / 60) % 24, minutes % 60)
        return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute) UTC"
    }
}
