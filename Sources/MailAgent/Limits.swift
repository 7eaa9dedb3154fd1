import MailRouting

/// Every bound of the two loops, with its reason.
enum Limits {
    /// Headers in one FETCH: large enough that the round trip is nothing, small enough that a batch of ordinary headers
    /// stays below a megabyte.
    static let fetchBatch = 500
    /// Batches between two calls to the second loop while a full inbox is taken in: by then there are enough messages
    /// for each department to fill a large set.
    static let batchesPerWake = 8
    /// Deliveries in one UID MOVE: a set of a thousand runs at nearly the speed of all at once.
    static let moveBatch = 1000
    /// Octets of body fetched with a header, for the language of the message.
    static let previewBytes = 4096
    /// Messages read whole before what came of them is written down: their texts are bounded, one transaction costs a
    /// disk more than one message.
    static let readBatch = 50
    /// Undecided arrivals taken up at once after a crash.
    static let recoveryBatch = 500
    /// A connection that lay idle longer may be gone without a word: servers log out after 30 minutes (RFC 9051 section
    /// 5.4), routers forget sooner.
    static let connectionIdle = Interval.minutes(5)
    /// A lane looks at the journal at least this often, whatever it was told.
    static let laneInterval = Interval.minutes(1)
    /// IDLE is issued anew before servers and middleboxes forget it (RFC 2177 says 29 minutes).
    static let idleInterval = Interval.minutes(24)
    /// By which share, at most and at random, a wait is shorter.
    static let idleJitter = 0.1
    /// Connecting to a submission host, TLS and authentication included.
    static let connectPatience = Duration.seconds(60)
    /// One message, from MAIL to the reply to the final dot: RFC 5321 section 4.5.3.2 asks for ten minutes at the dot.
    static let submissionPatience = Duration.seconds(720)
    static let housekeepingInterval = Interval.hours(1)
    /// Waiting after the journal refused a transaction: a full disk does not mend itself in milliseconds.
    static let journalPause = Interval.seconds(2)
    /// Files of an installation are looked at this often, for file systems that tell nothing of changes.
    static let reloadPoll = Interval.seconds(30)
    /// Without a change for so long, whoever changes files is taken to have finished.
    static let reloadQuiet = Interval.milliseconds(200)
    /// Quiet times waited for at most: a file that is written to all the time must not keep others from being read.
    static let reloadPatience = 25
    /// Octets of notices taken from the kernel at once; what they say is not looked at.
    static let inotifyBuffer = 65536
    /// Folders below each other, files, octets of one file and links on the way to one that are looked at for changes:
    /// far above what an installation has, below what would keep a poll busy.
    static let surveyDepth = 16
    static let surveyFiles = 20_000
    static let surveyFileSize = 64 << 20
    static let surveyLinks = 40
    /// Lines of the walk are written down for others at most this often: several share one write to the disk.
    static let walkInterval = Interval.milliseconds(700)
    /// Lines that wait to be written down; more than the journal keeps of them would be in vain.
    static let walkBuffer = 5000
    /// What alerts are about is looked for this often: a person is not quicker.
    static let alertInterval = Interval.seconds(30)
    /// Servers are asked for their certificates this often: it is a matter of days.
    static let certificateInterval = Interval.hours(6)
    /// The same while one of them is to be renewed: whoever does it wants to see that it was heeded.
    static let expiringInterval = Interval.minutes(10)
    /// A certificate that runs out within two weeks is somebody's task this week.
    static let certificateNotice = Interval.days(14)
    /// Jobs counted that wait for a person; beyond it the figure says no more.
    static let alertJobs = 1000
    /// A look whether somebody holds the lock takes no longer; so often, and so far apart (microseconds), an agent tries.
    static let lockTries = 5
    static let lockPause: UInt32 = 20_000
    /// Octets read of what the holder of a state folder wrote about itself: a process number and a host name.
    static let lockNote = 512
}
