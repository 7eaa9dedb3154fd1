import MailAgent
import MailConfig
import MailJournal
import MailRouting
import MailTransport

/// Writes an undo into the journal and sees to it that it is done: by the agent that holds the state folder's lock, or by
/// this process while it holds it.
struct UndoWork {
    private let configuration: Configuration
    private let journal: Journal
    /// Nil while an agent runs: then the jobs are its.
    private let lock: StateLock?

    /// Looked at this often while the agent works.
    private static let lookInterval = Interval.milliseconds(250)

    init(_ configuration: Configuration) throws {
        self.configuration = configuration
        let folder = configuration.stateFolder
        do {
            do throws(StateLockFault) { lock = try StateLock(folder: folder) } catch {
                guard case .held = error else { throw error }
                lock = nil
            }
            journal = try Journal(joining: JournalFile.path(configuration))
        } catch {
            let next = (error as? StateLockFault)?.nextStep ?? (error as? JournalFault)?.nextStep
            Terminal.note("cannot use the state folder \(folder): \(error)\(next.map { "\nnext: \($0)" } ?? "")")
            throw ExitStatus.environment.code
        }
    }

    func begin(_ selection: UndoSelection, now: Instant) async throws(JournalFault) -> [UndoItem] {
        try await journal.undo(selection, now: now)
    }

    /// - Returns: how far each is, once nothing more happens by itself for now.
    func finish(_ items: [UndoItem]) async throws(JournalFault) -> [ArrivalID: UndoProgress] {
        let open = items.filter { item in
            switch item.verdict {
            case .bringBack, .goOn: true
            case .stayed, .isBack, .notDelivered, .notRouted: false
            }
        }.map(\.id)
        if open.isEmpty { return [:] }
        guard lock == nil else {
            try await perform()
            return try await journal.undoProgress(of: open)
        }
        var progress = Progress("brought back", of: open.count)
        defer { progress.finish() }
        while true {
            let states = try await journal.undoProgress(of: open)
            // A first attempt that failed is told to the person; the agent goes on trying.
            let waiting = states.values.count { ["pending", "claimed"].contains($0.state) }
            if waiting == 0 { return states }
            progress.show(open.count - waiting)
            do { try await Timekeeper.system.sleep(Self.lookInterval) } catch { return states }
        }
    }

    private func perform() async throws(JournalFault) {
        let pool = WorkerPool()
        let authenticator = Authenticator(stateFolder: configuration.stateFolder)
        // Only while the lock is held: the folder belongs to one process at a time.
        let spool: Spool?
        do { spool = try Spool(folder: configuration.stateFolder + "/spool") } catch {
            Terminal.note("note: large messages are carried in memory: \(error)")
            spool = nil
        }
        let run = UndoRun(
            configuration, journal: journal,
            open: { account throws(MailboxFault) in
                let authentication: Authentication
                do throws(CredentialFault) {
                    authentication = try await authenticator.authentication(for: account.server)
                } catch {
                    throw .rejected(error.fault(of: account.server))
                }
                return try await IMAPMailbox.open(account, as: authentication, on: pool, spool: spool)
            },
            walk: { if $0.isTrouble { Terminal.note($0.description) } })
        try await run.run()
    }
}
