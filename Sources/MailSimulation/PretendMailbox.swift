public import MailAgent
public import MailRouting
public import MailTransport
import Synchronization

/// One connection to the pretend server, with the semantics of `MailboxPort` and the faults of the plan.
///
/// What the server can do is asked when the connection is made, as a session does; so it may differ between two.
public final class PretendMailbox: MailboxPort {
    struct Selection: Sendable {
        let address: MailboxAddress
        let uidValidity: UIDValidity
        let uidNext: UID
    }
    let server: PretendServer
    let account: AccountName
    let faults: PretendFaults
    let life: PretendLife
    private let generation: Int
    private let manners: PretendServer.Manners
    private let selected = Mutex<Selection?>(nil)

    private init(
        _ server: PretendServer, _ account: AccountName, _ faults: PretendFaults, _ life: PretendLife,
        _ facts: (generation: Int, manners: PretendServer.Manners)
    ) {
        self.server = server
        self.account = account
        self.faults = faults
        self.life = life
        (generation, manners) = facts
    }

    /// Connects and logs in.
    public static func open(
        _ account: AccountName, on server: PretendServer, _ faults: PretendFaults, _ life: PretendLife
    ) async throws(MailboxFault) -> PretendMailbox {
        try await struck("\(account) OPEN", server, faults, life) { () throws(MailboxFault) in
            let facts = try server.with { state throws(MailboxFault) in
                state.opened += 1
                if state.manners.refusesConnections { throw .lost(Fault(command: "connect", cause: "pretended")) }
                if state.manners.rejects.contains(account) {
                    throw .rejected(Fault(command: "LOGIN", cause: "the server refused the user name or the secret"))
                }
                return (state.generation, state.manners)
            }
            return PretendMailbox(server, account, faults, life, facts)
        }
    }

    public func select(_ mailbox: MailboxName) async throws(MailboxFault) -> MailboxStatus {
        let address = MailboxAddress(account: account, mailbox: mailbox)
        return try await call("SELECT \(mailbox)") { state throws(MailboxFault) in
            let found = try state.mailbox(address)
            selected.withLock {
                $0 = Selection(address: address, uidValidity: found.uidValidity, uidNext: found.uidNext)
            }
            return found.status
        }
    }

    public func status(_ mailbox: MailboxName, creating: Bool) async throws(MailboxFault) -> MailboxStatus {
        let address = MailboxAddress(account: account, mailbox: mailbox)
        return try await call("STATUS \(mailbox)") { state throws(MailboxFault) in
            if creating { state.create(address) }
            return try state.mailbox(address).status
        }
    }

    public func list(
        from first: UID, to last: UID, limit: Int, preview: Int
    ) async throws(MailboxFault) -> MailboxListing {
        try await call("FETCH headers") { state throws(MailboxFault) in
            let found = try selection(state).messages.filter { (first...last).contains($0.uid) }
            let entries = found.prefix(limit).map { MailboxEntry($0, preview: preview) }
            return MailboxListing(entries: entries, upTo: found.count > limit ? entries.last?.uid ?? last : last)
        }
    }

    public func entries(of uids: [UID]) async throws(MailboxFault) -> [MailboxEntry] {
        try await call("FETCH entries") { state throws(MailboxFault) in
            try selection(state).messages.filter { uids.contains($0.uid) }.map { MailboxEntry($0, preview: 0) }
        }
    }

    public func content(of uid: UID, maximumSize: Int) async throws(MailboxFault) -> MessageContent? {
        try await call("FETCH content") { state throws(MailboxFault) in
            guard let found = try selection(state).messages.first(where: { $0.uid == uid }) else { return nil }
            if state.manners.withholdsContent { throw .refused(Fault(cause: "pretended")) }
            guard found.bytes.count <= maximumSize else { throw .limit(Fault(cause: "too large")) }
            return MessageContent(found.bytes)
        }
    }

    public func beginning(of uid: UID, atMost octets: Int) async throws(MailboxFault) -> [UInt8]? {
        try await call("FETCH content") { state throws(MailboxFault) in
            if state.manners.withholdsContent { throw .refused(Fault(cause: "pretended")) }
            return try selection(state).messages.first { $0.uid == uid }.map { Array($0.bytes.prefix(octets)) }
        }
    }

    public var movesAtomically: Bool { get async { manners.movesAtomically } }

