import Glibc
import MailAgent
import MailRouting

/// The polling thread's state, and what it does in one round.
struct PollRound {
    private let listener: Listener
    private let desk: Desk
    private let time: Timekeeper
    private let wake: WakeSignal
    private let feed: AsyncStream<HTTPServer.Action>.Continuation
    /// By a number that is never used twice, so that a late answer finds nobody rather than somebody else.
    private var connections: [Int: Connection] = [:]
    private var lastNumber = 0
    /// Nobody is let in until then.
    private var closedUntil: Instant?
    private var eventsAt: Instant
    /// Connections with requests that have come and were not answered yet: the others had their turn first.
    private var behind: Set<Int> = []
    private var buffer = [UInt8](repeating: 0, count: 16 * 1024)

    init(
        _ listener: Listener, _ desk: Desk, _ time: Timekeeper, wake: WakeSignal,
        feed: AsyncStream<HTTPServer.Action>.Continuation
    ) {
        self.listener = listener
        self.desk = desk
        self.time = time
        self.wake = wake
        self.feed = feed
        eventsAt = time.reading().steadyInstant
    }

    /// Hands out what was answered elsewhere, waits for the sockets, and does what they are ready for.
    mutating func run(_ answers: [(connection: Int, response: HTTPResponse)]) {
        var now = time.reading().steadyInstant
        for (number, response) in answers {
            guard let connection = connections[number], case .answering(let closes) = connection.state else { continue }
            connection.answer(response, isHead: false, closes: closes, now: now)
            serve(connection, number, now: now)
        }
        let ready = poll(now: now)
        now = time.reading().steadyInstant
        let waiting = behind
        behind = []
        for number in waiting {
            if let connection = connections[number] { serve(connection, number, now: now) }
        }
        for (number, events) in ready {
            guard let connection = connections[number] else { continue }
            if events & Int16(POLLOUT) != 0 { connection.flush(now: now) }
            if events & Int16(POLLIN | POLLHUP | POLLERR) != 0 {
                buffer.withUnsafeMutableBytes { connection.read(into: $0, now: now) }
            }
            serve(connection, number, now: now)
        }
        letIn(now: now)
        tellFollowers(now: now)
        letGo(now: now)
    }

    // MARK: Waiting

    /// - Returns: the connections something can be done for, and what.
    private mutating func poll(now: Instant) -> [(Int, Int16)] {
        let numbers = Array(connections.keys)
        var wanted = numbers.map { number in
            pollfd(
                fd: connections[number]?.descriptor.number ?? -1, events: connections[number]?.interest ?? 0, revents: 0
            )
        }
        wanted.append(pollfd(fd: wake.descriptor.number, events: Int16(POLLIN), revents: 0))
        let isClosed = closedUntil.map { now < $0 } ?? false
        wanted.append(pollfd(fd: isClosed ? -1 : listener.descriptor.number, events: Int16(POLLIN), revents: 0))
        guard Glibc.poll(&wanted, nfds_t(wanted.count), timeout(now: now)) > 0 else { return [] }
        if wanted[numbers.count].revents != 0 { wake.drain() }
        return zip(numbers, wanted).filter { $1.revents != 0 }.map { ($0, $1.revents) }
    }

    private func timeout(now: Instant) -> Int32 {
        if !behind.isEmpty { return 0 }
        var next = connections.values.compactMap(\.deadline).min()
        if connections.values.contains(where: \.isFollowing) { next = min(next ?? eventsAt, eventsAt) }
        if let closedUntil { next = min(next ?? closedUntil, closedUntil) }
        guard let next else { return -1 }
        return Int32(clamping: max(0, (next - now).milliseconds))
    }

    // MARK: Coming and going

    private mutating func letIn(now: Instant) {
        if let closedUntil, now < closedUntil { return }
        closedUntil = nil
        for _ in 0..<Limits.acceptsPerRound {
            switch listener.accept() {
            case .connection(let descriptor):
                let connection = Connection(descriptor, now: now)
                guard connections.count < Limits.connections || makeRoom() else {
                    let refusal = HTTPResponse.text(.unavailable, "too many connections", [("Retry-After", "5")])
                    connection.answer(refusal, isHead: false, closes: true, now: now)
                    continue
                }
                lastNumber += 1
                connections[lastNumber] = connection
            case .none: return
            case .exhausted:
                closedUntil = now + Limits.exhaustionPause
                return
            }
        }
    }

    /// Lets go of the connection that has been of no use for longest, so that those who hold many keep nobody out.
    private mutating func makeRoom() -> Bool {
        let victim = connections.filter { $0.value.isExpendable }.min {
            ($0.value.since, $0.key) < ($1.value.since, $1.key)
        }
        guard let victim else { return false }
        connections[victim.key] = nil
        return true
    }

    private mutating func letGo(now: Instant) {
        for (number, connection) in connections {
            if let deadline = connection.deadline, deadline <= now {
                if case .reading = connection.state, !connection.hasOutput {
                    connection.refuse(.text(.timeout, "the request took too long to come"), now: now)
                } else {
                    connection.enter(.ended, now: now)
                }
            }
            if connection.isEnded { connections[number] = nil }
        }
    }

    // MARK: Answering

    private mutating func serve(_ connection: Connection, _ number: Int, now: Instant) {
        for _ in 0..<Limits.requestsPerRound {
            let request: HTTPRequest?
            do throws(RequestReader.Refusal) { request = try connection.nextRequest(now: now) } catch {
                connection.refuse(HTTPResponse(error), now: now)
                return
            }
            guard let request else { return }
            answer(request, connection, number, now: now)
        }
        behind.insert(number)
    }

    private func answer(_ request: HTTPRequest, _ connection: Connection, _ number: Int, now: Instant) {
        switch desk.answer(request) {
        case .response(let response):
            connection.answer(response, isHead: request.method == .head, closes: request.closes, now: now)
        case .action(let work):
            connection.enter(.answering(closes: request.closes), now: now)
            feed.yield((number, work))
        case .follow where request.method == .head:
            // As GET would begin; there is nothing to follow.
            connection.say(HTTPResponse.eventHead(), now: now)
            connection.enter(.finishing, now: now)
            connection.flush(now: now)
        case .follow(let stream):
            guard connections.values.count(where: \.isFollowing) < Limits.followers else {
                let refusal = HTTPResponse.text(.unavailable, "too many follow the events", [("Retry-After", "30")])
                connection.answer(refusal, isHead: false, closes: true, now: now)
                return
            }
            connection.say(HTTPResponse.eventHead(), now: now)
            connection.enter(.following(stream), now: now)
            tell(connection, stream, now: now)
        }
    }

    private mutating func tellFollowers(now: Instant) {
        guard now >= eventsAt else { return }
        eventsAt = now + Limits.eventInterval
        for connection in connections.values {
            if case .following(let stream) = connection.state { tell(connection, stream, now: now) }
        }
    }

    private func tell(_ connection: Connection, _ stream: EventStream, now: Instant) {
        if let octets = stream.next(now: now) { connection.say(octets, now: now) }
        connection.flush(now: now)
        if connection.unsent > Limits.unreadEvents { connection.enter(.ended, now: now) }
    }
}
