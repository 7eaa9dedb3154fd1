import MailAgent
import MailRouting
import Synchronization

/// When each message came, and when the agent noticed it, had it in its department, and had its acknowledgement accepted.
final class RehearsalTimes: Sendable {
    /// The way of one message, each since the start of the run; nil for what did not happen.
    struct Walk: Sendable, Equatable {
        /// The mail server has it.
        var came: Duration?
        var noticed: Duration?
        var settled: Duration?
        var sent: Duration?

        /// When it arrived: the agent may hear of it before the server has told us.
        var arrived: Duration? { [came, noticed].compactMap { $0 }.min() }
    }

    private struct State {
        var walks: [ArrivalID: Walk] = [:]
        var came: [Int: Duration] = [:]
        var decided = 0
        var sent = 0
    }
    private let state = Mutex(State())
    private let start = ContinuousClock.now

    /// What has passed of the run.
    var elapsed: Duration { ContinuousClock.now - start }

    /// The mail server has taken the message with this number of the week, from 0.
    func came(_ index: Int) {
        let now = elapsed
        state.withLock { $0.came[index] = now }
    }

    func note(_ event: WalkEvent) {
        let now = elapsed
        state.withLock { state in
            switch event.plain {
            case .arrived(let id, _, _, _): state.walks[id, default: Walk()].noticed = now
            case .decided(let id, let location, _, let destination):
                state.decided += 1
                if location.mailbox == destination { state.walks[id, default: Walk()].settled = now }
            case .routed(let id, _, _, _): state.walks[id, default: Walk()].settled = now
            case .sent(let id, _, _, _, _):
                state.sent += 1
                state.walks[id, default: Walk()].sent = now
            default: break
            }
        }
    }

    /// Decisions about anything at all.
    var decided: Int { state.withLock { $0.decided } }
    /// Acknowledgements of anything at all that were accepted.
    var sent: Int { state.withLock { $0.sent } }

    /// The way of the message with this number.
    func walk(of index: Int, _ arrival: ArrivalID?) -> Walk {
        state.withLock { state in
            var walk = arrival.flatMap { state.walks[$0] } ?? Walk()
            walk.came = state.came[index]
            return walk
        }
    }
}
