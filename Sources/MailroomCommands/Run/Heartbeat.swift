import Foundation
import MailAgent
import MailRouting
import ServiceLifecycle

/// Tells the service manager that the agent runs, is still alive, how it is, and that it stops.
///
/// Alive means that the journal answered: everything the agent does goes through it, so an agent whose journal does not
/// answer does nothing, and is better started anew.
struct Heartbeat: Sendable {
    let manager: ServiceManager
    /// How the agent is, for `systemctl status`. Asks the journal.
    let state: @Sendable () async -> String
    let time: Timekeeper
    /// Told what could not be said; nothing depends on it but the manager's own patience.
    let report: @Sendable (String) -> Void

    /// How often to say how it is, where nobody watches.
    private static let interval = Interval.seconds(10)

    /// Until a graceful shutdown.
    func run() async throws {
        tell(.ready)
        // A third of the time it has: two beats may be late.
        let pause = manager.watchdog.map { Interval(milliseconds: max(100, $0.milliseconds / 3)) } ?? Self.interval
        try await cancelWhenGracefulShutdown {
            while true {
                tell(.watchdog, .status(await state()))
                do { try await time.sleep(min(pause, Self.interval)) } catch is CancellationError { return }
            }
        }
        tell(.stopping)
    }

    /// How the agent is, in one line.
    static func line(_ readiness: Readiness) -> String {
        guard let first = readiness.reasons.first else { return "ready" }
        let others = readiness.reasons.count - 1
        return "not ready: \(first)" + (others > 0 ? " (and \(others) more)" : "")
    }

    private func tell(_ messages: ServiceManager.Message...) {
        for message in messages {
            do { try manager.tell(message) } catch { report("\(error)") }
        }
    }
}
