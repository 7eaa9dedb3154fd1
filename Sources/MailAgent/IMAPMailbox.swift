public import MailRouting
public import MailTransport

/// The real mailbox port: an IMAP session, with its faults in the loops' terms.
public struct IMAPMailbox: MailboxPort {
    private let session: IMAPSession
    private let account: AccountName
    private let spool: Spool?

    /// - Parameter spool: where messages wait that are too large for memory; nil keeps them there all the same.
    public init(_ session: IMAPSession, of account: AccountName, spool: Spool? = nil) {
        self.session = session
        self.account = account
        self.spool = spool
    }

    /// Connects and authenticates.
    public static func open(
        _ account: Account, as authentication: Authentication, on pool: WorkerPool, spool: Spool? = nil,
        times: IMAPTimes = IMAPTimes(), slot: CrashSlot = .none
    ) async throws(MailboxFault) -> IMAPMailbox {
        let server = account.server
        let credentials: StreamCredentials
        do { credentials = try StreamCredentials.trusting(caFile: server.caFile) } catch {
            throw .lost(Fault(host: "\(server.host):\(server.port)", cause: error.description))
        }
        do {
            return IMAPMailbox(
                try await IMAPSession.connect(
                    to: server, as: authentication, trusting: credentials, on: pool, times: times, slot: slot),
                of: account.name, spool: spool)
        } catch { throw MailboxFault(error) }
    }

    public func select(_ mailbox: MailboxName) async throws(MailboxFault) -> MailboxStatus {
        do { return try await session.select(mailbox) } catch { throw MailboxFault(error) }
    }

    public func status(_ mailbox: MailboxName, creating: Bool) async throws(MailboxFault) -> MailboxStatus {
        do { return try await session.status(mailbox) } catch {
            guard creating, case .refused = error.kind else { throw MailboxFault(error) }
        }
        do {
            try await session.create(mailbox)
            return try await session.status(mailbox)
        } catch { throw MailboxFault(error) }
    }

    public func list(
        from first: UID, to last: UID, limit: Int, preview: Int
    ) async throws(MailboxFault) -> MailboxListing {
        // One search covers a bounded stretch; beyond it nothing was looked at.
        let reach = UInt64(MailTransport.Limits.imapSearchWindow) * UInt64(MailTransport.Limits.imapSearchWindows)
        let last = UID(min(UInt64(last.value), UInt64(first.value) + reach - 1)) ?? last
        do {
            let uids = try await session.searchUIDs(above: first.previous, upTo: last, limit: limit)
            let headers = try await session.fetchHeaders(of: uids, textPreviewBytes: preview)
            let upTo = uids.count < limit ? last : uids.last ?? last
            let entries = headers.map(MailboxEntry.init)
            guard headers.count < uids.count, let missing = try await firstWithheld(uids, headers) else {
                return MailboxListing(entries: entries, upTo: upTo)
            }
            // Listed, there, and yet not given: skipping it would lose it. What stands before it is good.
            guard let before = missing.previous, before >= first, uids.first != missing else {
                throw MailboxFault.throttled(
                    Fault(
                        host: session.endpoint.description, command: "UID FETCH",
                        cause: "the server lists UID \(missing) but does not give its header"))
            }
            return MailboxListing(entries: entries.filter { $0.uid < missing }, upTo: before)
        } catch let fault as IMAPFault {
            throw MailboxFault(fault)
        } catch let fault as MailboxFault {
            throw fault
        } catch {
            throw .lost(Fault(cause: "\(error)"))
        }
    }

    /// The first UID that still exists although FETCH left it out; the others went away between SEARCH and FETCH.
    private func firstWithheld(_ uids: [UID], _ headers: [FetchedHeader]) async throws(IMAPFault) -> UID? {
        let given = Set(headers.map(\.uid))
        let missing = uids.filter { !given.contains($0) }
        guard let first = missing.first, let last = missing.last else { return nil }
        let left = Set(try await session.searchUIDs(above: first.previous, upTo: last, limit: uids.count))
        return missing.first(where: left.contains)
    }

    public func entries(of uids: [UID]) async throws(MailboxFault) -> [MailboxEntry] {
        do { return try await session.fetchHeaders(of: uids).map(MailboxEntry.init) } catch {
            throw MailboxFault(error)
        }
    }

    public func content(of uid: UID, maximumSize: Int) async throws(MailboxFault) -> MessageContent? {
        do { return try await session.fetchMessage(uid, maximumSize: maximumSize, spool: spool) } catch {
            throw MailboxFault(error)
        }
    }

