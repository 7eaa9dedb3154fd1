/// Every limit of this target, with its reason.
public enum Limits {
    // MARK: Worker pool

    /// Commands in progress at once. A command waits on the network; more would only queue at the servers.
    public static let workerThreads = 16
    /// Bytes. libetpan recurses at the wire guard's 100 levels with room to spare; GnuTLS and SQLite need far less.
    public static let workerStackSize = 2 * 1024 * 1024
}
