import MailJournal
import MailRouting

extension DeliveryPerformer {
    /// Does something inside one account, with the mark above which its copies are to be found in the journal.
    func withMark(
        _ deliveries: [Delivery], _ jobs: [JobID],
        _ work:
            @Sendable (DestinationMark, _ isRetry: Bool, any MailboxPort) async throws(MailboxFault) -> [UID: Outcome]
    ) async -> [UID: Outcome] {
        let uids = deliveries.map(\.source.uid)
        do {
            let connection = try connection(deliveries[0].source.mailbox.account)
            let (mark, isRetry) = try await mark(deliveries[0], jobs, connection)
            return try await connection.use { port throws(MailboxFault) in
                try await work(mark, isRetry, port)
            }
        } catch let fault as MailboxFault {
            return Dictionary(uids.map { ($0, Self.outcome(fault)) }, uniquingKeysWith: { first, _ in first })
        } catch {
            // The journal refused the note, so nothing was begun.
            let outcome = Outcome.transient(Fault(cause: "\(error)"))
            return Dictionary(uids.map { ($0, outcome) }, uniquingKeysWith: { first, _ in first })
        }
    }

    /// The destination's UIDVALIDITY and UIDNEXT from before the first attempt, in the journal before anything moves.
    private func mark(
        _ delivery: Delivery, _ jobs: [JobID], _ connection: AccountConnection
    ) async throws -> (mark: DestinationMark, isRetry: Bool) {
        if case .begun(let mark) = delivery.progress { return (mark, true) }
        let mailbox = delivery.destination.mailbox
        let status = try await connection.use { port throws(MailboxFault) in
            try await port.status(mailbox, creating: true)
        }
        let mark = DestinationMark(uidValidity: status.uidValidity, uidNext: status.uidNext)
        try await journal.note(.begun(mark), of: jobs)
        return (mark, false)
    }

    /// Moves messages of one mailbox to another mailbox of the same account.
    func move(
        _ deliveries: [Delivery], above mark: DestinationMark, isRetry: Bool, _ port: any MailboxPort
    ) async throws(MailboxFault) -> [UID: Outcome] {
        let destination = deliveries[0].destination
        if deliveries[0].source.mailbox == destination { return try await label(deliveries, port) }
        var outcomes: [UID: Outcome] = [:]
        // An earlier attempt may have copied and not removed, also where the server moves now: it may not have had MOVE
        // then. What is found is delivered; only its source is left.
        let remains =
            isRetry
            ? try await remains(of: deliveries, above: mark, port) : Remains(places: try await locate(deliveries, port))
        let (places, copies) = (remains.places, remains.copies)
        for (uid, copy) in copies { outcomes[uid] = .completed(.delivered(copy)) }
        if let refusal = try await remove(remains.standing.map(\.uid), copiedTo: destination.mailbox, port) {
            // Both stand until a person makes the source go; the others of the set have nothing to do with it.
            for place in remains.standing { outcomes[place.delivery.source.uid] = Self.outcome(refusal) }
        }

        let toMove = places.filter { copies[$0.delivery.source.uid] == nil }
        let keywords = deliveries[0].keywords
        if !keywords.isEmpty, !toMove.isEmpty { try await port.add(keywords, to: toMove.map(\.uid)) }
        let (moved, refusal) = try await move(toMove.map(\.uid), to: destination.mailbox, port)
        for place in toMove {
            if let copy = moved[place.uid] { outcomes[place.delivery.source.uid] = .completed(.delivered(copy)) }
        }
        // Not confirmed: still there, at the destination already, or gone.
        let unproven = toMove.filter { moved[$0.uid] == nil }
        let stayed = unproven.isEmpty ? [] : Set(try await port.entries(of: unproven.map(\.uid)).map(\.uid))
        for place in unproven where stayed.contains(place.uid) {
            outcomes[place.delivery.source.uid] =
                refusal.map(Self.outcome)
                ?? .transient(
                    Fault(command: "UID MOVE", cause: "the server did not confirm the move of UID \(place.uid)"))
        }
        let gone = deliveries.filter { outcomes[$0.source.uid] == nil }
        guard !gone.isEmpty else { return outcomes }
        let found = try await self.copies(of: gone, above: mark, port)
        for delivery in gone {
            let uid = delivery.source.uid
            outcomes[uid] = .completed(found[uid].map { .delivered($0) } ?? .vanished)
        }
        return outcomes
    }

    /// A refusal is no proof that nothing happened: some servers say NO to UIDs that an earlier attempt moved. So it is
    /// handed back, to be judged by what is there.
    private func move(
        _ uids: [UID], to mailbox: MailboxName, _ port: any MailboxPort
    ) async throws(MailboxFault) -> ([UID: Location], MailboxFault?) {
        guard !uids.isEmpty else { return ([:], nil) }
        do {
            return (try await port.move(uids, to: mailbox), nil)
        } catch {
            if case .refused = error { return ([:], error) }
            throw error
        }
    }

    /// Takes away sources whose copies are proven.
    ///
    /// - Returns: why the server does not; nil when they are gone.
    private func remove(
        _ uids: [UID], copiedTo mailbox: MailboxName, _ port: any MailboxPort
    ) async throws(MailboxFault) -> MailboxFault? {
        guard !uids.isEmpty else { return nil }
        do {
            try await port.remove(uids)
            return nil
        } catch {
            if case .refused = error { return error.leavingSource(copiedTo: mailbox) }
            throw error
        }
    }

    /// Messages that stay where they are and only get their keywords.
    private func label(_ deliveries: [Delivery], _ port: any MailboxPort) async throws(MailboxFault) -> [UID: Outcome] {
        let status = try await port.select(deliveries[0].source.mailbox.mailbox)
        let places = try await locate(deliveries, port)
        try await port.add(deliveries[0].keywords, to: places.map(\.uid))
        let left = Set(try await port.entries(of: places.map(\.uid)).map(\.uid))
        var outcomes: [UID: Outcome] = [:]
        for delivery in deliveries { outcomes[delivery.source.uid] = .completed(.vanished) }
        for place in places where left.contains(place.uid) {
            outcomes[place.delivery.source.uid] = .completed(
                .delivered(
                    Location(
                        mailbox: place.delivery.source.mailbox, uidValidity: status.uidValidity, uid: place.uid)))
        }
        return outcomes
    }
}
