import CLibEtPan
public import MailRouting

extension IMAPSession {
    /// Selects `mailbox`, or only examines it; what it is like is then also in ``selected``.
    @discardableResult
    public func select(_ mailbox: MailboxName, readOnly: Bool = false) async throws(IMAPFault) -> MailboxStatus {
        try await select(mailbox, readOnly: readOnly, countingChanges: false)
    }

    /// - Parameter countingChanges: asks for mod-sequences (RFC 7162 section 3.1.8), which some servers else do not tell.
    func select(
        _ mailbox: MailboxName, readOnly: Bool = false, countingChanges: Bool
    ) async throws(IMAPFault) -> MailboxStatus {
        let name = readOnly ? "EXAMINE" : "SELECT"
        let command = try command(name) { (command) throws(ArgumentFault) in
            try command.addMailbox(mailbox)
            if countingChanges { command.add("(CONDSTORE)") }
        }
        // A SELECT that fails leaves no mailbox selected (RFC 9051 section 6.3.2).
        selected = nil
        let (reply, found, modSeq) = try await exchange(name, within: times.command, budget: Limits.imapReplyBytes) {
            (wire) throws(IMAPFault) in
            if let old = wire.handle.pointee.imap_selection_info { mailimap_selection_info_free(old) }
            wire.handle.pointee.imap_selection_info = mailimap_selection_info_new()
            let reply = try wire.ask(command)
            let selection = reply.isOK ? wire.handle.pointee.imap_selection_info.map(Selection.init) : nil
            return (reply, selection, wire.highestModSeq)
        }
        guard reply.isOK, let found else { throw refusal(name, reply) }
        highestModSeq = modSeq
        // RFC 9051 section 6.3.2 requires both; without them no UID means anything.
        guard let uidValidity = found.uidValidity else {
            throw refusal(name, .notSupported(capability: "UIDVALIDITY"), reply.line)
        }
        guard let uidNext = found.uidNext else {
            throw refusal(name, .notSupported(capability: "UIDNEXT"), reply.line)
        }
        let status = MailboxStatus(uidValidity: uidValidity, uidNext: uidNext, exists: found.exists)
        selected = SelectedMailbox(
            name: mailbox, status: status, isReadOnly: readOnly || found.isReadOnly,
            permanentFlags: found.permanentFlags, allowsNewKeywords: found.allowsNewKeywords)
        return status
    }

    /// UIDVALIDITY, UIDNEXT and the number of messages, without selecting (RFC 9051 section 6.3.11).
    public func status(_ mailbox: MailboxName) async throws(IMAPFault) -> MailboxStatus {
        let command = try command("STATUS") { (command) throws(ArgumentFault) in
            try command.addMailbox(mailbox)
            command.add("(MESSAGES UIDNEXT UIDVALIDITY)")
        }
        let (reply, found) = try await exchange("STATUS", within: times.command, budget: Limits.imapReplyBytes) {
            (wire) throws(IMAPFault) in
            let reply = try wire.ask(command)
            var values: [Int: UInt32] = [:]
            for item in EtPanList(wire.info?.pointee.rsp_status?.pointee.st_info_list, of: mailimap_status_info.self) {
                values[Int(item.pointee.st_att)] = item.pointee.st_value
            }
            return (reply, values)
        }
        guard reply.isOK else { throw refusal("STATUS", reply) }
        guard let uidValidity = found[MAILIMAP_STATUS_ATT_UIDVALIDITY], uidValidity > 0,
            let uidNext = found[MAILIMAP_STATUS_ATT_UIDNEXT].flatMap({ UID($0) }),
            let messages = found[MAILIMAP_STATUS_ATT_MESSAGES]
        else { throw refusal("STATUS", .refused(nil), "the answer lacks MESSAGES, UIDNEXT or UIDVALIDITY") }
        return MailboxStatus(uidValidity: UIDValidity(uidValidity), uidNext: uidNext, exists: messages)
    }