    public func beginning(of uid: UID, atMost octets: Int) async throws(MailboxFault) -> [UInt8]? {
        do { return try await session.fetchBeginning(of: uid, atMost: octets) } catch { throw MailboxFault(error) }
    }

    public var movesAtomically: Bool {
        get async { await session.facts.moves == "MOVE" }
    }

    public func move(_ uids: [UID], to mailbox: MailboxName) async throws(MailboxFault) -> [UID: Location] {
        let receipt: MoveReceipt
        do { receipt = try await session.move(uids, to: mailbox) } catch { throw MailboxFault(error) }
        // A proven copy whose source would not go (a server without MOVE) must never be copied again, and does not count as
        // moved: whoever tries again finds the copy by its content, and only the source is left to be removed.
        if !receipt.sourcesLeft.isEmpty {
            do { try await session.remove(Array(receipt.sourcesLeft)) } catch {
                throw MailboxFault(error).leavingSource(copiedTo: mailbox)
            }
        }
        return places(receipt, in: mailbox)
    }

    public func copy(_ uids: [UID], to mailbox: MailboxName) async throws(MailboxFault) -> [UID: Location] {
        do { return places(try await session.copy(uids, to: mailbox), in: mailbox) } catch { throw MailboxFault(error) }
    }

    private func places(_ receipt: MoveReceipt, in mailbox: MailboxName) -> [UID: Location] {
        guard let uidValidity = receipt.uidValidity else { return [:] }
        let address = MailboxAddress(account: account, mailbox: mailbox)
        return receipt.moved.mapValues { Location(mailbox: address, uidValidity: uidValidity, uid: $0) }
    }

    public func append(
        _ content: MessageContent, to mailbox: MailboxName, flags: [String], internalDate: Instant
    ) async throws(MailboxFault) -> Location? {
        do {
            let receipt = try await session.append(content, to: mailbox, flags: flags, internalDate: internalDate)
            let address = MailboxAddress(account: account, mailbox: mailbox)
            return receipt.map { Location(mailbox: address, uidValidity: $0.uidValidity, uid: $0.uid) }
        } catch { throw MailboxFault(error) }
    }

    public func add(_ keywords: [Keyword], to uids: [UID]) async throws(MailboxFault) {
        do { try await session.store(uids, adding: keywords.map(\.rawValue)) } catch { throw MailboxFault(error) }
    }

    public func claim(_ uids: [UID], as claim: AgentClaim) async throws(MailboxFault) -> ClaimResult {
        do { return try await session.claim(uids, as: claim) } catch { throw MailboxFault(error) }
    }

    public func take(_ keywords: [Keyword], from uids: [UID]) async throws(MailboxFault) {
        do { try await session.store(uids, removing: keywords.map(\.rawValue)) } catch { throw MailboxFault(error) }
    }

    public func remove(_ uids: [UID]) async throws(MailboxFault) {
        do { try await session.remove(uids) } catch { throw MailboxFault(error) }
    }

    public func idle(atMost interval: Interval) async throws(MailboxFault) -> Bool {
        do {
            guard await session.facts.idles else { return false }
            _ = try await session.idle(atMost: .milliseconds(interval.milliseconds))
            return true
        } catch { throw MailboxFault(error) }
    }

    public func close() async { await session.logout() }
}

extension MailboxEntry {
    fileprivate init(_ header: FetchedHeader) {
        self.init(
            uid: header.uid, fingerprint: header.fingerprint, internalDate: header.internalDate, flags: header.flags,
            header: header.header, preview: header.textPreview)
    }
}

extension MailboxFault {
    /// What a fault of the IMAP session means to the loops; decided on its kind, never on its text.
    public init(_ fault: IMAPFault) {
        let facts = Fault(
            host: fault.endpoint.description, command: fault.command, line: fault.serverLine, cause: fault.text,
            retryAfter: fault.isTransient ? fault.serverLine.flatMap(RetryHint.interval) : nil)
        self =
            switch fault.kind {
            case .authenticationRejected: .rejected(facts)
            case .throttled: .throttled(facts)
            case .refused: fault.isTransient ? .throttled(facts) : .refused(facts)
            case .notSupported: .unsafe(facts)
            case .invalidArgument: .refused(facts)
            case .limit: fault.endsConnection ? .lost(facts) : .limit(facts)
            // A disk that is full now may have room later, and the message is where it was.
            case .spool: fault.endsConnection ? .lost(facts) : .throttled(facts)
            case .stream, .bad, .malformed, .disconnected, .cancelled, .busy, .closed: .lost(facts)
            }
    }
}