    public func copy(_ uids: [UID], to mailbox: MailboxName) async throws(MailboxFault) -> [UID: Location] {
        try requireUIDPlus("UID COPY")
        return try await relocate(uids, to: mailbox, "COPY") { _ throws(MailboxFault) in }
    }

    public func move(_ uids: [UID], to mailbox: MailboxName) async throws(MailboxFault) -> [UID: Location] {
        try requireUIDPlus("UID MOVE")
        if manners.movesAtomically {
            return try await relocate(uids, to: mailbox, "MOVE") { [self] state throws(MailboxFault) in
                try drop(uids, &state)
            }
        }
        let receipt = try await copy(uids, to: mailbox)
        guard !receipt.isEmpty else { return receipt }
        // As over IMAP: tried twice.
        do { try await remove(receipt.keys.sorted()) } catch {
            do { try await remove(receipt.keys.sorted()) } catch { throw error.leavingSource(copiedTo: mailbox) }
        }
        return receipt
    }

    public func append(
        _ content: MessageContent, to mailbox: MailboxName, flags: [String], internalDate: Instant
    ) async throws(MailboxFault) -> Location? {
        let address = MailboxAddress(account: account, mailbox: mailbox)
        defer { server.notice(address) }
        let bytes: [UInt8]
        do { bytes = try content.bytes } catch { throw .throttled(Fault(cause: error.description)) }
        return try await call("APPEND \(mailbox)") { state throws(MailboxFault) -> Location? in
            state.create(address)
            var target = try state.mailbox(address)
            try state.admit(to: address)
            let uid = target.add(bytes, flags, internalDate)
            state.mailboxes[address] = target
            guard manners.givesAppendUID, manners.hasUIDPlus else { return nil }
            return Location(mailbox: address, uidValidity: target.uidValidity, uid: uid)
        }
    }

    public func add(_ keywords: [Keyword], to uids: [UID]) async throws(MailboxFault) {
        try await call("STORE") { state throws(MailboxFault) in
            var mailbox = try writable(state)
            for index in mailbox.messages.indices where uids.contains(mailbox.messages[index].uid) {
                for keyword in keywords where !mailbox.messages[index].flags.contains(keyword.rawValue) {
                    mailbox.messages[index].flags.append(keyword.rawValue)
                }
            }
            state.mailboxes[try current().address] = mailbox
        }
    }

    public func claim(_ uids: [UID], as claim: AgentClaim) async throws(MailboxFault) -> ClaimResult {
        try await call("STORE") { state throws(MailboxFault) in
            var mailbox = try writable(state)
            var result = ClaimResult()
            for index in mailbox.messages.indices where uids.contains(mailbox.messages[index].uid) {
                let (uid, owner) = (mailbox.messages[index].uid, claim.owner(of: mailbox.messages[index].flags))
                if owner == nil { mailbox.messages[index].flags.append(claim.keyword.rawValue) }
                if owner == .another { result.lost.insert(uid) }
                if owner != .another { result.won.insert(uid) }
            }
            state.mailboxes[try current().address] = mailbox
            return result
        }
    }

    public func take(_ keywords: [Keyword], from uids: [UID]) async throws(MailboxFault) {
        try await call("STORE") { state throws(MailboxFault) in
            var mailbox = try writable(state)
            let taken = Set(keywords.map(\.rawValue))
            for index in mailbox.messages.indices where uids.contains(mailbox.messages[index].uid) {
                mailbox.messages[index].flags.removeAll { taken.contains($0) }
            }
            state.mailboxes[try current().address] = mailbox
        }
    }

    public func remove(_ uids: [UID]) async throws(MailboxFault) {
        try requireUIDPlus("UID EXPUNGE")
        try await call("EXPUNGE") { state throws(MailboxFault) in try drop(uids, &state) }
    }

    public func idle(atMost interval: Interval) async throws(MailboxFault) -> Bool {
        let selection = try await call("IDLE") { _ throws(MailboxFault) in try current() }
        guard manners.idles else { return false }
        do {
            try await server.clock.sleep(interval, key: "\(selection.address)") {
                // What arrived since the SELECT is announced when IDLE begins.
                !server.manners.missesNotices
                    && server.everyMailbox[selection.address]?.uidNext != selection.uidNext
            }
        } catch { return true }
        _ = try await call("DONE") { _ throws(MailboxFault) in true }
        return true
    }

