import Foundation
import MailAgent
import MailRouting
import MailTransport

/// When the certificates of an installation's servers expire. A server that cannot be asked now is asked the next time:
/// that it is not reached is another alert.
enum CertificateLook {
    static func sightings(
        _ configuration: MailRouting.Configuration, _ authenticator: Authenticator, on pool: WorkerPool
    ) async -> [CertificateSighting] {
        var found: [String: Instant] = [:]
        func note(_ host: String, _ tls: TLSFacts?) {
            guard let tls else { return }
            let expires = Instant(milliseconds: Int64(tls.notAfter.timeIntervalSince1970 * 1000))
            found[host] = min(expires, found[host] ?? expires)
        }
        // Several accounts on one host have one certificate.
        for account in configuration.accounts where found[account.server.host] == nil {
            note(account.server.host, await facts(of: account, authenticator, pool))
        }
        for host in configuration.submissionHosts {
            guard let authentication = try? await authenticator.authentication(for: host.server) else { continue }
            let session = SubmissionSession(host: host, authentication: authentication, pool: pool)
            let facts = try? await session.probe(deadline: .after(.seconds(20)))
            await session.close()
            note("\(host.server.host) (submission)", facts?.tls)
        }
        return found.map { CertificateSighting(host: $0.key, expires: $0.value) }.sorted { $0.host < $1.host }
    }

    private static func facts(
        of account: Account, _ authenticator: Authenticator, _ pool: WorkerPool
    ) async -> TLSFacts? {
        guard let authentication = try? await authenticator.authentication(for: account.server),
            let credentials = try? StreamCredentials.trusting(caFile: account.server.caFile),
            let session = try? await IMAPSession.connect(
                to: account.server, as: authentication, trusting: credentials, on: pool,
                times: IMAPTimes(connect: .seconds(15), command: .seconds(15), logout: .seconds(2)))
        else { return nil }
        let facts = await session.facts.tls
        await session.logout()
        return facts
    }
}
