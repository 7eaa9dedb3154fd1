import Foundation
import MailAgent
import MailJournal
import MailRouting

/// How an installation stands at one instant, from its journal and its lock.
struct StatusReport: Sendable {
    let now: Instant
    let holder: StateLock.Holder
    let accounts: [AccountStatus]
    let windows: [WindowStatus]
    let summary: JournalSummary
    let rules: RulesState?
    let pauses: Pauses
    let concerns: [Concern]
    /// The newest ones that wait for a person.
    let stuck: [QueuedJob]

    struct AccountStatus: Sendable {
        enum State: Sendable, Equatable {
            case connected, down, paused, unknown, destination
        }
        let name: AccountName
        let watched: Int
        let state: State
        let since: Instant?
        let detail: String?
    }

    struct WindowStatus: Sendable {
        let account: SubmissionAccount
        let limits: RateLimits
        let minute: Int
        let hour: Int
    }

    private static let stuckShown = 5

    static func read(_ configuration: MailRouting.Configuration, now: Instant) async throws -> StatusReport {
        let journal = try JournalFile.open(configuration)
        let holder = StateLock.holder(folder: configuration.stateFolder)
        return try await JournalFile.look { () async throws(JournalFault) in
            let (watching, pauses) = (try await journal.watching(), try await journal.pauses())
            var windows: [WindowStatus] = []
            for host in configuration.submissionHosts where !windows.contains(where: { $0.account == host.account }) {
                let used = try await journal.windowUse(of: host.account, now: now)
                windows.append(
                    WindowStatus(account: host.account, limits: host.limits, minute: used.minute, hour: used.hour))
            }
            return StatusReport(
                now: now, holder: holder,
                accounts: configuration.accounts.map {
                    AccountStatus($0, watching, pauses, isRunning: holder.isHeld)
                },
                windows: windows, summary: try await journal.summary(), rules: try await journal.rulesState(),
                pauses: pauses, concerns: try await journal.concerns(),
                stuck: try await journal.queue(
                    of: [.delivery, .copy, .acknowledgement, .undo], in: [.held, .failed], limit: Self.stuckShown,
                    onlyReal: true))
        }
    }

    /// What a person has to look at, with the next step.
    var attention: [(what: String, next: String)] {
        var all: [(String, String)] = []
        if !holder.isHeld { all.append(("no agent runs", "'mailroom run', or systemctl start mailroom")) }
        for account in accounts where account.state == .down {
            let since = account.since.map { " since \($0.timestamp)" } ?? ""
            all.append(
                ("account \(account.name) is not reached\(since): \(account.detail ?? "")", "'mailroom check' asks it"))
        }
        // Of an agent that does not run they are the past.
        if holder.isHeld { all += concerns.map { ("\($0.text), since \($0.since.timestamp)", $0.next) } }
        if let rules, !rules.faults.isEmpty {
            all.append(
                (
                    "changed files were refused (\(rules.faults.count)): "
                        + rules.faults.prefix(3).map { "\($0.location): \($0.message)" }.joined(separator: "; "),
                    "'mailroom check' shows every mistake with its line"
                ))
        }
        if let waiting = rules?.needsRestart, !waiting.isEmpty {
            all.append(
                ("not followed before a restart: \(waiting.joined(separator: ", "))", "systemctl restart mailroom"))
        }
        for pause in pauses.all {
            all.append(("\(pause.scope) paused since \(pause.since.timestamp)", pause.scope.wayToResume))
        }
        if case .open = summary.sending { all.append((summary.sending.description, summary.sending.wayOn)) }
        let waiting = count("held") + count("failed")
        if waiting > 0 {
            for job in stuck {
                all.append(("\(job.kind.rawValue) \(job.id) \(job.state.rawValue): \(job.detail ?? "")", job.nextStep))
            }
            if waiting > stuck.count {
                all.append(
                    (
                        "\(waiting - stuck.count) more jobs held or failed",
                        "'mailroom queue list --state held --state failed'"
                    ))
            }
        }
        if summary.unaccounted > 0 {
            all.append(("\(summary.unaccounted) messages are accounted for by nothing", "'mailroom audit' says which"))
        }
        return all.map { (ColumnText.harmless($0.0, atMost: 300), $0.1) }
    }

    /// Of all kinds.
    func count(_ state: String) -> Int {
        [summary.deliveries, summary.copies, summary.acknowledgements].reduce(0) { $0 + $1[state, default: 0] }
    }
}

extension StatusReport.AccountStatus {
    fileprivate init(
        _ account: Account, _ watching: [MailboxAddress: WatchRecord], _ pauses: Pauses, isRunning: Bool
    ) {
        let records = account.watch.compactMap { watching[MailboxAddress(account: account.name, mailbox: $0)] }
        let lost = records.first { !$0.isConnected }
        let state: State
        let since: Instant?
        if account.watch.isEmpty {
            (state, since) = (.destination, nil)
        } else if let pause = pauses.pause(of: account.name) {
            (state, since) = (.paused, pause.since)
        } else if let lost {
            (state, since) = (isRunning ? .down : .unknown, lost.since)
        } else if records.count == account.watch.count {
            (state, since) = (isRunning ? .connected : .unknown, records.map(\.since).max())
        } else {
            (state, since) = (.unknown, nil)
        }
        self.init(name: account.name, watched: account.watch.count, state: state, since: since, detail: lost?.detail)
    }
}

extension QueuedJob {
    /// What a person can do about a job that is held or has failed.
    var nextStep: String {
        switch kind {
        case .acknowledgement: "'mailroom queue show \(id)', then 'queue release' or 'queue drop'"
        case .delivery, .copy, .undo: "'mailroom queue show \(id)', then 'mailroom explain --arrival \(arrival)'"
        }
    }
}

extension StormBreaker.State {
    fileprivate var wayOn: String { "it ends after an hour without responses, or 'mailroom resume acknowledgements'" }
}
