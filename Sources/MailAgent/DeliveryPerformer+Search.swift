import MailJournal
import MailRouting

extension DeliveryPerformer {
    /// A message to be delivered and the UID it has now.
    struct Place {
        let uid: UID
        let delivery: Delivery
    }

    /// Selects the source mailbox and says where its messages are now, in ascending order.
    ///
    /// When UIDVALIDITY is another than in the journal, every UID there is void. A delivery follows its message: once the
    /// watcher has read the mailbox anew, the journal says which one that is. Of what the journal does not know, such as
    /// the copy an undo begins with, the content tells which message is meant. What is not found is left out.
    ///
    /// - Throws: `throttled` while the mailbox is not read anew; `unsafe` where nothing tells the source from another
    ///   message with the same octets, so that removing it might remove the other.
    func locate(_ deliveries: [Delivery], _ port: any MailboxPort) async throws(MailboxFault) -> [Place] {
        guard let source = deliveries.first?.source else { return [] }
        let status = try await port.select(source.mailbox.mailbox)
        if status.uidValidity == source.uidValidity {
            return deliveries.map { Place(uid: $0.source.uid, delivery: $0) }.sorted { $0.uid < $1.uid }
        }
        if let places = try await followed(deliveries, to: status) { return places }
        var wanted = Wanted(deliveries)
        var places: [Place] = []
        func take(_ entry: MailboxEntry) {
            if let delivery = wanted.take(entry.fingerprint) {
                places.append(Place(uid: entry.uid, delivery: delivery))
            }
        }
        if let recorded = try await recordedPlaces(of: deliveries, in: source.mailbox, status) {
            for entry in try await port.entries(of: recorded) { take(entry) }
            return places
        }
        try await scan(status, from: .first, port) { entry in
            take(entry)
            return wanted.isEmpty
        }
        return places
    }

    /// Refuses to carry or to remove another message than the one that was decided about: a server that restored an older
    /// backup under the same UIDVALIDITY gives its UID to another. The size is not compared: some servers estimate it.
    func require(_ entry: MailboxEntry, toBe delivery: Delivery) throws(MailboxFault) {
        guard entry.fingerprint.digest != delivery.fingerprint.digest else { return }
        throw .unsafe(
            Fault(
                cause:
                    "UID \(entry.uid) of \(delivery.source.mailbox) is another message than the one that was decided "
                    + "about: the server gave its UID away"))
    }

    /// Nil when the journal does not know the sources.
    private func followed(
        _ deliveries: [Delivery], to status: MailboxStatus
    ) async throws(MailboxFault) -> [Place]? {
        let whereabouts: Whereabouts
        do { whereabouts = try await journal.follow(deliveries.map(\.source), to: status.uidValidity) } catch {
            throw .throttled(Fault(cause: error.description))
        }
        switch whereabouts {
        case .unknown: return nil
        case .unread:
            throw .throttled(Fault(command: "SELECT", cause: "UIDVALIDITY has changed: first the mailbox is read anew"))
        case .told(let found):
            let doubtful = deliveries.count { found[$0.source.uid] == .doubtful }
            if doubtful == deliveries.count {
                throw .unsafe(
                    Fault(
                        cause: "UIDVALIDITY changed in the middle of the delivery, and its source cannot be told from "
                            + "another message with the same octets: remove the one that is too many, then retry"))
            }
            // The others have their new UIDs from the next claim on, and those in doubt are claimed without them.
            if doubtful > 0 {
                throw .throttled(Fault(command: "SELECT", cause: "UIDVALIDITY has changed: some sources are in doubt"))
            }
            return deliveries.compactMap { delivery in
                guard case .at(let uid) = found[delivery.source.uid] else { return nil }
                return Place(uid: uid, delivery: delivery)
            }.sorted { $0.uid < $1.uid }
        }
    }

    /// Nil while the watcher has not looked at everything that is there now.
    private func recordedPlaces(
        of deliveries: [Delivery], in mailbox: MailboxAddress, _ status: MailboxStatus
    ) async throws(MailboxFault) -> [UID]? {
        guard let last = status.uidNext.previous else { return nil }
        do {
            return try await journal.places(
                of: deliveries.map(\.fingerprint), in: mailbox, status.uidValidity, upTo: last)
        } catch {
            throw .throttled(Fault(cause: error.description))
        }
    }

