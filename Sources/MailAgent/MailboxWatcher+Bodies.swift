import MailJournal
import MailRouting
import MailTransport

/// What the rules ask about behind the header, fetched for the messages that need it and for no other.
extension MailboxWatcher {
    /// Takes up what was written down and not decided, on a connection that has just selected the mailbox.
    func recover(_ port: any MailboxPort, _ known: WatchedMailbox) async throws {
        while !isInterrupted, let unread = try await handler.recover(known) {
            try await read(try await claimed(unread, port, known), port, known)
        }
        handler.wake(account.name)
    }

    /// Where other agents watch the same mailbox: claims what is new in the selected mailbox, and goes on with what was
    /// won. A message that an earlier life of this agent claimed bears its mark, so it is won again.
    ///
    /// - Returns: what has to be read.
    func claimed(
        _ arrivals: [ParsedArrival], _ port: any MailboxPort, _ known: WatchedMailbox
    ) async throws -> [ParsedArrival] {
        guard let claim = handler.claim, !arrivals.isEmpty else { return arrivals }
        // What is only observed is left as it is: nothing is done that another agent could do as well.
        let wanted = arrivals.map(\.item).filter { !$0.isObserved }.map(\.arrival.location.uid)
        let result = wanted.isEmpty ? ClaimResult() : try await port.claim(wanted, as: claim)
        return try await handler.settle(arrivals, result, in: known)
    }

    /// Reads messages of the selected mailbox, one at a time, and decides about them. What a stop or a fault leaves
    /// undecided is taken up on the next connection.
    func read(_ unread: [ParsedArrival], _ port: any MailboxPort, _ known: WatchedMailbox) async throws {
        var read: [ParsedArrival] = []
        var failure: MailboxFault?
        for var arrival in unread where !isInterrupted && failure == nil {
            do throws(MailboxFault) {
                arrival.message.body = try await body(of: arrival, port)
                read.append(arrival)
            } catch { failure = error }
            if read.count == Limits.readBatch {
                try await handler.decide(read, in: known)
                read = []
            }
        }
        try await handler.decide(read, in: known)
        if let failure { throw failure }
    }

    /// What its beginning tells, however large the message is: the memory for one is bounded. Nil when the message is
    /// gone or the server will not give it. Any other fault is about the connection: the message is read on the next one.
    private func body(of arrival: ParsedArrival, _ port: any MailboxPort) async throws(MailboxFault) -> MessageBody? {
        do {
            let uid = arrival.item.arrival.location.uid
            let octets = try await port.beginning(of: uid, atMost: MailTransport.Limits.messageBytes)
            return octets.map { octets in
                handler.slot(account.name).reading {
                    MessageParser.body(of: octets, isReport: arrival.message.mayBeDeliveryReport)
                }
            }
        } catch {
            switch error {
            case .refused, .limit, .unsafe: return nil
            case .lost, .rejected, .throttled: throw error
            }
        }
    }
}
