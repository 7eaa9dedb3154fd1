import MailJournal
import MailRouting
import MailTransport

extension DeliveryPerformer {
    /// Brings one message into another account: copy, confirm, then put the source away where it is to go.
    func carry(_ delivery: Delivery, _ job: JobID, puttingAway: Bool) async -> Outcome {
        do {
            let copy: Location
            var keptAbove: DestinationMark?
            switch delivery.progress {
            case .copied(let uidValidity, let uid, _):
                copy = Location(mailbox: delivery.destination, uidValidity: uidValidity, uid: uid)
            case .puttingAway(let uidValidity, let uid, let mark):
                copy = Location(mailbox: delivery.destination, uidValidity: uidValidity, uid: uid)
                keptAbove = mark
            case .appending(let mark, let content):
                // An earlier attempt may have got as far as the server. Look before doing it again.
                if let found = try await find(content, like: delivery, above: mark) {
                    copy = found
                    try await note(copy, content, job)
                } else {
                    guard let made = try await append(delivery, job) else { return .completed(.vanished) }
                    copy = made
                }
            case .untouched, .begun, .returned:
                guard let made = try await append(delivery, job) else { return .completed(.vanished) }
                copy = made
            }
            let kept =
                puttingAway ? try await putAway(delivery, of: job, copiedTo: copy, keptAbove: keptAbove) : nil
            return .completed(.delivered(copy, kept: kept))
        } catch let fault as MailboxFault {
            return Self.outcome(fault)
        } catch {
            return .transient(Fault(cause: "\(error)"))
        }
    }

    private func note(_ copy: Location, _ content: Content, _ job: JobID) async throws {
        try await journal.note(.copied(copy.uidValidity, copy.uid, content), of: [job])
    }

    /// Fetches the message as it is now, notes what is about to happen, appends, and confirms.
    ///
    /// - Returns: where the copy stands; nil when the source is gone.
    private func append(_ delivery: Delivery, _ job: JobID) async throws -> Location? {
        let source = delivery.source
        let limit = settings.maximumSize
        let fetched = try await connection(source.mailbox.account).use {
            port throws(MailboxFault) -> (MailboxEntry, MessageContent)? in
            guard let place = try await locate([delivery], port).first,
                let entry = try await port.entries(of: [place.uid]).first,
                let content = try await port.content(of: place.uid, maximumSize: limit)
            else { return nil }
            try require(entry, toBe: delivery)
            return (entry, content)
        }
        guard let (entry, content) = fetched else { return nil }
        let identity = Content(sha256: content.sha256, size: content.size)
        let destination = try connection(delivery.destination.account)
        let mailbox = delivery.destination.mailbox
        let status = try await destination.use { port throws(MailboxFault) in
            try await port.status(mailbox, creating: true)
        }
        let mark = DestinationMark(uidValidity: status.uidValidity, uidNext: status.uidNext)
        try await journal.note(.appending(mark, identity), of: [job])
        let flags = entry.flags + delivery.keywords.map(\.rawValue)
        let named = try await destination.use { port throws(MailboxFault) in
            try await port.append(content, to: mailbox, flags: flags, internalDate: entry.internalDate)
        }
        let confirmed: Location
        if let named {
            confirmed = named
        } else if let found = try await find(identity, like: delivery, above: mark) {
            confirmed = found
        } else {
            // Appending again could make a second copy, and a third: a server may rewrite what it is given.
            throw MailboxFault.unsafe(
                Fault(command: "APPEND", cause: "the server said OK, but the copy is not at \(delivery.destination)"))
        }
        try await note(confirmed, identity, job)
        return confirmed
    }

    /// Looks for a copy, byte for byte: the header tells candidates, the whole content decides.
    private func find(
        _ content: Content, like delivery: Delivery, above mark: DestinationMark
    ) async throws(MailboxFault) -> Location? {
        try await connection(delivery.destination.account).use { port throws(MailboxFault) -> Location? in
            var candidates: [Location] = []
            let status = try await port.select(delivery.destination.mailbox)
            let first = status.uidValidity == mark.uidValidity ? mark.uidNext : .first
            try await scan(status, from: first, port) { entry in
                if entry.fingerprint.digest == delivery.fingerprint.digest {
                    candidates.append(
                        Location(mailbox: delivery.destination, uidValidity: status.uidValidity, uid: entry.uid))
                }
                return false
            }
            let known = try await known(delivery.fingerprint, in: delivery.destination, status, above: mark)
            for candidate in candidates.filter({ !known.uids.contains($0.uid) }).dropFirst(known.void) {
                let copy = try await port.content(of: candidate.uid, maximumSize: settings.maximumSize)
                if let copy, copy.sha256 == content.sha256, copy.size == content.size { return candidate }
            }
            return nil
        }
    }
}

extension DepartmentName {
    /// The mailbox that keeps the sources of what went to it from other accounts.
    func keeper(under prefix: MailboxName) -> MailboxName { MailboxName("\(prefix)/\(rawValue)") }
}