    /// The mailboxes that match `pattern`, in which `*` stands for anything and `%` for anything within one level
    /// (RFC 9051 section 6.3.9). A name that is no modified UTF-7 cannot be used and is left out.
    public func list(_ pattern: String = "*") async throws(IMAPFault) -> [ListedMailbox] {
        let command = try command("LIST") { (command) throws(ArgumentFault) in
            command.add("\"\"")
            try command.addMailbox(MailboxName(pattern))
        }
        let (reply, found) = try await exchange("LIST", within: times.command, budget: Limits.imapReplyBytes) {
            (wire) throws(IMAPFault) in
            let reply = try wire.ask(command)
            let list = EtPanList(wire.info?.pointee.rsp_mailbox_list, of: mailimap_mailbox_list.self)
            return (reply, list.prefix(Limits.imapListedMailboxes).compactMap { ListedMailbox($0.pointee) })
        }
        guard reply.isOK else { throw refusal("LIST", reply) }
        return found
    }

    /// Creates `mailbox`; that it exists already is fine.
    public func create(_ mailbox: MailboxName) async throws(IMAPFault) {
        let command = try command("CREATE") { (command) throws(ArgumentFault) in try command.addMailbox(mailbox) }
        let reply = try await ask(command)
        guard reply.isOK || reply.code == .alreadyExists else { throw refusal("CREATE", reply) }
    }

    /// Shows that the connection lives, and lets the server say what changed.
    public func noop() async throws(IMAPFault) { try await run(IMAPCommand("NOOP")) }

    /// Says goodbye and closes. Within a few seconds, also in a cancelled task.
    public func logout() async {
        if isOpen && idleWait == nil {
            // How a goodbye is answered changes nothing: the connection is closed either way.
            _ = try? await ask(IMAPCommand("LOGOUT"), within: times.logout, isCancellable: false)
        }
        close()
    }
}

/// What a SELECT told, copied out of libetpan.
private struct Selection {
    let uidValidity: UIDValidity?
    let uidNext: UID?
    let exists: UInt32
    let isReadOnly: Bool
    let permanentFlags: [String]
    let allowsNewKeywords: Bool

    init(_ info: UnsafeMutablePointer<mailimap_selection_info>) {
        let told = info.pointee
        uidValidity = told.sel_uidvalidity > 0 ? UIDValidity(told.sel_uidvalidity) : nil
        uidNext = UID(told.sel_uidnext)
        exists = told.sel_has_exists != 0 ? told.sel_exists : 0
        isReadOnly = Int(told.sel_perm) == MAILIMAP_MAILBOX_READONLY
        var flags: [String] = []
        var allowsNewKeywords = false
        if let list = told.sel_perm_flags {
            for item in EtPanList(list, of: mailimap_flag_perm.self) {
                if Int(item.pointee.fl_type) == MAILIMAP_FLAG_PERM_ALL {
                    allowsNewKeywords = true
                } else if let flag = item.pointee.fl_flag?.pointee.text {
                    flags.append(flag)
                }
            }
        } else {
            // Without PERMANENTFLAGS every flag in FLAGS can be changed for good (RFC 9051 section 6.3.2).
            flags = EtPanList(told.sel_flags?.pointee.fl_list, of: mailimap_flag.self).compactMap(\.pointee.text)
        }
        permanentFlags = flags
        self.allowsNewKeywords = allowsNewKeywords
    }
}

extension ListedMailbox {
    fileprivate init?(_ item: mailimap_mailbox_list) {
        guard let raw = item.mb_name, let name = ModifiedUTF7.decode(copiedText(raw)?.utf8.map { $0 } ?? []) else {
            return nil
        }
        self.name = MailboxName(name)
        delimiter = item.mb_delimiter == 0 ? nil : Character(UnicodeScalar(UInt8(bitPattern: item.mb_delimiter)))
        isSelectable = item.mb_flag.map { Int($0.pointee.mbf_sflag) != MAILIMAP_MBX_LIST_SFLAG_NOSELECT } ?? true
    }
}

extension mailimap_flag {
    /// As on the wire: `\Seen`, `$Forwarded`.
    var text: String? {
        switch Int(fl_type) {
        case MAILIMAP_FLAG_ANSWERED: "\\Answered"
        case MAILIMAP_FLAG_FLAGGED: "\\Flagged"
        case MAILIMAP_FLAG_DELETED: "\\Deleted"
        case MAILIMAP_FLAG_SEEN: "\\Seen"
        case MAILIMAP_FLAG_DRAFT: "\\Draft"
        case MAILIMAP_FLAG_KEYWORD: copiedText(fl_data.fl_keyword)
        case MAILIMAP_FLAG_EXTENSION: copiedText(fl_data.fl_extension).map { "\\" + $0 }
        default: nil
        }
    }
}
