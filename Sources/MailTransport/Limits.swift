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
    /// Per References or In-Reply-To field: threads longer than this are told by their ends.
    public static let messageIDs = 200
    /// Parameters of a media type; two or three are real.
    public static let parameters = 32
    /// What is looked at of a body to find its text: enough for the first part of any ordinary message.
    public static let bodyBytes = 65_536
    /// MIME parts looked at before giving up on finding text.
    public static let parts = 32
    /// Text handed to language detection: more does not make it surer.
    public static let previewBytes = 2_048
    /// Longer charset names do not exist (RFC 2978 section 2.3 asks for 40).
    public static let charsetName = 40
}
