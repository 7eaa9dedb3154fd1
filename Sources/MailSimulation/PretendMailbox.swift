public import MailAgent
public import MailRouting
public import MailTransport
import Synchronization

/// One connection to the pretend server, with the semantics of `MailboxPort` and the faults of the plan.
public final class PretendMailbox: MailboxPort {
    private let server: PretendServer
    private let account: AccountName
    private let faults: PretendFaults
    private let life: PretendLife
    private let generation: Int
    private let selected = Mutex<(MailboxAddress, seen: UID)?>(nil)

    private init(
        _ server: PretendServer, _ account: AccountName, _ faults: PretendFaults, _ life: PretendLife, generation: Int
    ) {
        self.server = server
        self.account = account
        self.faults = faults
        self.life = life
        self.generation = generation
    }

    /// Connects and logs in.
    public static func open(
        _ account: AccountName, on server: PretendServer, _ faults: PretendFaults, _ life: PretendLife
    ) throws(MailboxFault) -> PretendMailbox {
        try guarded("\(account) OPEN", faults, life) { () throws(MailboxFault) in
            let generation = try server.with { state throws(MailboxFault) in
                state.opened += 1
                if state.manners.refusesConnections { throw .lost(Fault(command: "connect", cause: "pretended")) }
                if state.manners.rejects.contains(account) {
                    throw .rejected(Fault(command: "LOGIN", cause: "the server refused the user name or the secret"))
                }
                return state.generation
            }
            return PretendMailbox(server, account, faults, life, generation: generation)
        }
    }

    public func select(_ mailbox: MailboxName) async throws(MailboxFault) -> MailboxStatus {
        let address = MailboxAddress(account: account, mailbox: mailbox)
        return try call("SELECT \(mailbox)") { state throws(MailboxFault) in
            let found = try state.mailbox(address)
            selected.withLock { $0 = (address, found.uidNext) }
            return status(found)
        }
    }

    public func status(_ mailbox: MailboxName, creating: Bool) async throws(MailboxFault) -> MailboxStatus {
        let address = MailboxAddress(account: account, mailbox: mailbox)
        return try call("STATUS \(mailbox)") { state throws(MailboxFault) in
            if creating { state.create(address) }
            return status(try state.mailbox(address))
        }
    }

    public func list(
        from first: UID, to last: UID, limit: Int, preview: Int
    ) async throws(MailboxFault) -> MailboxListing {
        try call("FETCH headers") { state throws(MailboxFault) in
            let found = try state.mailbox(try current()).messages.filter { (first...last).contains($0.uid) }
            let entries = found.prefix(limit).map { entry($0, preview) }
            return MailboxListing(entries: entries, upTo: found.count > limit ? entries.last?.uid ?? last : last)
        }
    }

    public func entries(of uids: [UID]) async throws(MailboxFault) -> [MailboxEntry] {
        try call("FETCH entries") { state throws(MailboxFault) in
            try state.mailbox(try current()).messages.filter { uids.contains($0.uid) }.map { entry($0, 0) }
        }
    }

    public func content(of uid: UID, maximumSize: Int) async throws(MailboxFault) -> MessageContent? {
        try call("FETCH content") { state throws(MailboxFault) in
            guard let found = try state.mailbox(try current()).messages.first(where: { $0.uid == uid }) else {
                return nil
            }
            if state.manners.withholdsContent { throw .refused(Fault(cause: "pretended")) }
            guard found.bytes.count <= maximumSize else { throw .limit(Fault(cause: "too large")) }
            return MessageContent(found.bytes)
        }
    }

    public func beginning(of uid: UID, atMost octets: Int) async throws(MailboxFault) -> [UInt8]? {
        try call("FETCH content") { state throws(MailboxFault) in
            if state.manners.withholdsContent { throw .refused(Fault(cause: "pretended")) }
            return try state.mailbox(try current()).messages.first { $0.uid == uid }.map {
                Array($0.bytes.prefix(octets))
            }
        }
    }

    public var movesAtomically: Bool { get async { server.manners.movesAtomically } }

    public func copy(_ uids: [UID], to mailbox: MailboxName) async throws(MailboxFault) -> [UID: Location] {
        let target = MailboxAddress(account: account, mailbox: mailbox)
        defer { server.notice(target) }
        return try call("COPY \(mailbox)") { state throws(MailboxFault) in try copy(uids, to: target, &state) }
    }

    public func move(_ uids: [UID], to mailbox: MailboxName) async throws(MailboxFault) -> [UID: Location] {
        let target = MailboxAddress(account: account, mailbox: mailbox)
        defer { server.notice(target) }
        if server.manners.movesAtomically {
            return try call("MOVE \(mailbox)") { state throws(MailboxFault) in
                let receipt = try copy(uids, to: target, &state)
                try drop(uids, &state)
                return receipt
            }
        }
        let receipt = try await copy(uids, to: mailbox)
        if !receipt.isEmpty { try await remove(Array(receipt.keys)) }
        return receipt
    }

    public func append(
        _ content: MessageContent, to mailbox: MailboxName, flags: [String], internalDate: Instant
    ) async throws(MailboxFault) -> Location? {
        let address = MailboxAddress(account: account, mailbox: mailbox)
        defer { server.notice(address) }
        let bytes: [UInt8]
        do { bytes = try content.bytes } catch { throw .throttled(Fault(cause: error.description)) }
        return try call("APPEND \(mailbox)") { state throws(MailboxFault) -> Location? in
            state.create(address)
            var target = try state.mailbox(address)
            let uid = target.add(bytes, flags, internalDate)
            state.mailboxes[address] = target
            guard state.manners.givesAppendUID else { return nil }
            return Location(mailbox: address, uidValidity: target.uidValidity, uid: uid)
        }
    }

