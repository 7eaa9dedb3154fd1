import Foundation
import MailConfig
import MailJournal
import MailRouting
import MailTransport

/// Logs in to one account as the agent would, looks at what it needs there, and changes nothing.
struct AccountCheck: Sendable {
    let account: Account
    /// Mailboxes of this account that mail is delivered to.
    let destinations: [MailboxName]
    /// Several agents need conditional STORE.
    let claims: Bool
    let pool: WorkerPool
    private let journalFile: String
    let authenticator: Authenticator

    /// A person waits for the answer: shorter than the agent's own patience.
    private static let times = IMAPTimes(connect: .seconds(15), command: .seconds(15), logout: .seconds(2))

    init(_ account: Account, in loaded: LoadedConfiguration, pool: WorkerPool, _ authenticator: Authenticator) {
        self.account = account
        self.authenticator = authenticator
        self.pool = pool
        journalFile = JournalFile.path(loaded.configuration)
        claims = loaded.configuration.delivery.claim == .keyword
        let departments = loaded.configuration.departments.filter { $0.destination.account == account.name }
        let names = Set(departments.map(\.name))
        let folders = loaded.ruleSet.routeLines.filter { names.contains($0.department) }.compactMap(\.folder)
        destinations = Set(departments.map(\.destination.mailbox) + folders).subtracting(account.watch).sorted()
    }

    func row(at instant: Date) async -> CheckRow {
        var row = CheckRow(.account, account.name.rawValue, account.server)
        if let parked = await parked() {
            row.problem = Problem(parked: parked)
            return row
        }
        do {
            let authentication = try await authenticator.authentication(for: account.server)
            let credentials = try StreamCredentials.trusting(caFile: account.server.caFile)
            let session = try await IMAPSession.connect(
                to: account.server, as: authentication, trusting: credentials, on: pool, times: Self.times)
            await look(at: session, instant, &row)
            await session.logout()
        } catch let fault as CredentialFault {
            row.problem = Problem(fault, in: account.server)
        } catch let fault as CredentialsFault {
            row.problem = Problem(fault)
        } catch let fault as IMAPFault {
            row.problem = Problem(fault, in: account.server)
        } catch {
            row.problem = Problem(unexpected: error)
        }
        return row
    }

    /// Before the first run there is no journal, and a journal that cannot be read is told by whoever needs it.
    private func parked() async -> ParkedAccount? {
        guard let journal = try? Journal(reading: journalFile) else { return nil }
        return (try? await journal.parked(account)) ?? nil
    }

    private func look(at session: IMAPSession, _ instant: Date, _ row: inout CheckRow) async {
        let facts = await session.facts
        row.connected(facts.tls, at: instant)
        row.authentication = facts.authentication
        row.capabilities = ["IDLE", "MOVE", "UIDPLUS"].filter(facts.capabilities.contains)
        if !facts.idles {
            row.warnings.append("no IDLE: looked at every \(account.pollInterval.milliseconds / 1000) seconds only")
        }
        if claims, facts.capabilities.isDisjoint(with: ["CONDSTORE", "QRESYNC"]) {
            row.problem = Problem(cannotClaim: account)
        }
        if facts.moves == nil {
            row.warnings.append("neither MOVE nor UIDPLUS: mail cannot be moved safely, and stays where it is")
        }
        do throws(IMAPFault) {
            for name in account.watch {
                row.mailboxes.append(try await mailbox(name, .watched, session))
            }
            for name in destinations {
                row.mailboxes.append(try await mailbox(name, .destination, session))
            }
        } catch {
            row.problem = Problem(error, in: account.server)
        }
        let missing = row.mailboxes.filter { $0.use == .watched && $0.messages == nil }.map(\.name.rawValue)
        if !missing.isEmpty && row.problem == nil { row.problem = Problem(missing: missing) }
    }

    private func mailbox(
        _ name: MailboxName, _ use: CheckedMailbox.Use, _ session: IMAPSession
    ) async throws(IMAPFault) -> CheckedMailbox {
        let backlog = use == .watched ? account.backlog : nil
        do {
            let status = try await session.status(name)
            return CheckedMailbox(name: name, use: use, messages: status.exists, backlog: backlog)
        } catch {
            guard case .refused = error.kind, !error.isTransient else { throw error }
            return CheckedMailbox(name: name, use: use, messages: nil, backlog: backlog)
        }
    }
}

extension RuleSet {
    /// Every line that can decide a department.
    fileprivate var routeLines: [RouteLine] {
        routes.flatMap { route in
            switch route {
            case .line(let line): [line]
            case .group(let group): group.lines
            }
        } + [otherwise]
    }
}
