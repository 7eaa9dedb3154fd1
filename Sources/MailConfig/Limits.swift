/// Every limit of reading files, with its reason. A person's file never comes near them; a hostile or broken one stops
/// here instead of in memory or time.
enum Limits {
    /// One YAML or list file, in octets. 5,000 rules are 0.4 MB; the rest is room.
    static let fileBytes = 10_000_000
    /// Scalars, lists and mappings of one file. 5,000 rules make about 70,000; each costs some 200 octets of memory.
    static let nodes = 1_000_000
    /// Lists and mappings inside each other. libyaml's own cost grows with the square of this.
    static let depth = 64
    /// One scalar, in octets. Longer than any header field a rule could match.
    static let scalarBytes = 65_536
    /// Unicode scalars of a name that is formatted. libyaml reads at most 1024 before the colon.
    static let keyScalars = 1000
    /// `any`, `all` and `not` inside each other: deeper conditions cannot be read by people either.
    static let conditionDepth = 8
    /// Findings shown of one reading. After that many a person mends and reads again.
    static let findings = 200
    /// Names of routes in the order that is suggested where there is none.
    static let suggestedNames = 20
    /// Unicode scalars of a source line worth showing under a finding.
    static let shownLineScalars = 400
    /// Unicode scalars of a value worth quoting inside a message.
    static let quotedScalars = 40
    /// Entries of one list, all its files together.
    static let listEntries = 100_000
    /// Days of one time, or of one file of dates: a holiday every week for a century and a half.
    static let dates = 10_000
    /// Octets of one line of a calendar that are kept: dates are short, descriptions are not read.
    static let calendarLine = 1_000
    /// The last year a yearly event of a calendar is followed to. No clock is read here, so that the same files always
    /// mean the same.
    static let lastCalendarYear = 2100
    /// Files in the rules folder.
    static let ruleFiles = 200
    /// A secret, in octets: longer than any password or bearer token in use.
    static let secretBytes = 65_536
    /// How long a `command` may take to print a secret, in seconds: long enough for a key store that asks a server.
    static let secretCommandSeconds = 10
    /// Senders trusted to be answered although programs write there: every one is a person's decision, with a reason.
    static let trustEntries = 200
    /// Files in one folder of templates.
    static let templateFiles = 500
    /// Unicode scalars of one value in a letter: a subject with it still has room for the reference at its end.
    static let templateValueScalars = 120
    /// Unicode scalars of a department's address, which is never cut: RFC 5321 section 4.5.3.1.3 has a smaller limit.
    static let templateAddressScalars = 320
    /// Files attached to one letter.
    static let attachments = 8
    /// Octets of all files attached to one letter. Strangers cause these letters, in any number; a larger file belongs
    /// behind a link.
    static let attachmentBytes = 2_000_000
    /// Unicode scalars of the name of an attached file.
    static let attachmentNameScalars = 120
    /// Unicode scalars of the subject of a letter; the composer of messages would cut a longer one.
    static let letterSubjectScalars = 200
    /// Blocks and tests of an imported Sieve script inside each other: what Pigeonhole takes.
    static let sieveDepth = 32
    /// Lines one imported script may become: rules that do not end with `stop` can double them each time, and more than
    /// this nobody wrote.
    static let importedLines = 5_000
    /// Rules that do not end the script, inside each other while its ways are followed.
    static let importedDepth = 64
    /// Unicode scalars of a comment taken over from an imported file.
    static let commentScalars = 110
}