    public func add(_ keywords: [Keyword], to uids: [UID]) async throws(MailboxFault) {
        try call("STORE") { state throws(MailboxFault) in
            let address = try current()
            var mailbox = try state.mailbox(address)
            for index in mailbox.messages.indices where uids.contains(mailbox.messages[index].uid) {
                for keyword in keywords where !mailbox.messages[index].flags.contains(keyword.rawValue) {
                    mailbox.messages[index].flags.append(keyword.rawValue)
                }
            }
            state.mailboxes[address] = mailbox
        }
    }

    public func take(_ keywords: [Keyword], from uids: [UID]) async throws(MailboxFault) {
        try call("STORE") { state throws(MailboxFault) in
            let address = try current()
            var mailbox = try state.mailbox(address)
            let taken = Set(keywords.map(\.rawValue))
            for index in mailbox.messages.indices where uids.contains(mailbox.messages[index].uid) {
                mailbox.messages[index].flags.removeAll { taken.contains($0) }
            }
            state.mailboxes[address] = mailbox
        }
    }

    public func remove(_ uids: [UID]) async throws(MailboxFault) {
        try call("EXPUNGE") { state throws(MailboxFault) in try drop(uids, &state) }
    }

    public func idle(atMost interval: Interval) async throws(MailboxFault) -> Bool {
        let (address, seen) = try call("IDLE") { _ throws(MailboxFault) in
            (try current(), selected.withLock { $0?.seen })
        }
        guard server.manners.idles else { return false }
        do {
            try await server.clock.sleep(interval, key: "\(address)") {
                // What arrived since the SELECT is announced when IDLE begins.
                !server.manners.missesNotices && server.everyMailbox[address]?.uidNext != seen
            }
        } catch { return true }
        _ = try call("DONE") { _ throws(MailboxFault) in true }
        return true
    }

    public func close() async {}
}

extension PretendMailbox {
    private func status(_ mailbox: PretendServer.Mailbox) -> MailboxStatus {
        MailboxStatus(
            uidValidity: mailbox.uidValidity, uidNext: mailbox.uidNext, exists: UInt32(mailbox.messages.count))
    }

    private func current() throws(MailboxFault) -> MailboxAddress {
        guard let address = selected.withLock({ $0?.0 }) else { throw .refused(Fault(cause: "nothing is selected")) }
        return address
    }

    private func entry(_ message: PretendServer.Stored, _ preview: Int) -> MailboxEntry {
        let blank = Array("\r\n\r\n".utf8)
        var end = message.bytes.count
        for index in message.bytes.indices where message.bytes[index...].starts(with: blank) {
            end = index + blank.count
            break
        }
        let header = Array(message.bytes[..<end])
        return MailboxEntry(
            uid: message.uid,
            fingerprint: Fingerprint(digest: MessageContent(header).sha256, size: UInt32(message.bytes.count)),
            internalDate: message.internalDate, flags: message.flags, header: header,
            preview: preview > 0 ? Array(message.bytes[end...].prefix(preview)) : nil)
    }

    private func copy(
        _ uids: [UID], to target: MailboxAddress, _ state: inout PretendServer.State
    ) throws(MailboxFault) -> [UID: Location] {
        let source = try state.mailbox(try current()).messages.filter { uids.contains($0.uid) }
        if source.isEmpty, state.manners.refusesEmptyMove { throw .refused(Fault(cause: "no matching messages")) }
        state.create(target)
        var mailbox = try state.mailbox(target)
        var receipt: [UID: Location] = [:]
        for message in source {
            let uid = mailbox.add(message.bytes, message.flags, message.internalDate)
            receipt[message.uid] = Location(mailbox: target, uidValidity: mailbox.uidValidity, uid: uid)
        }
        state.mailboxes[target] = mailbox
        if state.manners.forgetsOneCopyUID, let lowest = receipt.keys.min() { receipt[lowest] = nil }
        return receipt
    }

    private func drop(_ uids: [UID], _ state: inout PretendServer.State) throws(MailboxFault) {
        let address = try current()
        var mailbox = try state.mailbox(address)
        mailbox.messages.removeAll { uids.contains($0.uid) }
        state.mailboxes[address] = mailbox
    }

    /// One command: counted, struck by the fault that is meant for it, refused to the dead and the disconnected.
    private func call<T: Sendable>(
        _ name: String, _ effect: (inout PretendServer.State) throws(MailboxFault) -> T
    ) throws(MailboxFault) -> T {
        try Self.guarded("\(account) \(name)", faults, life) { () throws(MailboxFault) in
            try server.with { state throws(MailboxFault) in
                guard state.generation == generation else { throw .lost(Fault(cause: "the server was restarted")) }
                return try effect(&state)
            }
        }
    }

    private static func guarded<T>(
        _ name: String, _ faults: PretendFaults, _ life: PretendLife, _ effect: () throws(MailboxFault) -> T
    ) throws(MailboxFault) -> T {
        let lost = MailboxFault.lost(Fault(command: name, cause: "pretended"))
        guard !life.isDead else { throw lost }
        life.step()
        let strike = faults.strike(at: name)
        if strike == .killBefore { life.end() }
        if let strike, !strike.isAfter { throw lost }
        let result = try effect()
        if strike == .killAfter { life.end() }
        if strike != nil { throw lost }
        return result
    }
}
