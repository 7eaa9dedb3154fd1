import MailJournal
import MailRouting

extension DeliveryPerformer {
    /// Moves messages of one mailbox to another mailbox of the same account.
    func move(_ deliveries: [Delivery], _ jobs: [JobID]) async -> [UID: Outcome] {
        let uids = deliveries.map(\.source.uid)
        do {
            let connection = try connection(deliveries[0].source.mailbox.account)
            let mark = try await mark(deliveries[0], jobs, connection)
            return try await connection.use { port throws(MailboxFault) in
                try await move(deliveries, above: mark, port)
            }
        } catch let fault as MailboxFault {
            return Dictionary(uniqueKeysWithValues: uids.map { ($0, Self.outcome(fault)) })
        } catch {
            // The journal refused the note, so nothing was begun.
            let outcome = Outcome.transient(Fault(cause: "\(error)"))
            return Dictionary(uniqueKeysWithValues: uids.map { ($0, outcome) })
        }
    }

    /// The destination's UIDVALIDITY and UIDNEXT from before the first attempt, in the journal before anything moves.
    private func mark(
        _ delivery: Delivery, _ jobs: [JobID], _ connection: AccountConnection
    ) async throws -> DestinationMark {
        if case .begun(let mark) = delivery.progress { return mark }
        let mailbox = delivery.destination.mailbox
        let status = try await connection.use { port throws(MailboxFault) in
            try await port.status(mailbox, creating: true)
        }
        let mark = DestinationMark(uidValidity: status.uidValidity, uidNext: status.uidNext)
        try await journal.note(.begun(mark), of: jobs)
        return mark
    }

    private func move(
        _ deliveries: [Delivery], above mark: DestinationMark, _ port: any MailboxPort
    ) async throws(MailboxFault) -> [UID: Outcome] {
        let source = deliveries[0].source
        let destination = deliveries[0].destination
        let uids = deliveries.map(\.source.uid)
        var outcomes: [UID: Outcome] = [:]
        let selected = try await port.select(source.mailbox.mailbox)
        if selected.uidValidity == source.uidValidity {
            if !deliveries[0].keywords.isEmpty { try await port.add(deliveries[0].keywords, to: uids) }
            if source.mailbox == destination {
                return Dictionary(
                    uniqueKeysWithValues: deliveries.map { ($0.source.uid, .completed(.delivered($0.source))) })
            }
            for (uid, copy) in try await port.move(uids, to: destination.mailbox) {
                outcomes[uid] = .completed(.delivered(copy))
            }
        }
        let missing = deliveries.filter { outcomes[$0.source.uid] == nil }
        guard !missing.isEmpty else { return outcomes }
        for (uid, outcome) in try await lookFor(missing, above: mark, port) { outcomes[uid] = outcome }
        return outcomes
    }

    /// What became of messages whose MOVE was not confirmed: still there, at the destination already, or gone.
    private func lookFor(
        _ missing: [Delivery], above mark: DestinationMark, _ port: any MailboxPort
    ) async throws(MailboxFault) -> [UID: Outcome] {
        var outcomes: [UID: Outcome] = [:]
        var gone: [Fingerprint: Delivery] = [:]
        let source = missing[0].source
        let selected = try await port.select(source.mailbox.mailbox)
        for delivery in missing {
            let uid = delivery.source.uid
            // Under another UIDVALIDITY the UID names nothing we know.
            let sameGeneration = selected.uidValidity == source.uidValidity
            let found = sameGeneration ? try await port.entries(from: uid, to: uid, preview: 0) : []
            if !found.isEmpty {
                outcomes[uid] = .transient(
                    Fault(command: "UID MOVE", cause: "the server did not confirm the move of UID \(uid)"))
            } else {
                gone[delivery.fingerprint] = delivery
            }
        }
        guard !gone.isEmpty else { return outcomes }
        try await scan(missing[0].destination, above: mark, port) { entry, location in
            if let delivery = gone.removeValue(forKey: entry.fingerprint) {
                outcomes[delivery.source.uid] = .completed(.delivered(location))
            }
            return gone.isEmpty
        }
        for delivery in gone.values { outcomes[delivery.source.uid] = .completed(.vanished) }
        return outcomes
    }

    /// Looks through what arrived at a destination since the mark, oldest first, until `found` says enough.
    ///
    /// When UIDVALIDITY is another than the mark's, the mark means nothing and everything is looked through.
    func scan(
        _ destination: MailboxAddress, above mark: DestinationMark, _ port: any MailboxPort,
        found: (MailboxEntry, Location) -> Bool
    ) async throws(MailboxFault) {
        let status = try await port.select(destination.mailbox)
        var next: UID? = status.uidValidity == mark.uidValidity ? mark.uidNext : UID.first
        while let first = next, first < status.uidNext, let last = status.uidNext.previous {
            let end = UID(min(UInt64(last.value), UInt64(first.value) + UInt64(Limits.fetchBatch) - 1)) ?? last
            for entry in try await port.entries(from: first, to: end, preview: 0) {
                let location = Location(mailbox: destination, uidValidity: status.uidValidity, uid: entry.uid)
                if found(entry, location) { return }
            }
            next = end.next
        }
    }
}
