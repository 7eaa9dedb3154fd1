/// Every limit of this target, with its reason.
public enum Limits {
    // MARK: Worker pool

    /// Commands in progress at once. A command waits on the network; more would only queue at the servers.
    public static let workerThreads = 16
    /// Bytes. libetpan recurses at the wire guard's 100 levels with room to spare; GnuTLS and SQLite need far less.
    public static let workerStackSize = 2 * 1024 * 1024

    // MARK: Reading one message

    /// Real headers are under 20 kB; the long ones carry signatures and trace fields. What lies beyond is not looked at.
    public static let headerBytes = 65_536
    /// More fields than any real message has; keeps a header of one-letter fields from filling memory.
    public static let fields = 1_000
    /// Per address field: more than any rule or gate needs to see.
    public static let addresses = 1_000
    /// Colons in one address field. Each may open a group inside a group, and each level costs GMime C stack.
    public static let groups = 256
    /// Per References or In-Reply-To field: threads longer than this are told by their ends.
    public static let messageIDs = 200
    /// Received fields asked for the date of arrival: more hops than RFC 5321 section 6.3 lets a message take.
    public static let receivedFields = 100
    /// Parameters of a media type; two or three are real.
    public static let parameters = 32
    /// What is looked at of a body to find its text: enough for the first part of any ordinary message.
    public static let bodyBytes = 65_536
    /// MIME parts looked at before giving up on finding text.
    public static let parts = 32
    /// Text handed to language detection: more does not make it surer.
    public static let previewBytes = 2_048
    /// Octets of a message that are read for its text and attachments, and held in memory meanwhile: the text comes
    /// first, and few servers take more. An attachment that goes on behind it is as large as what was seen; one that
    /// begins behind it is not seen.
    public static let messageBytes = 32 * 1024 * 1024
    /// MIME parts of a message: more files than anybody attaches. Further ones are not counted.
    public static let bodyParts = 256
    /// Multiparts inside each other. Signed, forwarded and enriched mail has five or six; each level reads it all again.
    public static let multipartDepth = 16
    /// Octets of decoded text or HTML looked at for what its author wrote: office programs write far more markup than
    /// text, and some answers stand below long quotes.
    public static let bodySourceBytes = 524_288
    /// Octets of the author's text that rules see.
    public static let bodyTextBytes = 65_536
    /// Octets of one part of a delivery report that are read: reports are short, what they return is long.
    public static let reportBytes = 65_536
    /// Recipients of one report: we send to one at a time, forwarding lists make a few of it.
    public static let reportRecipients = 32
    /// Message-IDs and loop tokens taken out of one report, for the same reason.
    public static let reportTokens = 8
    /// Unicode scalars of a diagnostic text that are kept.
    public static let diagnosticScalars = 200
    /// Unicode scalars of a file name: file systems end at 255 octets.
    public static let fileNameScalars = 255
    /// Runs of encoded words in one field value that a converter of a charset is opened for: each takes longer than
    /// all the rest of the field, and nobody changes the charset this often.
    public static let conversions = 200
    /// Longer charset names do not exist (RFC 2978 section 2.3 asks for 40).
    public static let charsetName = 40

    // MARK: IMAP

    /// Bytes of a command line we write. Dovecot reads 64 KiB; RFC 7162 section 4 says servers read at least 8192.
    public static let imapCommandLine = 8192
    /// Bytes of one quoted string. Longer than any name, keyword or password in use, short enough for every server.
    public static let imapQuotedString = 1024
    /// Bytes a server may answer to a command that returns no mail. A SEARCH of 80,000 UIDs takes 900 KiB.
    public static let imapReplyBytes = 2 * 1024 * 1024
    /// Messages in one UID FETCH of headers. At 500 the round trips no longer show.
    public static let imapHeaderBatch = 500
    /// Bytes a server may answer to one such batch: 500 headers at their full `headerBytes`.
    public static let imapHeaderBatchBytes = 40 * 1024 * 1024
    /// Octets of a message read with one command, so that a slow line meets its deadline piece by piece.
    public static let imapPieceBytes = 1024 * 1024
    /// A message larger than this waits on disk while it is carried. Nearly all mail is smaller, and every account may
    /// have one of them in memory.
    public static let spoolMemoryBytes = 1024 * 1024
    /// UIDs one SEARCH may cover in a mailbox too large for one answer: 50,000 take 550 KB, the guard allows 1 MiB.
    public static let imapSearchWindow: UInt32 = 50_000
    /// Messages up to which a mailbox is searched with one SEARCH; beyond, the answer could outgrow the wire guard.
    public static let imapSearchWhole: UInt32 = 80_000
    /// Windows searched in one call. A server that claims a UIDNEXT of four billion must not keep us for an hour.
    public static let imapSearchWindows = 2000
    /// UIDs taken out of one COPYUID or APPENDUID set. We never move more at once.
    public static let imapReceiptUIDs = 100_000
    /// The least time a server gets to answer DONE: it may be busy. It also gets a quarter of the wait, up to
    /// `IMAPTimes.idle`.
    public static let imapIdleEnd = Duration.seconds(5)
    /// Messages in one UID MOVE, COPY or STORE. At 1,000 a server's rate no longer grows.
    public static let imapMoveBatch = 1000
    /// Mailboxes taken out of one LIST answer.
    public static let imapListedMailboxes = 20_000
    /// How much of a server's line is kept in a fault.
    public static let imapServerLine = 500

    // MARK: Writing one message

    /// References kept besides the first: threads are found by their ends, and the field stays under 4 kB.
    public static let references = 20
    /// Unicode scalars of a subject or a display name that we write; what a person still reads on one line.
    public static let fieldScalars = 200
    /// A Message-ID has to fit on one line of 998 octets with its field name (RFC 5322 section 2.1.1).
    public static let messageIDBytes = 900

    // MARK: Submission

    /// Octets of one reply. Real EHLO replies are below 2 KiB.
    static let replyOctets = 64 * 1024
    /// Lines of one reply, for the same reason.
    static let replyLines = 128
    /// Octets of a reply line that are kept. RFC 5321 section 4.5.3.1.5 allows 512 on the wire.
    static let replyTextOctets = 512
    /// Octets taken from the connection at once: a reply fits.
    static let readOctets = 4096
    /// RFC 4954 section 4 asks for 12,288 octets for AUTH; every other command is far below.
    static let commandLineOctets = 12_288
    /// RFC 5321 section 4.5.3.1.1.
    static let localPartOctets = 64
    /// RFC 5321 section 4.5.3.1.2.
    static let domainOctets = 255
    /// RFC 5321 section 4.5.3.1.3, without the angle brackets.
    static let pathOctets = 254
    /// RFC 5321 section 4.5.3.1.8: every host takes at least this many.
    static let forwardPaths = 100
    /// RFC 5321 section 4.5.3.1.6, without the line end.
    static let textLineOctets = 998
    /// A kept connection older than this is not tried again. Hosts wait five minutes (RFC 5321 section 4.5.3.2.7).
    static let submissionIdle = Duration.seconds(120)
    /// A connection whose last reply is younger is taken to be there: no host closes one in the middle of its work.
    static let submissionFresh = Duration.seconds(20)
    /// How long QUIT may take: the answer changes nothing.
    static let quitPatience = Duration.seconds(2)
    /// How often a message that changes while it is being claimed is tried again: people do not click that fast.
    static let imapClaimRounds = 8
}
