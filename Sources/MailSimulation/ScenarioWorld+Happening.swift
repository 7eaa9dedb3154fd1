import MailRouting

extension ScenarioWorld {
    /// Lets something happen, and writes it into the account at the same instant.
    func perform(_ happening: Happening) {
        trace.note("\(happening)")
        switch happening {
        case .deposit(let letter, let place): deposit(letter, in: place)
        case .takeAway(let place, let index):
            one(index, of: place) { message, _ in note(message, outOf: place) }
        case .putAside(let place, let index):
            one(index, of: place) { message, state in
                ledger.note(message.fingerprint) { entry in
                    entry.isMeddledWith = true
                    // From where it does not count to where it does, it is one more.
                    if !entry.counts(place, ledger.watched) { entry.taken -= 1 }
                }
                state.put(message, into: Letter.aside(place.account))
            }
        case .putBack(let place, let index):
            let inbox = MailboxAddress(account: place.account, mailbox: .inbox)
            guard place != inbox else { return }
            one(index, of: place) { message, state in
                note(message, outOf: place)
                let isUnderWay = state.mailboxes.contains { place, mailbox in
                    place != inbox && ledger.watched.contains(place)
                        && mailbox.messages.contains { $0.fingerprint == message.fingerprint }
                }
                ledger.note(message.fingerprint) { entry in
                    // It may be taken for the copy that is being brought there.
                    if isUnderWay, entry.letter.destination == inbox { entry.mayGo += 1 }
                    entry.arrivals[inbox, default: 0] += 1
                }
                state.put(message, into: inbox)
            }
        case .flag(let place, let index): flag(index, of: place)
        case .renumber(let place):
            server.happen { state in
                ledger.renumbers(place, state.mailboxes[place])
                state.renumber(place) { $0 }
            }
        case .empty(let place):
            server.happen { state in
                for message in state.mailboxes[place]?.messages ?? [] { note(message, outOf: place) }
                state.renumber(place) { _ in [] }
            }
        case .backup(let place): backups.withLock { $0[place] = server.messages(in: place) }
        case .restore(let place): restore(place)
        case .full(let place, let isFull): server.change { $0.full.set(place, isFull) }
        case .readOnly(let place, let isReadOnly): server.change { $0.readOnly.set(place, isReadOnly) }
        case .reject(let account, let isRejected): server.change { $0.rejects.set(account, isRejected) }
        case .refuseConnections(let refuses): server.change { $0.refusesConnections = refuses }
        case .offer(let ability, let isOffered): server.change { $0.offer(ability, isOffered) }
        case .restart: server.restart()
        case .notice(let place): server.notice(place)
        case .setClock(let minutes):
            clock.jump(by: .minutes(Int64(minutes)))
            ledger.noteClock(setForward: minutes > 0)
        case .diskFull(let isFull): isDiskFull.withLock { $0 = isFull }
        case .stop: wantsStop.withLock { $0 = true }
        }
        switch happening {
        case .deposit(_, let place), .takeAway(let place, _), .putAside(let place, _), .renumber(let place),
            .empty(let place), .restore(let place):
            announce(place)
        case .putBack(let place, _): announce(MailboxAddress(account: place.account, mailbox: .inbox))
        case .flag, .backup, .full, .readOnly, .reject, .refuseConnections, .offer, .restart, .notice, .setClock,
            .diskFull, .stop:
            break
        }
    }

    /// What was taken away for a while is given back, so that the agent can come to rest.
    func makeAmends() {
        server.change { manners in
            (manners.full, manners.readOnly, manners.rejects) = ([], [], [])
            manners.refusesConnections = false
        }
        isDiskFull.withLock { $0 = false }
    }

    private func announce(_ place: MailboxAddress) { if !server.manners.missesNotices { server.notice(place) } }

    private func deposit(_ letter: Letter, in place: MailboxAddress) {
        let flags = letter.number.isMultiple(of: 2) ? ["\\Flagged", "$Urgent"] : []
        let message = PretendServer.Stored(uid: .first, bytes: letter.bytes, flags: flags, internalDate: clock.now)
        server.happen { state in
            ledger.arrived(letter, message, in: place, state.mailboxes[place])
            state.put(message, into: place)
        }
    }

    /// Does something with the n-th message of a mailbox after it was taken out of it.
    private func one(
        _ index: Int, of place: MailboxAddress,
        _ act: (PretendServer.Stored, inout PretendServer.State) -> Void
    ) {
        server.happen { state in
            guard let count = state.mailboxes[place]?.messages.count, count > 0,
                let message = state.mailboxes[place]?.messages.remove(at: index % count)
            else { return }
            act(message, &state)
        }
    }

    private func flag(_ index: Int, of place: MailboxAddress) {
        server.happen { state in
            guard let count = state.mailboxes[place]?.messages.count, count > 0,
                var message = state.mailboxes[place]?.messages[index % count]
            else { return }
            message.flags =
                message.flags.contains("\\Seen") ? message.flags.filter { $0 != "\\Seen" } : message.flags + ["\\Seen"]
            let flags = message.flags
            ledger.note(message.fingerprint) { $0.flags.insert(flags) }
            state.mailboxes[place]?.messages[index % count] = message
        }
    }

    /// Back to what was backed up, under a new UIDVALIDITY. What came later is gone, and what had gone is there again.
    private func restore(_ place: MailboxAddress) {
        guard let backup = backups.withLock({ $0[place] }) else { return }
        server.happen { state in
            for message in state.mailboxes[place]?.messages ?? [] { note(message, outOf: place) }
            for message in backup {
                let places = state.mailboxes.filter {
                    $0.value.messages.contains { $0.fingerprint == message.fingerprint }
                }
                ledger.note(message.fingerprint) { entry in
                    if entry.arrivals[place] != nil, place != entry.letter.destination,
                        places[entry.letter.destination] != nil
                    {
                        entry.mayGo += 1
                    }
                    entry.added[place, default: 0] += 1
                    if entry.counts(place, ledger.watched) { entry.taken -= 1 }
                }
            }
            state.renumber(place) { _ in backup }
        }
    }

    private func note(_ message: PretendServer.Stored, outOf place: MailboxAddress) {
        ledger.note(message.fingerprint) { entry in
            entry.isMeddledWith = true
            if entry.counts(place, ledger.watched) { entry.taken += 1 }
        }
    }
}

extension PretendServer.State {
    /// Adds a message, flags, date and all.
    fileprivate mutating func put(_ message: PretendServer.Stored, into place: MailboxAddress) {
        create(place)
        mailboxes[place]?.take(message)
    }
}

extension PretendServer.Manners {
    fileprivate mutating func offer(_ ability: Happening.Ability, _ isOffered: Bool) {
        switch ability {
        case .idle: idles = isOffered
        case .move: movesAtomically = isOffered
        case .appendUID: givesAppendUID = isOffered
        case .uidPlus: hasUIDPlus = isOffered
        case .notices: missesNotices = !isOffered
        }
    }
}

extension Set {
    fileprivate mutating func set(_ member: Element, _ isMember: Bool) {
        if isMember { insert(member) } else { remove(member) }
    }
}
