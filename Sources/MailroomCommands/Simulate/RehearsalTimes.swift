import MailAgent
import MailRouting
import Synchronization

/// When the agent noticed each message, had it in its department, and had its acknowledgement accepted.
final class RehearsalTimes: Sendable {
    /// How long after the notice, for all messages that came so far.
    struct Spans: Sendable {
        var settled: [Duration] = []
        var sent: [Duration] = []
    }

    private struct State {
        var arrived: [ArrivalID: ContinuousClock.Instant] = [:]
        var spans = Spans()
    }
    private let state = Mutex(State())

    func note(_ event: WalkEvent) {
        let now = ContinuousClock.now
        state.withLock { state in
            switch event {
            case .arrived(let id, _, _, _): state.arrived[id] = now
            case .decided(let id, let location, _, let destination) where location.mailbox == destination:
                if let start = state.arrived[id] { state.spans.settled.append(now - start) }
            case .routed(let id, _, _, _):
                if let start = state.arrived[id] { state.spans.settled.append(now - start) }
            case .sent(let id, _, _, _, _):
                if let start = state.arrived[id] { state.spans.sent.append(now - start) }
            default: break
            }
        }
    }

    var spans: Spans { state.withLock { $0.spans } }
}
