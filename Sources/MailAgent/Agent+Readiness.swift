public import MailRouting

extension Agent {
    /// Whether the agent does its work, and if not, why not. May be asked at any time, from anywhere, also before `run`; a
    /// look costs microseconds, and while the disk is full an attempt to write.
    public func readiness() async -> Readiness {
        var reasons: [Readiness.Reason] = []
        if let fault = await journal.findRoom() {
            reasons.append(fault.kind == .full ? .diskFull(fault.description) : .journalFault(fault.description))
        }
        do {
            let pauses = try await journal.pauses()
            for account in rules.inForce.configuration.accounts {
                if pauses.holds(account.name) {
                    reasons.append(.paused(account.name))
                } else if let parked = try await journal.parked(account) {
                    reasons.append(.parked(account.name, crashes: parked.crashes))
                } else {
                    reasons += board.reasons(account)
                }
            }
            let unaccounted = try await journal.unaccounted()
            if unaccounted > 0 { reasons.append(.unaccounted(unaccounted)) }
        } catch {
            reasons.append(.journalFault(error.description))
        }
        return Readiness(reasons)
    }
}

extension WatchBoard {
    fileprivate func reasons(_ account: Account) -> [Readiness.Reason] {
        account.watch.compactMap { mailbox in
            let address = MailboxAddress(account: account.name, mailbox: mailbox)
            return switch state(of: address) {
            case .listening: nil
            case .away: .notConnected(address, nil)
            case .lost(let fault): .notConnected(address, fault)
            }
        }
    }
}
