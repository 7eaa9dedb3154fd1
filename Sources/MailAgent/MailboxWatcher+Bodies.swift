import MailJournal
import MailRouting
import MailTransport

/// What the rules ask about behind the header, fetched for the messages that need it and for no other.
extension MailboxWatcher {
    /// Takes up what was written down and not decided, on a connection that has just selected the mailbox.
    func recover(_ port: any MailboxPort, _ known: WatchedMailbox) async throws {
        while !isInterrupted, let unread = try await handler.recover(known) { try await read(unread, port, known) }
        handler.wake(account.name)
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
            return octets.map { MessageParser.body(of: $0, isReport: arrival.message.mayBeDeliveryReport) }
        } catch {
            switch error {
            case .refused, .limit, .unsafe: return nil
            case .lost, .rejected, .throttled: throw error
            }
        }
    }
}
