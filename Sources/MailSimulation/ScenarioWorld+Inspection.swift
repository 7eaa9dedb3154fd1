import MailJournal
import MailRouting

extension ScenarioWorld {
    /// Every watched UID is accounted for and no job is open.
    func isQuiet(_ journal: Journal) -> Bool {
        do { return try journal.isQuiet(configuration.accounts, server.everyMailbox) } catch {
            ledger.violate("the journal cannot be read: \(error)")
            return false
        }
    }

    /// What must hold once nothing is left to do.
    func inspect(_ journal: Journal, _ scenario: Scenario) {
        do {
            try inspectUIDs(journal, scenario)
            for entry in ledger.entries { try inspect(entry, journal, scenario) }
        } catch { ledger.violate("the journal cannot be read: \(error)") }
    }

    private func inspectUIDs(_ journal: Journal, _ scenario: Scenario) throws {
        for place in ledger.watched.sorted(by: { "\($0)" < "\($1)" }) {
            guard let mailbox = server.everyMailbox[place] else { continue }
            let (states, firstUIDNext) = try journal.states(of: place, mailbox.uidValidity)
            for message in mailbox.messages {
                let state = states[message.uid.value]
                // What was there at the first contact may be left alone.
                let isOld = scenario.backlog == .ignore && message.uid.value < firstUIDNext ?? 0
                if state == nil, !isOld { ledger.violate("UID \(message.uid) of \(place) is unaccounted for") }
                if state == "recorded" || state == "routing" || state == "vanished" {
                    ledger.violate("UID \(message.uid) of \(place) is said to be \(state ?? "")")
                }
            }
        }
    }

    /// A letter that nobody else had his hands on stands where it belongs, as often as it came, and nowhere else.
    private func inspect(_ entry: Ledger.Entry, _ journal: Journal, _ scenario: Scenario) throws {
        let letter = entry.letter
        let fingerprint = PretendServer.Stored(uid: .first, bytes: letter.bytes, flags: [], internalDate: clock.now)
            .fingerprint
        guard !entry.isMeddledWith, entry.added.isEmpty, scenario.backlog == .route, try journal.left(fingerprint) == 0
        else { return }
        // Twins that arrive where the other is being copied to cannot be told from the copy: see docs/reliability.md.
        if entry.total > 1, letter.copies.contains(where: { entry.arrivals[$0] != nil }) { return }
        var found: [MailboxAddress: Int] = [:]
        for (place, mailbox) in server.everyMailbox {
            let count = mailbox.messages.count { $0.fingerprint == fingerprint }
            if count > 0 { found[place] = count }
        }
        // The stated exception: taken for a twin that was dealt with before UIDVALIDITY changed.
        for (place, most) in entry.mayStay {
            for left in stride(from: 1, through: most, by: 1)
            where found == Self.wanted(entry, scenario, leaving: left, in: place) {
                return
            }
        }
        let wanted = Self.wanted(entry, scenario)
        guard found != wanted else { return }
        ledger.violate(
            "letter \(letter.number) ended in \(Self.words(found)) instead of \(Self.words(wanted))")
    }

    /// Where a letter is to stand, and how often, when some of it was left where it arrived.
    private static func wanted(
        _ entry: Ledger.Entry, _ scenario: Scenario, leaving left: Int = 0, in place: MailboxAddress? = nil
    ) -> [MailboxAddress: Int] {
        let letter = entry.letter
        var wanted: [MailboxAddress: Int] = [:]
        if let place { wanted[place] = left }
        for mailbox in [letter.destination] + letter.copies { wanted[mailbox, default: 0] += entry.total - left }
        if scenario.source != .delete {
            for (source, count) in entry.arrivals {
                guard let kept = letter.kept(from: source.account) else { continue }
                wanted[kept, default: 0] += source == place ? count - left : count
            }
        }
        return wanted.filter { $0.value > 0 }
    }

    private static func words(_ places: [MailboxAddress: Int]) -> String {
        places.map { "\($0.key) x\($0.value)" }.sorted().joined(separator: ", ")
    }
}
