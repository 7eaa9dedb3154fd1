/// Every bound of the core, with its reason. Hostile mail is the normal case, so each work has an end.
enum Limits {
    /// Unicode scalars of one text that are matched: RFC 5322 section 2.1.1 has lines of 998 octets, and no honest
    /// subject or name is sixteen times as long.
    static let matchedScalars = 16_384
    /// Unicode scalars of a body that are matched: the 64 KiB of text that are read of one.
    static let matchedBodyScalars = 65_536
    /// Values of one header field that are matched: more Received fields than any honest path leaves.
    static let matchedValues = 64
    /// Combining marks in a row that are kept, as Unicode's Stream-Safe Text Format has it (UAX 15 section 13).
    static let combiningMarks = 30
    /// Unicode scalars of a subject, name or value searched for the phrases of automatic mail.
    static let phraseScalars = 256
    /// Reply prefixes taken off one subject: nobody answers by hand this often, and loops must end.
    static let replyPrefixes = 32
    /// Octets of one regex in a rule: what a person can still read.
    static let regexOctets = 1_000
    /// Memory for one regex by itself: refuses `((a{100}){100})` at check time instead of when mail arrives.
    static let regexMemory: Int64 = 1 << 20
    /// Memory for the patterns of one field: a base for caches, and room for the program of long lists...
    static let patternSetMemory: Int64 = 8 << 20
    /// ...per octet of pattern (an RE2 instruction takes 16 octets, and a quarter of the memory is for them)...
    static let patternSetMemoryPerOctet: Int64 = 256
    /// ...up to this; beyond it each pattern is tried by itself.
    static let patternSetMemoryAtMost: Int64 = 64 << 20
    /// Grapheme clusters of a seen value in an explanation: one line on a terminal.
    static let shownGraphemes = 80
    /// Unicode scalars of a seen value: a grapheme cluster can be of any length.
    static let shownScalars = 320
    /// Terms of a list named in an explanation before it says how many more there are.
    static let shownTerms = 8
    /// Alternatives of one condition that are reasoned about: a person writes a handful, and `all` multiplies them.
    static let analysisAlternatives = 256
    /// Terms of one condition that are compared with those of another, each with each.
    static let analysisTerms = 1_000
    /// Lines and parts of lines compared to prove that one line is never reached; beyond it nothing is said.
    static let analysisSteps = 5_000
    /// Moments of one zone looked at to tell whether time frames can meet.
    static let analysisMoments = 200_000
    /// Messages made up to show one finding before it is left unsaid.
    static let analysisWitnesses = 24
    /// Alternatives of lines of which messages are made to compare two rule sets: all of any set a person wrote.
    static let analysisSamples = 20_000
    /// Octets of a subject the windows compare and the journal keeps of one: more than a person reads of it.
    static let windowSubjectOctets = 200
    /// Octets of a Message-ID that threads are told by; honest ones have fewer than a hundred.
    static let messageIDOctets = 250
    /// Identifiers of one thread that are looked for besides its root: the last of a chain that programs shorten.
    static let threadIdentifiers = 20
    /// Identifiers formed as ours that one response may name: it answers one message.
    static let responseCandidates = 8

    // MARK: The queue

    /// A burst can spend an hour's share of places in minutes, and then nothing goes for the rest of the hour, whatever
    /// its class: nobody can promise less than an hour, which is four times this.
    static let criticalTarget = Interval.minutes(15)
    /// Answered within half an hour somebody still sits at the desk; critical overtakes it by an hour.
    static let highTarget = Interval.minutes(30)
    /// An acknowledgement that comes within the hour was prompt.
    static let normalTarget = Interval.hours(1)
    /// The same half of a working day.
    static let lowTarget = Interval.hours(2)
    /// A host that holds one message for longer is not waited for by others; RFC 5321 section 4.5.3.2 allows it ten.
    static let slowHost = Interval.minutes(1)
    /// The ceiling of the first pause after a throttle reply: the smallest window providers count in is a minute.
    static let throttlePause = Interval.minutes(1)
    /// Providers count in hours at most; longer pauses only make the queue older.
    static let longestThrottlePause = Interval.hours(1)
    /// Halvings of the rate: 30 an hour become one.
    static let slowestPace = 5
    /// Messages accepted before the rate is doubled again: fewer would run into the next refusal, more take hours.
    static let acceptedPerLevel = 3
    /// Jobs remembered as having met a throttle reply: more than any pause lets through.
    static let blamedJobs = 256
    /// What a host may ask for in words; a wait of days would outlive the message.
    static let longestHint = Interval.hours(4)
    /// Words from "again" to the unit: `again in about 5 minutes`.
    static let hintReach = 4
    /// Octets of a reply that are read for a hint.
    static let hintOctets = 1024
}
