import Foundation
import Glibc
import MailAgent
import MailRehearsal
import Synchronization

/// How others have a say in a run: by SIGTERM and SIGINT, and by the verbs `simulate pause`, `resume` and `stop`.
///
/// The first signal ends the week as `stop` does; the second gives up what is still under way.
final class RehearsalControl: Sendable {
    private struct State {
        var stops = 0
        var told: SimulationStanding?
    }
    private let state = Mutex(State())
    private let seat: SimulationSeat?
    private let lock: StateLock?

    /// Only signals, or not even these.
    init() {
        seat = nil
        lock = nil
    }

    /// - Throws: `RunningSimulations.Unusable` or `StateLockFault` when the place cannot be used.
    init(in place: RunningSimulations) throws {
        let seat = try place.make()
        lock = try seat.lock()
        self.seat = seat
    }

    /// What was wished since the last question, in order.
    func wishes() -> [Pacing.Wish] {
        let isStopped = state.withLock { $0.stops > 0 }
        let wish = seat?.takeWish().flatMap(Pacing.Wish.init(rawValue:))
        if wish == .stop { askToStop() }
        return [wish, isStopped ? .stop : nil].compactMap { $0 }
    }

    func askToStop() { state.withLock { $0.stops += 1 } }

    /// Somebody does not want to wait for what is under way.
    var isGivenUp: Bool { state.withLock { $0.stops > 1 } }

    /// Says how the run stands, to whoever asks.
    func tell(_ standing: SimulationStanding) {
        let isNew = state.withLock { state in
            defer { state.told = standing }
            return state.told != standing
        }
        guard isNew else { return }
        // The run goes on; whoever asks how it stands hears nothing, and says so.
        do { try seat?.note(standing) } catch { Terminal.note("note: cannot say how the simulation stands: \(error)") }
    }

    /// The run is over: nobody finds it any more.
    func close() {
        do { try seat?.remove() } catch { Terminal.note("note: cannot remove \(seat?.folder ?? ""): \(error)") }
    }

    /// Calls ``askToStop()`` for SIGTERM and SIGINT while it lives. Begun after the servers, which are to heed these
    /// signals themselves.
    final class Signals {
        private let sources: [any DispatchSourceSignal]

        init(_ control: RehearsalControl) {
            let queue = DispatchQueue(label: "mailroom.simulate")
            sources = [SIGTERM, SIGINT].map { number in
                let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
                source.setEventHandler { control.askToStop() }
                source.resume()
                return source
            }
        }

        deinit { for source in sources { source.cancel() } }
    }
}
