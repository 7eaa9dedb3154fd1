public import MailJournal
import MailRouting
public import ServiceLifecycle
import Synchronization

/// Keeps the last lines of the walk and how watching stands in the journal, for whoever looks on from another process.
///
/// Written at most once a second, so that looking on costs the disk next to nothing. What cannot be written is let go:
/// nothing but a screen is made from it.
public final class WalkRecorder: Service {
    private struct Batch {
        var entries: [WalkEntry] = []
        var watching: [MailboxAddress: WatchRecord] = [:]
        /// Nil for what is over.
        var concerns: [String: Concern?] = [:]
        var isEmpty: Bool { entries.isEmpty && watching.isEmpty && concerns.isEmpty }
    }
    private let batch = Mutex(Batch())
    private let journal: Journal
    private let discretion: Discretion
    private let time: Timekeeper

    public init(_ journal: Journal, _ discretion: Discretion, time: Timekeeper = .system) {
        self.journal = journal
        self.discretion = discretion
        self.time = time
    }

    @Sendable public func note(_ event: WalkEvent) {
        let now = time.now()
        let entry = WalkEntry(
            at: now, level: event.level, component: event.component, step: event.step, arrival: event.arrival,
            text: discretion.text(of: event))
        batch.withLock { batch in
            if batch.entries.count >= Limits.walkBuffer { batch.entries.removeFirst(Limits.walkBuffer / 2) }
            batch.entries.append(entry)
            if let (mailbox, fault) = event.watchState {
                batch.watching[mailbox] = WatchRecord(
                    mailbox: mailbox, isConnected: fault == nil, since: now,
                    detail: fault.map { discretion.cleansed($0.description) })
            }
            switch event {
            case .concern(let subject, let text, let next):
                batch.concerns.updateValue(
                    Concern(subject: subject, since: now, text: discretion.cleansed(text), next: next), forKey: subject)
            case .concernOver(let subject): batch.concerns.updateValue(nil, forKey: subject)
            default: break
            }
        }
    }

    /// Until it is cancelled: the last lines are written while the agent stops.
    public func run() async throws {
        // Those of the last run; a journal that cannot be written to shows them a while longer.
        try? await journal.forgetConcerns()
        while !Task.isCancelled {
            // The only error is cancellation, and then what is there is written.
            do { try await time.sleep(Limits.walkInterval) } catch {}
            await write()
        }
    }

    private func write() async {
        let batch = batch.withLock { batch in
            defer { batch = Batch() }
            return batch
        }
        if batch.isEmpty { return }
        // The loops say what is wrong with the journal; a line less on a screen is no further news.
        try? await journal.note(batch.entries, Array(batch.watching.values), concerns: batch.concerns)
    }
}