    /// Looks for copies at the destination, above the mark. Each copy answers for one delivery, and what the journal
    /// knows as the copy of another delivery answers for none: two messages may be the same, byte for byte.
    ///
    /// - Parameter proven: UIDs at the destination that are known to be the copies of others.
    /// - Returns: where the copies are, by the UID of the source.
    func copies(
        of deliveries: [Delivery], above mark: DestinationMark, besides proven: Set<UID> = [], _ port: any MailboxPort
    ) async throws(MailboxFault) -> [UID: Location] {
        var wanted = Wanted(deliveries)
        let (candidates, uidValidity) = try await candidates(of: deliveries, above: mark, besides: proven, port)
        var found: [UID: Location] = [:]
        for (fingerprint, uids) in candidates {
            for uid in uids {
                guard let delivery = wanted.take(fingerprint) else { break }
                found[delivery.source.uid] = Location(
                    mailbox: delivery.destination, uidValidity: uidValidity, uid: uid)
            }
        }
        return found
    }

    /// Everything at the destination above the mark that may be a copy of one of `deliveries`, by its content, in ascending
    /// order; and the UIDVALIDITY the destination has now.
    func candidates(
        of deliveries: [Delivery], above mark: DestinationMark, besides proven: Set<UID> = [], _ port: any MailboxPort
    ) async throws(MailboxFault) -> ([Fingerprint: [UID]], UIDValidity) {
        guard let first = deliveries.first else { return ([:], mark.uidValidity) }
        let wanted = Set(deliveries.map(\.fingerprint))
        let destination = first.destination
        var others = proven
        // Copied within one mailbox: the source is no copy of itself, however its UIDs were given anew.
        if destination == first.source.mailbox { others.formUnion(try await locate(deliveries, port).map(\.uid)) }
        var seen: [Fingerprint: [UID]] = [:]
        let status = try await port.select(destination.mailbox)
        let lowest = status.uidValidity == mark.uidValidity ? mark.uidNext : .first
        try await scan(status, from: lowest, port) { entry in
            if !others.contains(entry.uid), wanted.contains(entry.fingerprint) {
                seen[entry.fingerprint, default: []].append(entry.uid)
            }
            return false
        }
        var candidates: [Fingerprint: [UID]] = [:]
        for (fingerprint, uids) in seen {
            let known = try await known(fingerprint, in: destination, status, above: mark)
            let left = uids.filter { !known.uids.contains($0) }.dropFirst(known.void)
            if !left.isEmpty { candidates[fingerprint] = Array(left) }
        }
        return (candidates, status.uidValidity)
    }

    /// What the journal knows as the copies that other deliveries made: by their UIDs, or only how many they are where those
    /// are void. What lies above a mark of the present UIDVALIDITY came after all of the void ones.
    func known(
        _ fingerprint: Fingerprint, in mailbox: MailboxAddress, _ status: MailboxStatus, above mark: DestinationMark
    ) async throws(MailboxFault) -> KnownCopies {
        do {
            let known = try await journal.knownCopies(of: fingerprint, in: mailbox, status.uidValidity)
            return status.uidValidity == mark.uidValidity ? KnownCopies(uids: known.uids, void: 0) : known
        } catch {
            throw .throttled(Fault(cause: error.description))
        }
    }

    /// Looks through the selected mailbox, the lowest UIDs first, until `isEnough`.
    func scan(
        _ status: MailboxStatus, from first: UID, _ port: any MailboxPort, isEnough: (MailboxEntry) -> Bool
    ) async throws(MailboxFault) {
        var next: UID? = first
        while let first = next, let last = status.uidNext.previous, first <= last {
            let listing = try await port.list(from: first, to: last, limit: Limits.fetchBatch, preview: 0)
            for entry in listing.entries where isEnough(entry) { return }
            next = listing.upTo.next
        }
    }
}

/// Deliveries that look for their messages, told by fingerprint; each is found once.
private struct Wanted {
    private var open: [Fingerprint: [Delivery]]

    init(_ deliveries: [Delivery]) {
        // The lowest UID is taken first, from the end.
        open = Dictionary(grouping: deliveries.sorted { $0.source.uid > $1.source.uid }, by: \.fingerprint)
    }

    var isEmpty: Bool { open.isEmpty }

    mutating func take(_ fingerprint: Fingerprint) -> Delivery? {
        let delivery = open[fingerprint]?.popLast()
        if open[fingerprint]?.isEmpty == true { open[fingerprint] = nil }
        return delivery
    }
}
