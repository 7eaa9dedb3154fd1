import MailRouting

/// Every limit of getting tokens, with its reason. The endpoint belongs to somebody else and may be slow, or lie.
enum Limits {
    /// One answer of an endpoint, in octets. Real ones are 2 to 6 KB.
    static let answerBytes = 65_536
    /// One exchange, in seconds, from the connection to the last octet: mail waits for it.
    static let exchangeSeconds = 30
    /// A token, in octets: as long as the longest secret that is read elsewhere, and it must fit into one AUTH line.
    static let tokenBytes = 8_000
    /// Before its end a token is no longer handed out, so that no server sees it expire between two commands.
    static let margin = Interval.minutes(5)
    /// What an access token is taken to last at least and at most, whatever the endpoint says: a lifetime of zero would ask
    /// without end, one of a century would keep what was revoked.
    static let lifetime = Interval.seconds(60)...Interval.days(1)
    /// Where the endpoint does not say (RFC 6749 section 5.1 recommends that it does).
    static let usualLifetime = Interval.hours(1)
    /// After a failure nobody asks again before, so that many connections that want a token ask once.
    static let pause = Interval.seconds(30)
    /// The longest pause an endpoint may ask for.
    static let longestPause = Interval.hours(1)
    /// Rounds of PBKDF2, as OWASP advises for HMAC-SHA-256: a third of a second for whoever guesses one passphrase.
    static let rounds: UInt32 = 600_000
    /// A file of kept tokens, in octets.
    static let vaultBytes = 65_536
    /// How long a person may take to log in with a device, whatever the endpoint allows.
    static let loginTime = Interval.minutes(30)
    /// The shortest time between two questions whether the person has (RFC 8628 section 3.5: 5 seconds unless told).
    static let loginInterval = Interval.seconds(5)
    /// The longest.
    static let longestLoginInterval = Interval.minutes(1)
    /// Unicode scalars of an endpoint's own words that are shown.
    static let shownScalars = 300
}
