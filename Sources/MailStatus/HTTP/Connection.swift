import Glibc
import MailRouting

/// One connection of the status server: what came, what is to go out, and until when it may take.
///
/// Belongs to the polling thread alone. It blocks nowhere: reading and writing do what the socket can take now.
final class Connection {
    enum State {
        /// Between two requests.
        case idle
        /// A part of a request has come.
        case reading
        /// Somebody works on the answer.
        case answering(closes: Bool)
        /// It follows the events.
        case following(EventStream)
        /// The last answer is on its way out.
        case finishing
        /// All is said; what still comes is thrown away.
        case lingering(octets: Int)
        case ended
    }

    let descriptor: Descriptor
    private(set) var state = State.idle
    /// When the state began, by the steady clock.
    private(set) var since: Instant
    private var reader = RequestReader()
    private var output: [UInt8] = []
    private var written = 0
    /// Since when nothing of the output has gone out.
    private var stuckSince: Instant?

    init(_ descriptor: Descriptor, now: Instant) {
        self.descriptor = descriptor
        since = now
    }

    var isEnded: Bool { if case .ended = state { true } else { false } }
    var isFollowing: Bool { if case .following = state { true } else { false } }
    /// It may be closed in favour of a newer one: nobody waits for its answer.
    var isExpendable: Bool {
        switch state {
        case .idle, .reading, .lingering: output.isEmpty
        case .answering, .following, .finishing, .ended: false
        }
    }
    var hasOutput: Bool { written < output.count }
    var unsent: Int { output.count - written }

    /// What to poll for.
    var interest: Int16 {
        var events: Int16 = 0
        switch state {
        // While an answer has not gone out, no further request is read: whoever does not read is not served.
        case .idle, .reading: events = hasOutput ? 0 : Int16(POLLIN)
        case .following, .lingering: events = Int16(POLLIN)
        case .answering, .finishing, .ended: break
        }
        return hasOutput ? events | Int16(POLLOUT) : events
    }

    /// When it has had its time; nil while it may stay as it is.
    var deadline: Instant? {
        if let stuckSince { return stuckSince + Limits.writeTime }
        switch state {
        case .idle: return since + Limits.idleTime
        case .reading: return since + Limits.requestTime
        case .answering: return since + Limits.actionTime
        case .lingering: return since + Limits.lingerTime
        case .following, .finishing, .ended: return nil
        }
    }

    func enter(_ state: State, now: Instant) {
        self.state = state
        since = now
    }

    // MARK: Reading

    /// Takes what has come.
    func read(into buffer: UnsafeMutableRawBufferPointer, now: Instant) {
        let count = recv(descriptor.number, buffer.baseAddress, buffer.count, 0)
        guard count > 0 else {
            if count == 0 || (errno != EAGAIN && errno != EINTR) { enter(.ended, now: now) }
            return
        }
        switch state {
        case .idle, .reading:
            reader.append(buffer[..<count])
            if case .idle = state { enter(.reading, now: now) }
        case .lingering(let octets):
            let octets = octets + count
            state = octets > Limits.lingerOctets ? .ended : .lingering(octets: octets)
        case .answering, .following, .finishing, .ended: break
        }
    }

    /// The next request, when all of it has come and the answer before it has gone out.
    func nextRequest(now: Instant) throws(RequestReader.Refusal) -> HTTPRequest? {
        switch state {
        case .idle, .reading: break
        case .answering, .following, .finishing, .lingering, .ended: return nil
        }
        guard !hasOutput else { return nil }
        guard let request = try reader.next() else {
            if !reader.isInTheMiddle, case .reading = state { enter(.idle, now: now) }
            return nil
        }
        return request
    }

    // MARK: Writing

    /// Refuses what cannot be read as a request, and ends.
    func refuse(_ response: HTTPResponse, now: Instant) {
        answer(response, isHead: reader.isHead, closes: true, now: now)
    }

    /// Answers, and goes back to reading or ends.
    func answer(_ response: HTTPResponse, isHead: Bool, closes: Bool, now: Instant) {
        say(response.wire(isHead: isHead, closes: closes), now: now)
        enter(closes ? .finishing : (reader.isInTheMiddle ? .reading : .idle), now: now)
        flush(now: now)
    }

    func say(_ octets: [UInt8], now: Instant) {
        if !hasOutput {
            output = octets
            written = 0
            stuckSince = now
        } else {
            output.append(contentsOf: octets)
        }
    }

    /// Writes what the socket can take now.
    func flush(now: Instant) {
        while hasOutput {
            let count = output.withUnsafeBytes { bytes in
                send(
                    descriptor.number, bytes.baseAddress.map { $0 + written }, bytes.count - written,
                    Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else {
                if errno == EINTR { continue }
                if errno != EAGAIN { enter(.ended, now: now) }
                return
            }
            written += count
            stuckSince = now
        }
        (output, written, stuckSince) = ([], 0, nil)
        if case .finishing = state {
            // The other side gets the end of the answer, and then the end.
            shutdown(descriptor.number, Int32(SHUT_WR))
            enter(.lingering(octets: 0), now: now)
        }
    }
}
