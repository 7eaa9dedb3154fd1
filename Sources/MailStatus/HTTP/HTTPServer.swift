import Foundation
import MailAgent
import MailRouting
import Synchronization

/// What the server asks for answers; on its own thread, so an answer must not wait for anything but a look at the journal.
struct Desk: Sendable {
    enum Answer: Sendable {
        case response(HTTPResponse)
        /// Work that waits: it is done elsewhere, and the connection waits for it.
        case action(@Sendable () async -> HTTPResponse)
        /// The connection follows the events from now on.
        case follow(EventStream)
    }
    let answer: @Sendable (HTTPRequest) -> Answer
}

/// An HTTP/1.1 server on one thread of its own (RFC 9110, RFC 9112).
///
/// All connections are polled by that thread, every one within its bounds, and it is nicer than the others to the
/// processor: however many ask, the loops of the agent come first. Only actions leave it, one after the other.
final class HTTPServer: Sendable {
    typealias Action = (connection: Int, work: @Sendable () async -> HTTPResponse)

    private let desk: Desk
    private let time: Timekeeper
    private let wake: WakeSignal
    private let shared = Mutex(Shared())
    private let actions: AsyncStream<Action>
    private let feed: AsyncStream<Action>.Continuation

    struct Shared {
        var isStopping = false
        var answers: [(connection: Int, response: HTTPResponse)] = []
    }

    /// Nil when the process has no descriptor left.
    init?(_ desk: Desk, time: Timekeeper) {
        guard let wake = WakeSignal() else { return nil }
        self.desk = desk
        self.time = time
        self.wake = wake
        // Each connection has one action at most.
        (actions, feed) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(Limits.connections))
    }

    /// Serves what connects to the listener, until the task is cancelled.
    func run(on listener: Listener) async {
        await withTaskCancellationHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.serve(listener) }
                group.addTask { await self.act() }
                await group.next()
                self.feed.finish()
                group.cancelAll()
            }
        } onCancel: {
            shared.withLock { $0.isStopping = true }
            wake.ring()
        }
    }

    private func serve(_ listener: Listener) async {
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            let thread = Thread {
                // For this thread alone, as Linux has it.
                _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 5)
                var round = PollRound(listener, self.desk, self.time, wake: self.wake, feed: self.feed)
                while let answers = self.news() { round.run(answers) }
                done.resume()
            }
            thread.name = "mailroom.status"
            thread.stackSize = 1 << 20
            thread.start()
        }
    }

    /// What was answered elsewhere since the last round; nil when it is time to end.
    private func news() -> [(connection: Int, response: HTTPResponse)]? {
        shared.withLock { shared in
            if shared.isStopping { return nil }
            defer { shared.answers = [] }
            return shared.answers
        }
    }

    /// One action after the other: what people ask for has an order.
    private func act() async {
        for await action in actions {
            let response = await action.work()
            shared.withLock { $0.answers.append((action.connection, response)) }
            wake.ring()
        }
    }
}
