import MailRouting

/// Every bound of the journal, with its reason.
enum Limits {
    /// How far the clocks of a server and of this machine may differ: a message dated earlier than the first contact by
    /// more than this arrived before it.
    static let clockDifference = Interval.minutes(5)
    /// A claimed job is due again this long after its claim. Only rescue at start makes use of it; no attempt lasts as
    /// long, because every command has a deadline of minutes.
    static let claimTimeout = Interval.hours(1)
    /// Open jobs among which others are looked for that one command can carry along: some sets of a thousand. Whoever
    /// has a hundred thousand messages for a thousand folders must not look at all of them for each folder.
    static let claimSearch = 8000
    /// Arrivals stripped in one transaction: others wait for it.
    static let purgeBatch = 5000
    /// Rate windows look back one hour; older instants are of no use to anybody.
    static let submissionHistory = Interval.hours(2)
    /// Seconds to wait while another program writes. A transaction takes milliseconds; on a machine that is busy with other
    /// things, one that commands and the agent take turns in was seen to keep somebody waiting for more than five seconds.
    static let lockPatience = 20.0
    /// Lines kept of the walk: some hours of a busy day, a megabyte.
    static let keptWalk = 5000
    /// Findings kept of files that were refused: nobody mends more in one round, and `check` shows them all.
    static let keptFaults = 50
    /// The storm breaker counts anew at most this often, unless a response has come: at the default rates no claim is
    /// nearer to the one before, and where rates are lifted counting must not cost more than sending.
    static let breakerInterval = Interval.seconds(5)
    /// Less is how a time service keeps a clock right; jobs need not be told.
    static let noticedSetting = Interval.seconds(1)
    /// How far back sending is counted by the hour: the seven days of a norm, and the hours around them.
    static let normHistory = Interval.days(8)
    /// What must fit before a journal that was full counts as having room: a batch of 500 ordinary headers.
    static let room = 1 << 20
    /// One crash may be chance and the machine's fault; three within an hour over one account are that account's.
    static let crashesToPark = 3
    static let crashWindow = Interval.hours(1)
    /// Decisions whose latencies one look tells: enough for a 99th percentile that means something, and a look still takes
    /// no longer than a tenth of a second on a small machine.
    static let statusSample = 5000
    /// Decisions one page of a filtered list looks through: a rare rule among a million must not keep a reader in the
    /// journal for seconds, because the write-ahead log grows as long as somebody reads an old state.
    static let statusSearch = 20_000
    /// Memory for pages of the status connection in KiB: beside the loops' own, which is four times as large.
    static let statusCache = 2000
}