    public func close() async {}
}

extension PretendMailbox {
    private func requireUIDPlus(_ command: String) throws(MailboxFault) {
        guard manners.hasUIDPlus else { throw .unsafe(Fault(command: command, cause: "the server has no UIDPLUS")) }
    }

    private func current() throws(MailboxFault) -> Selection {
        guard let selection = selected.withLock({ $0 }) else { throw .refused(Fault(cause: "nothing is selected")) }
        return selection
    }

    /// The selected mailbox; one that was made anew under the session ends the connection, as servers do.
    private func selection(_ state: PretendServer.State) throws(MailboxFault) -> PretendServer.Mailbox {
        let selection = try current()
        guard let found = state.mailboxes[selection.address], found.uidValidity == selection.uidValidity else {
            throw .lost(Fault(cause: "the selected mailbox is not there any more"))
        }
        return found
    }

    private func writable(_ state: PretendServer.State) throws(MailboxFault) -> PretendServer.Mailbox {
        guard !state.manners.readOnly.contains(try current().address) else {
            throw .refused(Fault(cause: "the mailbox is read-only"))
        }
        return try selection(state)
    }

    /// COPY or MOVE: copies, then does what is to be done with the sources, in one step. Struck in the middle, it has
    /// done so for the first half of the messages.
    private func relocate(
        _ uids: [UID], to mailbox: MailboxName, _ name: String,
        then finish: (inout PretendServer.State) throws(MailboxFault) -> Void
    ) async throws(MailboxFault) -> [UID: Location] {
        let target = MailboxAddress(account: account, mailbox: mailbox)
        defer { server.notice(target) }
        return try await call("\(name) \(mailbox)") { state throws(MailboxFault) in
            if name == "MOVE" {
                let half = Array(uids.sorted().prefix((uids.count + 1) / 2))
                _ = try copy(half, to: target, &state)
                try drop(half, &state)
            }
        } effect: { state throws(MailboxFault) in
            if name == "MOVE" { _ = try writable(state) }
            let receipt = try copy(uids, to: target, &state)
            try finish(&state)
            return receipt
        }
    }

    private func copy(
        _ uids: [UID], to target: MailboxAddress, _ state: inout PretendServer.State
    ) throws(MailboxFault) -> [UID: Location] {
        let source = try selection(state).messages.filter { uids.contains($0.uid) }
        if source.isEmpty, state.manners.refusesEmptyMove { throw .refused(Fault(cause: "no matching messages")) }
        state.create(target)
        try state.admit(to: target)
        var mailbox = try state.mailbox(target)
        var receipt: [UID: Location] = [:]
        for message in source {
            let uid = mailbox.take(message)
            receipt[message.uid] = Location(mailbox: target, uidValidity: mailbox.uidValidity, uid: uid)
        }
        state.mailboxes[target] = mailbox
        if state.manners.forgetsOneCopyUID, let lowest = receipt.keys.min() { receipt[lowest] = nil }
        return receipt
    }

    private func drop(_ uids: [UID], _ state: inout PretendServer.State) throws(MailboxFault) {
        var mailbox = try writable(state)
        mailbox.messages.removeAll { uids.contains($0.uid) }
        state.mailboxes[try current().address] = mailbox
    }

    /// One command: counted, struck by the fault that is meant for it, refused to the dead and the disconnected.
    ///
    /// - Parameter part: what has happened when the command is struck half-way.
    private func call<T: Sendable>(
        _ name: String, part: (inout PretendServer.State) throws(MailboxFault) -> Void = { _ throws(MailboxFault) in },
        effect: (inout PretendServer.State) throws(MailboxFault) -> T
    ) async throws(MailboxFault) -> T {
        func connected<R: Sendable>(
            _ work: (inout PretendServer.State) throws(MailboxFault) -> R
        ) throws(MailboxFault) -> R {
            try server.with { state throws(MailboxFault) in
                guard state.generation == generation else { throw .lost(Fault(cause: "the server was restarted")) }
                return try work(&state)
            }
        }
        return try await Self.struck("\(account) \(name)", server, faults, life) { () throws(MailboxFault) in
            try connected(part)
        } effect: { () throws(MailboxFault) in
            try connected(effect)
        }
    }
}
