import CMailStream

/// One connection to a mail host: verified, deadlined, cancellable, budgeted and guarded.
///
/// Owned by one session actor and used on its thread only; it is not Sendable on purpose. What other threads may do
/// is in ``canceller``. The first fault ends it: every later call fails with that fault again.
final class MailStreamConnection {
    /// What the peer speaks, and so what the wire guard expects.
    enum Dialogue {
        case imap, submission
    }

    /// The result of moving bytes that had already arrived into libetpan's buffer.
    enum Drained: Equatable {
        case moved(Int)
        /// The buffer is full: end IDLE and read.
        case full
    }

    let endpoint: Endpoint
    /// Cancels from any thread, also while connecting.
    let canceller: StreamCanceller
    private let handle: OpaquePointer

    /// An unconnected stream.
    init(to endpoint: Endpoint, speaking dialogue: Dialogue) throws(StreamFault) {
        var fault = cms_fault()
        guard let handle = cms_stream_new(dialogue == .imap ? CMS_GUARD_IMAP : CMS_GUARD_LINES, &fault) else {
            throw StreamFault(endpoint: endpoint, step: .connect, fault: fault)
        }
        self.endpoint = endpoint
        self.handle = handle
        canceller = StreamCanceller(sharing: handle)
    }

    deinit {
        cms_close(handle)
        cms_release(handle)
    }

    /// Connects to the first address that answers.
    func connect(by deadline: Deadline) throws(StreamFault) {
        try check(cms_connect(handle, endpoint.host, endpoint.port, deadline.milliseconds), .connect)
    }

    /// Runs the handshake; chain, host name and validity are verified before any application byte. After plaintext
    /// was exchanged (STARTTLS) it fails when more of it waits, here or in libetpan's buffer.
    func startTLS(trusting credentials: StreamCredentials) throws(StreamFault) {
        try check(cms_start_tls(handle, credentials.handle, endpoint.host), .handshake)
    }

    /// By when the running command must be finished; set before each.
    func setDeadline(_ deadline: Deadline) { cms_set_deadline(handle, deadline.milliseconds) }

    /// How many bytes the peer may send from now on; nil for no limit.
    func setBudget(_ bytes: Int?) { cms_set_budget(handle, bytes.map { Int64($0) } ?? -1) }

    /// Waits for bytes and returns at most `limit` of them, at least one.
    func read(atMost limit: Int) throws(StreamFault) -> [UInt8] {
        var count = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, initialized in
            count = cms_read(handle, buffer.baseAddress, limit)
            initialized = max(0, count)
        }
        try check(count < 0 ? -1 : 0, .read)
        return bytes
    }

    /// Writes all of `bytes`.
    func write(_ bytes: [UInt8]) throws(StreamFault) { try write(bytes[...]) }

    func write(_ bytes: ArraySlice<UInt8>) throws(StreamFault) {
        try check(bytes.withUnsafeBytes { cms_write(handle, $0.baseAddress, $0.count) }, .write)
    }

    /// Facts about the running TLS session; nil in plaintext.
    var tlsFacts: TLSFacts? {
        var facts = cms_tls_facts()
        cms_tls_facts_get(handle, &facts)
        return TLSFacts(facts)
    }

    /// The socket, for epoll; -1 when not connected.
    var descriptor: Int32 { cms_descriptor(handle) }

    /// Whether bytes wait in a buffer although the descriptor may not be readable.
    var hasPendingBytes: Bool { cms_pending(handle) != 0 }

    /// A libetpan `mailstream *` over this connection, which libetpan owns and closes in `mailimap_free`.
    func makeMailstream() throws(StreamFault) -> UnsafeMutableRawPointer {
        guard let mailstream = cms_mailstream(handle) else { throw fault(.connect) }
        return mailstream
    }

    /// IDLE: moves what has arrived into the mailstream's buffer, through the guard, without waiting.
    func drain(into mailstream: UnsafeMutableRawPointer) throws(StreamFault) -> Drained {
        let moved = cms_mailstream_drain(handle, mailstream)
        if moved == -2 { return .full }
        try check(moved < 0 ? -1 : 0, .read)
        return .moved(moved)
    }

    /// What ended this connection, when libetpan only says that its stream failed; nil while it is well.
    func lastFault(_ step: StreamFault.Step) -> StreamFault? {
        cms_last_fault(handle).pointee.cause == CMS_NONE ? nil : fault(step)
    }

    /// Closes now. Every later call fails with ``StreamFault/Cause/closed``.
    func close() { cms_close(handle) }

    private func fault(_ step: StreamFault.Step) -> StreamFault {
        StreamFault(endpoint: endpoint, step: step, fault: cms_last_fault(handle).pointee)
    }

    private func check(_ result: Int32, _ step: StreamFault.Step) throws(StreamFault) {
        if result != 0 { throw fault(step) }
    }
}
