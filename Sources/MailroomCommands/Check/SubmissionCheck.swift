import Foundation
import MailConfig
import MailRouting
import MailTransport

/// Connects and authenticates to one submission host as the agent would, and sends nothing.
struct SubmissionCheck: Sendable {
    let host: SubmissionHost
    let pool: WorkerPool
    let authenticator: Authenticator

    private static let patience = Duration.seconds(20)

    func row(at instant: Date) async -> CheckRow {
        var row = CheckRow(.submission, host.name.rawValue, host.server)
        do {
            let authentication = try await authenticator.authentication(for: host.server)
            let session = SubmissionSession(host: host, authentication: authentication, pool: pool)
            let facts = try await session.probe(deadline: .after(Self.patience))
            row.connected(facts.tls, at: instant)
            row.authentication = facts.mechanism.map { "AUTH \($0)" }
            row.capabilities = ["8BITMIME", "SMTPUTF8", "PIPELINING", "SIZE"].filter(facts.extensions.keywords.contains)
            await session.close()
        } catch let fault as CredentialFault {
            row.problem = Problem(fault, in: host.server)
        } catch let fault as SubmissionFault {
            row.problem = Problem(fault, in: host.server)
        } catch {
            row.problem = Problem(unexpected: error)
        }
        return row
    }
}
