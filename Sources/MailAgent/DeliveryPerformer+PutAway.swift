import MailJournal
import MailRouting

extension DeliveryPerformer {
    /// Takes the source out of the watched mailbox, now that its copy is confirmed. A source that is gone is fine,
    /// whatever the server says about moving or removing what is not there.
    ///
    /// One MOVE does it. A server without MOVE copies and then removes, and may be lost in between: so what is kept is
    /// looked for above a mark in the journal before it is copied again.
    ///
    /// - Parameter keptAbove: noted by an earlier attempt.
    /// - Returns: where it is kept, when it is and the server said where.
    func putAway(
        _ delivery: Delivery, of job: JobID, copiedTo copy: Location, keptAbove: DestinationMark?
    ) async throws -> Location? {
        let connection = try connection(delivery.source.mailbox.account)
        guard case .keep(let prefix) = settings.source else {
            return try await connection.use { port throws(MailboxFault) in
                try await leave(delivery, port) { uid throws(MailboxFault) in
                    try await port.remove([uid])
                    return nil
                }
            }
        }
        let kept = MailboxAddress(
            account: delivery.source.mailbox.account, mailbox: delivery.department.keeper(under: prefix))
        let mark = try await connection.use { port throws(MailboxFault) -> DestinationMark? in
            guard keptAbove == nil, await !port.movesAtomically else { return keptAbove }
            let status = try await port.status(kept.mailbox, creating: true)
            return DestinationMark(uidValidity: status.uidValidity, uidNext: status.uidNext)
        }
        if let mark, keptAbove == nil {
            try await journal.note(.puttingAway(copy.uidValidity, copy.uid, mark), of: [job])
        }
        return try await connection.use { port throws(MailboxFault) -> Location? in
            var found: Location?
            if let keptAbove {
                found = try await copies(of: [delivery.going(to: kept)], above: keptAbove, port).values.first
            } else if mark == nil, await !port.movesAtomically {
                // It could a moment ago, so there is no mark: the next attempt sets one before anything is copied.
                throw .throttled(Fault(command: "UID MOVE", cause: "the server does not offer MOVE any more"))
            }
            return try await leave(delivery, port) { [found] uid throws(MailboxFault) in
                guard let found else { return try await port.move([uid], to: kept.mailbox)[uid] }
                try await port.remove([uid])
                return found
            }
        }
    }

    /// Does what takes the source away, if it is still there, and sees to it that it is gone.
    private func leave(
        _ delivery: Delivery, _ port: any MailboxPort, _ act: (UID) async throws(MailboxFault) -> Location?
    ) async throws(MailboxFault) -> Location? {
        guard let uid = try await locate([delivery], port).first?.uid,
            let entry = try await port.entries(of: [uid]).first
        else { return nil }
        try require(entry, toBe: delivery)
        var kept: Location?
        do throws(MailboxFault) { kept = try await act(uid) } catch {
            guard case .refused = error, try await port.entries(of: [uid]).isEmpty else { throw error }
        }
        guard try await port.entries(of: [uid]).isEmpty else {
            throw .throttled(
                Fault(
                    command: "UID MOVE", cause: "the source \(delivery.source) is still there after it was put away"))
        }
        return kept
    }
}

extension Delivery {
    fileprivate func going(to place: MailboxAddress) -> Delivery {
        Delivery(
            source: source, destination: place, department: department, fingerprint: fingerprint, keywords: keywords,
            progress: progress)
    }
}
