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
        var found: [String: Instant?] = [:]
        // Several accounts on one host have one certificate.
        for account in configuration.accounts where account.server.tls.hasCertificate {
            let name = account.server.host
            if found[name, default: nil] == nil { found[name] = await facts(of: account, authenticator, pool)?.expires }
        }
        for host in configuration.submissionHosts where host.server.tls.hasCertificate {
            let expires = await facts(of: host, authenticator, pool)?.expires
            // Where both servers show the same one, it is told once.
            if let expires, found[host.server.host] == expires { continue }
            let name = "\(host.server.host) (submission)"
            found[name] = [expires, found[name, default: nil]].compactMap { $0 }.min()
        }
        return found.map { CertificateSighting(host: $0.key, expires: $0.value) }.sorted { $0.host < $1.host }
    }

    private static func facts(
        of host: SubmissionHost, _ authenticator: Authenticator, _ pool: WorkerPool
    ) async -> TLSFacts? {
        guard let authentication = try? await authenticator.authentication(for: host.server) else { return nil }
        let session = SubmissionSession(host: host, authentication: authentication, pool: pool)
        let facts = try? await session.probe(deadline: .after(.seconds(20)))
        await session.close()
        return facts?.tls
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

extension TLSFacts {
    fileprivate var expires: Instant { Instant(milliseconds: Int64(notAfter.timeIntervalSince1970 * 1000)) }
}

extension TLSPolicy {
    fileprivate var hasCertificate: Bool { if case .none = self { false } else { true } }
}
