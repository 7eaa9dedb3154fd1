public import MailRouting

/// When the certificate of a server expires.
public struct CertificateSighting: Sendable, Equatable {
    /// By name, with ` (submission)` where that server shows another certificate than IMAP.
    public let host: String
    /// Nil when the server could not be asked.
    public let expires: Instant?
    public init(host: String, expires: Instant?) {
        self.host = host
        self.expires = expires
    }

    /// Nil while there is time.
    func sighting(now: Instant) -> AlertBook.Sighting? {
        guard let expires else { return nil }
        let left = expires - now
        guard left < Limits.certificateNotice else { return nil }
        let days = left.milliseconds / Interval.days(1).milliseconds
        let words =
            switch days {
            case _ where left.milliseconds < 0: "has expired"
            case 0: "expires within a day"
            default: "expires in \(days) \(days == 1 ? "day" : "days")"
            }
        return AlertBook.Sighting(
            .certificate(host: host), "the certificate of \(host) \(words)",
            advice: "have it renewed: after that day the agent refuses the connection")
    }
}

/// What is known of the servers' certificates, and which of them a person was shown.
struct ExpiryBook {
    private var known: [String: Instant] = [:]
    private var askedAt: Instant?
    /// By host, in words.
    private var shown: [String: String] = [:]

    /// Servers are asked more often while one of them is to be renewed, so that whoever renews it sees it.
    func isDue(_ now: Instant) -> Bool {
        let interval = shown.isEmpty ? Limits.certificateInterval : Limits.expiringInterval
        return askedAt.map { now - $0 >= interval || now < $0 } ?? true
    }

    /// A server that could not be asked is taken to have what it had.
    mutating func note(_ sightings: [CertificateSighting], now: Instant) {
        askedAt = now
        known = Dictionary(
            sightings.compactMap { sighting in
                (sighting.expires ?? known[sighting.host]).map { (sighting.host, $0) }
            }, uniquingKeysWith: min)
    }

    func sightings(_ now: Instant) -> [AlertBook.Sighting] {
        known.sorted { $0.key < $1.key }.compactMap { host, expires in
            CertificateSighting(host: host, expires: expires).sighting(now: now)
        }
    }

    /// What of it is news.
    mutating func changes(_ sightings: [AlertBook.Sighting]) -> [WalkEvent] {
        var events: [WalkEvent] = []
        var seen: [String: String] = [:]
        for sighting in sightings {
            guard case .certificate(let host) = sighting.matter else { continue }
            seen[host] = sighting.text
            if shown[host] != sighting.text {
                events.append(.concern(subject: "certificate \(host)", text: sighting.text, next: sighting.advice))
            }
        }
        events += shown.keys.filter { seen[$0] == nil }.sorted().map { .concernOver(subject: "certificate \($0)") }
        shown = seen
        return events
    }
}
