import MailRouting

extension DeliveryPerformer {
    /// Copies messages of one mailbox to a mailbox of the same account, and leaves them where they are.
    ///
    /// COPYUID proves a copy; where it is missing, the copy is looked for above the mark before it is made again.
    func copy(
        _ deliveries: [Delivery], above mark: DestinationMark, isRetry: Bool, _ port: any MailboxPort
    ) async throws(MailboxFault) -> [UID: Outcome] {
        // An earlier attempt may have copied and not learned of it.
        var copies = isRetry ? try await self.copies(of: deliveries, above: mark, port) : [:]
        let places = try await locate(deliveries, port).filter { copies[$0.delivery.source.uid] == nil }
        let (copied, refusal) = try await copy(places, port)
        for place in places { copies[place.delivery.source.uid] = copied[place.uid] }

        var outcomes = copies.mapValues { Outcome.completed(.delivered($0)) }
        let unproven = places.filter { copied[$0.uid] == nil }
        guard !unproven.isEmpty else { return outcomes.accountingFor(deliveries) }
        let found = try await self.copies(
            of: unproven.map(\.delivery), above: mark, besides: Set(copied.values.map(\.uid)), port)
        _ = try await port.select(deliveries[0].source.mailbox.mailbox)
        let stayed = Set(try await port.entries(of: unproven.map(\.uid)).map(\.uid))
        for place in unproven {
            if let copy = found[place.delivery.source.uid] {
                outcomes[place.delivery.source.uid] = .completed(.delivered(copy))
            } else if stayed.contains(place.uid) {
                outcomes[place.delivery.source.uid] =
                    refusal.map(Self.outcome)
                    ?? .transient(
                        Fault(command: "UID COPY", cause: "the server did not confirm the copy of UID \(place.uid)"))
            }
        }
        return outcomes.accountingFor(deliveries)
    }

    /// Copies with the keywords the message gets. A refusal is handed back: it may be about a message that is gone.
    private func copy(
        _ places: [Place], _ port: any MailboxPort
    ) async throws(MailboxFault) -> ([UID: Location], MailboxFault?) {
        guard let first = places.first?.delivery else { return ([:], nil) }
        let uids = places.map(\.uid)
        do {
            // On the source, which gets them anyway: the copy is then made with them.
            if !first.keywords.isEmpty { try await port.add(first.keywords, to: uids) }
            return (try await port.copy(uids, to: first.destination.mailbox), nil)
        } catch {
            if case .refused = error { return ([:], error) }
            throw error
        }
    }
}

extension [UID: Outcome] {
    /// What was neither copied nor left in place has vanished.
    fileprivate func accountingFor(_ deliveries: [Delivery]) -> Self {
        deliveries.reduce(into: self) { outcomes, delivery in
            outcomes[delivery.source.uid] = outcomes[delivery.source.uid] ?? .completed(.vanished)
        }
    }
}
