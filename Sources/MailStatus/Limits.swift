import MailRouting

/// Every bound of the status server, with its reason. Whoever reaches the port may be hostile, huge or slow; what is meant
/// to be read by a few people and a few programs must never cost the loops anything they notice.
enum Limits {
    // MARK: Connections

    /// Open connections. Browsers open six each, so this is a dozen people and every collector there is; and it leaves the
    /// process's descriptors (1024 unless raised) to the mail servers.
    static let connections = 96
    /// Of those, the ones that follow the events: a page open on every desk of an office, and always room for questions.
    static let followers = 32
    /// Not accepted yet: the kernel's own queue, which costs us nothing. When it is full, who comes has to ask again after a
    /// second.
    static let backlog: Int32 = 1024
    /// New connections taken in one round, so that a flood of them cannot keep the others from being served.
    static let acceptsPerRound = 64

    // MARK: Requests

    /// Request line and header together. Browsers send under 2 KiB; a cookie of somebody else's on the same host may be 4.
    static let head = 16 * 1024
    /// Header fields of a request.
    static let fields = 100
    /// Body of an action: a token and a few words. Everything longer is refused before it is read.
    static let body = 8 * 1024
    /// From the first octet of a request to its last, however they dribble in (slow-loris).
    static let requestTime = Interval.seconds(10)
    /// An idle connection is kept this long: over two scrapes of a collector that asks every 15 seconds.
    static let idleTime = Interval.seconds(40)
    /// Until somebody who does not read his answer is cut off.
    static let writeTime = Interval.seconds(20)
    /// What is still read, and thrown away, after a refusal, so that the refusal arrives and not a reset connection.
    static let lingerTime = Interval.seconds(2)
    static let lingerOctets = 1024 * 1024
    /// When the process has no descriptor left for another connection: how long nobody is let in.
    static let exhaustionPause = Interval.seconds(1)
    /// Requests in a row on one connection before the others get their turn.
    static let requestsPerRound = 8
    /// An action that waits for the journal is answered by then.
    static let actionTime = Interval.seconds(30)

    // MARK: Answers

    /// Octets waiting for a follower of the events who reads too slowly: then he is cut off, and the browser comes again.
    static let unreadEvents = 512 * 1024
    /// How old the counts in an answer may be: with a thousand questions a second the journal is asked four times.
    static let snapshotAge = Interval.milliseconds(250)
    /// The same for latencies and flow, which cost more and change less.
    static let metricsAge = Interval.seconds(5)
    /// How often followers are looked after. People do not see more.
    static let eventInterval = Interval.seconds(1)
    /// A comment line keeps proxies from closing a quiet stream.
    static let eventHeartbeat = Interval.seconds(15)
    /// Decisions in one page of the API at most, and unless asked.
    static let decisionPage = 100
    static let decisionPageUnlessAsked = 20
    /// Decisions on the dashboard.
    static let shownDecisions = 12
    /// Jobs that are next, as `/api/email-queue` promises.
    static let nextJobs = 20
    /// Jobs that wait for a person: with more, the queue's own verb is the tool.
    static let heldJobs = 50
    /// Text from a message or a server, in Unicode scalars.
    static let shownText = 300
    /// Findings in an answer to a reload that was refused: with more, `mailroom check` is the tool.
    static let diagnostics = 50
    /// Groups (rules, templates) in one answer: a set may have 50,000 rules.
    static let groups = 200

    // MARK: Times

    /// How often the agent is asked whether all is well, and after how long no answer is one.
    static let readinessInterval = Interval.seconds(1)
    static let agentSilence = Interval.seconds(15)
    /// When the port is taken: how long until the next try.
    static let portRetry = Interval.seconds(10)
    /// What the metrics look back on.
    static let metricsSpan = Interval.days(1)
    /// Deliveries whose time is taken, between decision and confirmation: beyond that they are not measured.
    static let timedDeliveries = 20_000
}
