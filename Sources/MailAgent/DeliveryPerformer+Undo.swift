import MailJournal
import MailRouting

/// Taking a delivery back, so that the message is never in no place and never in two.
///
/// Inside an account it is one UID MOVE in the other direction. Between accounts the source that was kept is moved back, or
/// a copy is appended and confirmed; that it is back is noted; only then the delivered copy is removed, and the further
/// copies nobody has touched. Every step is told from its traces by the next attempt, as with a delivery.
extension DeliveryPerformer {
    /// Performs what `Journal.claimUndos` gave out together.
    ///
    /// - Returns: the outcome of each job, in order.
    func takeBack(_ jobs: [Job]) async -> [Outcome] {
        var undos: [Undo] = []
        for job in jobs { if case .undo(let undo) = job.work { undos.append(undo) } }
        guard undos.count == jobs.count, let first = undos.first, let job = jobs.first else {
            return jobs.map { _ in .permanent(Fault(cause: "not an undo")) }
        }
        guard first.staysInAccount else {
            var outcomes = [await takeBack(first, job.id)]
            outcomes += jobs.dropFirst().map { _ in .transient(Fault(cause: "claimed together by mistake")) }
            return outcomes
        }
        if case .returned = first.progress { return [await cleanUp(first, job.id, removing: first.copies)] }
        let ways = undos.map { $0.way() }
        let found = await moveBack(ways, jobs.map(\.id), first.keywords)
        var outcomes: [Outcome] = []
        for ((job, undo), way) in zip(zip(jobs, undos), ways) {
            outcomes.append(
                await isBack(found[way.source.uid] ?? .transient(Fault(cause: "the server did not say")), undo, job.id))
        }
        return outcomes
    }

    /// Moves messages of one mailbox back to another of the same account, without the keywords the delivery gave them.
    private func moveBack(_ ways: [Delivery], _ jobs: [JobID], _ keywords: [Keyword]) async -> [UID: Outcome] {
        await withMark(ways, jobs) { mark, isRetry, port throws(MailboxFault) in
            if !keywords.isEmpty {
                let places = try await locate(ways, port)
                if !places.isEmpty { try await port.take(keywords, from: places.map(\.uid)) }
            }
            guard let way = ways.first, way.source.mailbox == way.destination else {
                return try await move(ways, above: mark, isRetry: isRetry, port)
            }
            // It never left: without its keywords it is as it arrived.
            let status = try await port.select(way.destination.mailbox)
            let left = Set(try await port.entries(of: ways.map(\.source.uid)).map(\.uid))
            return ways.reduce(into: [:]) { outcomes, way in
                let here = Location(mailbox: way.destination, uidValidity: status.uidValidity, uid: way.source.uid)
                outcomes[way.source.uid] = .completed(left.contains(way.source.uid) ? .delivered(here) : .vanished)
            }
        }
    }

    /// Goes on from a message that was brought back inside an account.
    private func isBack(_ outcome: Outcome, _ undo: Undo, _ job: JobID) async -> Outcome {
        guard case .completed(.delivered(let location, _)) = outcome else { return outcome }
        guard !undo.copies.isEmpty, let location else { return .completed(.returned(location, remarks: [])) }
        return await cleanUp(undo, job, at: location, removing: undo.copies)
    }

    /// Between accounts.
    private func takeBack(_ undo: Undo, _ job: JobID) async -> Outcome {
        do throws(MailboxFault) {
            if case .returned = undo.progress {
                return await cleanUp(undo, job, removing: undo.copies, delivered: true)
            }
            let isFirst = undo.progress == .untouched
            if isFirst, try await !isThere(undo.way()) { return .completed(.vanished) }
            var outcome = Outcome.completed(.vanished)
            switch undo.progress {
            case .untouched, .begun:
                if let kept = keeper(of: undo) {
                    outcome = await moveBack([undo.way(from: kept)], [job], [])[kept.uid] ?? outcome
                    // There never was such a mailbox, or it was removed: then nothing is kept.
                    if case .permanent = outcome, isFirst { outcome = .completed(.vanished) }
                }
            case .appending, .copied, .puttingAway, .returned: break
            }
            if case .completed(.vanished) = outcome {
                try await clear(undo)
                outcome = await carry(undo.way(), job, puttingAway: false)
            }
            guard case .completed(.delivered(let place, _)) = outcome, let location = place else { return outcome }
            return await cleanUp(undo, job, at: location, removing: undo.copies, delivered: true)
        } catch {
            return Self.outcome(error)
        }
    }

