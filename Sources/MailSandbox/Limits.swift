/// Every limit of the sandbox in one place, each with its reason.
enum Limits {
    /// A server that has not answered by then is broken: both start in 0.3 to 2.4 s here, ten times that under load.
    static let startTimeout: Duration = .seconds(25)
    /// How often a starting server is asked again: short beside the start itself, long beside a connect.
    static let pollInterval: Duration = .milliseconds(20)
    /// From the polite signal to SIGKILL for a whole session; the supervisor gives its server three of these seconds.
    static let stopTimeout: Duration = .seconds(6)
    /// Starts tried with other ports when somebody else took one between the choice and the bind.
    static let portAttempts = 5
    /// Below Linux's ephemeral range (32768 and up), so no outgoing connection can hold a port while a server restarts.
    static let ports: Range<UInt16> = 20_000..<32_000
    /// A Unix socket's path holds 107 bytes; Dovecot's longest name below our folder needs 32.
    static let folderPathLength = 75
    /// Lines of a server's log shown in an error: enough for the cause, short enough for a screen.
    static let logLines = 12
    /// Bytes read from the end of a log for those lines.
    static let logBytes = 16_384
    /// Readings of a mailbox that others are working on before their interference counts as a failure.
    static let readAttempts = 50
    /// Output kept of a short command; `doveadm fetch` of a test's messages is the largest.
    static let commandOutput = 64 << 20
    /// Seconds a loopback LMTP dialogue may wait for one reply.
    static let replySeconds = 30
    /// Longest reply line taken from a server (RFC 5321 section 4.5.3.1.5 says 512; Dovecot's texts may be longer).
    static let replyLine = 8_192
    /// Parallel LMTP connections for many messages: four gave 300 to 380 messages a second, more gave no more.
    static let deliveryConnections = 4
}
