import MailJournal
import MailRouting

extension DeliveryPerformer {
    /// What an interrupted move has left behind.
    struct Remains {
        /// Where the copies are that it made, by the UID of the source.
        var copies: [UID: Location] = [:]
        /// The sources that are still where they were, of those that have a copy.
        var standing: [Place] = []
        /// Where all of the messages are, as far as that is known.
        let places: [Place]
    }

    /// Looks for the copies that an earlier attempt to move messages has made.
    ///
    /// A server that moves takes the source away together with making the copy, and one that was cut off half-way has done so
    /// for some of the messages. Of messages that are the same, octet for octet, a copy therefore belongs first to one whose
    /// source is gone, also to one that is not among these; and only what is left over to one whose source stands, which was
    /// then copied and not removed. Otherwise a source would be removed that has no copy.
    func remains(
        of deliveries: [Delivery], above mark: DestinationMark, _ port: any MailboxPort
    ) async throws(MailboxFault) -> Remains {
        let (candidates, uidValidity) = try await candidates(of: deliveries, above: mark, port)
        var remains = Remains(places: try await locate(deliveries, port))
        guard !candidates.isEmpty, let source = deliveries.first?.source.mailbox.mailbox else { return remains }
        let selected = try await port.select(source).uidValidity
        let present = Set(try await port.entries(of: remains.places.map(\.uid)).map(\.uid))
        let standing = remains.places.filter { present.contains($0.uid) }
        let sources = Set(standing.map(\.delivery.source.uid))
        for (fingerprint, uids) in candidates {
            let same = deliveries.filter { $0.fingerprint == fingerprint }.sorted { $0.source.uid < $1.source.uid }
            var free = uids[...]
            func take(_ delivery: Delivery) {
                guard let uid = free.popFirst() else { return }
                remains.copies[delivery.source.uid] = Location(
                    mailbox: delivery.destination, uidValidity: uidValidity, uid: uid)
            }
            same.filter { !sources.contains($0.source.uid) }.forEach(take)
            let left = same.filter { sources.contains($0.source.uid) }
            guard !free.isEmpty, !left.isEmpty else { continue }
            let gone = try await goneTwins(of: left[0], besides: same, port)
            let taken = Set(uids).subtracting(free)
            let others = try await copies(of: gone, like: left[0], besides: taken, uidValidity, port)
            free = free.filter { !others.contains($0) }[...]
            left.forEach(take)
        }
        remains.standing = standing.filter { remains.copies[$0.delivery.source.uid] != nil }
        // Whoever removes them does so in the mailbox that is selected.
        guard try await port.select(source).uidValidity == selected else {
            throw .throttled(Fault(command: "SELECT", cause: "UIDVALIDITY has changed: first the mailbox is read anew"))
        }
        return remains
    }

    /// Messages with the same octets that were on the same way and are not where they were any more.
    private func goneTwins(
        of delivery: Delivery, besides same: [Delivery], _ port: any MailboxPort
    ) async throws(MailboxFault) -> [TwinUnderWay] {
        let twins: [TwinUnderWay]
        do { twins = try await journal.twinsUnderWay(of: delivery, besides: same.map(\.source.uid)) } catch {
            throw .throttled(Fault(cause: error.description))
        }
        guard !twins.isEmpty else { return [] }
        let uidValidity = try await port.select(delivery.source.mailbox.mailbox).uidValidity
        let known = twins.filter { $0.source.uidValidity == uidValidity }
        let present = Set(try await port.entries(of: known.map(\.source.uid)).map(\.uid))
        return known.filter { !present.contains($0.source.uid) }
    }

    /// The copies that belong to `twins`: to each the lowest above its own mark.
    private func copies(
        of twins: [TwinUnderWay], like delivery: Delivery, besides taken: Set<UID>, _ uidValidity: UIDValidity,
        _ port: any MailboxPort
    ) async throws(MailboxFault) -> Set<UID> {
        func floor(_ twin: TwinUnderWay) -> UID { twin.mark.uidValidity == uidValidity ? twin.mark.uidNext : .first }
        guard let lowest = twins.min(by: { floor($0) < floor($1) }) else { return [] }
        let candidates = try await candidates(of: [delivery], above: lowest.mark, port).0[delivery.fingerprint] ?? []
        var found: Set<UID> = []
        for twin in twins {
            let free = candidates.first { $0 >= floor(twin) && !found.contains($0) && !taken.contains($0) }
            if let free { found.insert(free) }
        }
        return found
    }
}