    /// Where the source is kept; looked for by its content when its UID is not known.
    private func keeper(of undo: Undo) -> Location? {
        if let kept = undo.kept { return kept }
        guard case .keep(let prefix) = settings.source else { return nil }
        let mailbox = MailboxAddress(account: undo.origin.account, mailbox: undo.department.keeper(under: prefix))
        return Location(mailbox: mailbox, uidValidity: UIDValidity(0), uid: .first)
    }

    private func isThere(_ way: Delivery) async throws(MailboxFault) -> Bool {
        try await connection(way.source.mailbox.account).use { port throws(MailboxFault) in
            guard let place = try await locate([way], port).first else { return false }
            return try await !port.entries(of: [place.uid]).isEmpty
        }
    }

    /// Takes the delivery's keywords off the delivered copy, so that what is made of it has none.
    private func clear(_ undo: Undo) async throws(MailboxFault) {
        if undo.keywords.isEmpty { return }
        try await connection(undo.destination.account).use { port throws(MailboxFault) in
            let places = try await locate([undo.way()], port)
            if !places.isEmpty { try await port.take(undo.keywords, from: places.map(\.uid)) }
        }
    }

    /// Removes what was made of a message that stands where it arrived again: that it does is noted before.
    ///
    /// - Parameter back: where it is; nil when an earlier attempt noted it.
    private func cleanUp(
        _ undo: Undo, _ job: JobID, at back: Location? = nil, removing copies: [Location], delivered: Bool = false
    ) async -> Outcome {
        do {
            let location: Location
            if let back {
                location = back
                try await journal.note(.returned(back.uidValidity, back.uid), of: [job])
            } else if case .returned(let uidValidity, let uid) = undo.progress {
                location = Location(mailbox: undo.origin, uidValidity: uidValidity, uid: uid)
            } else {
                return .transient(Fault(cause: "it is not noted where the message is"))
            }
            var remarks: [String] = []
            if delivered { try await removeDelivered(undo) }
            for copy in copies {
                if let remark = try await remove(copy, undo) { remarks.append(remark) }
            }
            return .completed(.returned(location, remarks: remarks))
        } catch let fault as MailboxFault {
            return Self.outcome(fault)
        } catch {
            return .transient(Fault(cause: "\(error)"))
        }
    }

    /// The delivered copy: exactly that one, told by its UID or, where UIDs were given anew, by its content.
    private func removeDelivered(_ undo: Undo) async throws(MailboxFault) {
        try await connection(undo.destination.account).use { port throws(MailboxFault) in
            guard let place = try await locate([undo.way()], port).first,
                try await port.entries(of: [place.uid]).first?.fingerprint == undo.fingerprint
            else { return }
            try await port.remove([place.uid])
        }
    }

    /// A further copy, unless somebody has done something with it.
    ///
    /// - Returns: what a person should know.
    private func remove(_ copy: Location, _ undo: Undo) async throws(MailboxFault) -> String? {
        let mine = Set((undo.flags + undo.keywords.map(\.rawValue)).map { $0.lowercased() })
        return try await connection(copy.mailbox.account).use { port throws(MailboxFault) -> String? in
            let status = try await port.select(copy.mailbox.mailbox)
            guard status.uidValidity == copy.uidValidity else { return "the copy in \(copy.mailbox) was not found" }
            guard let entry = try await port.entries(of: [copy.uid]).first else { return nil }
            let flags = Set(entry.flags.map { $0.lowercased() }.filter { !$0.hasPrefix(AgentClaim.prefix) })
            guard entry.fingerprint == undo.fingerprint, flags == mine else {
                return "the copy \(copy) stays: somebody has worked with it"
            }
            try await port.remove([copy.uid])
            return nil
        }
    }
}
