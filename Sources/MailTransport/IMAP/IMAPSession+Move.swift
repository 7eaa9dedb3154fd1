import CLibEtPan
public import MailRouting

extension IMAPSession {
    /// Moves messages of the selected mailbox, creating the destination once where the server asks for it (TRYCREATE).
    ///
    /// COPYUID is the only proof: a UID that is not in the receipt was not moved as far as anyone can tell, and a UID
    /// that has gone is simply not in it. Without MOVE the messages are copied, and exactly the proven ones are removed
    /// with UID EXPUNGE. Without UIDPLUS there is no proof and nothing is done: `.notSupported`.
    ///
    /// Throws only when nothing was moved; when a later batch fails, the receipt holds what was proven before.
    public func move(_ uids: [UID], to mailbox: MailboxName) async throws(IMAPFault) -> MoveReceipt {
        try require("UIDPLUS", for: "UID MOVE")
        let canMove = offers("MOVE")
        var receipt = try await relocate(uids, to: mailbox, with: canMove ? "UID MOVE" : "UID COPY")
        if !canMove && !receipt.moved.isEmpty {
            let proven = Array(receipt.moved.keys)
            do {
                try await remove(proven)
            } catch {
                // The copies are there; telling of a failure only would make the caller copy them again.
                receipt = MoveReceipt(
                    uidValidity: receipt.uidValidity, moved: receipt.moved, sourcesLeft: Set(proven))
            }
        }
        return receipt
    }

    /// Copies messages of the selected mailbox; the receipt's sources stay where they are.
    public func copy(_ uids: [UID], to mailbox: MailboxName) async throws(IMAPFault) -> MoveReceipt {
        try require("UIDPLUS", for: "UID COPY")
        let receipt = try await relocate(uids, to: mailbox, with: "UID COPY")
        return MoveReceipt(
            uidValidity: receipt.uidValidity, moved: receipt.moved, sourcesLeft: Set(receipt.moved.keys))
    }

    private func relocate(
        _ uids: [UID], to mailbox: MailboxName, with name: String
    ) async throws(IMAPFault) -> MoveReceipt {
        var total = MoveReceipt(uidValidity: nil, moved: [:])
        for chunk in UIDSet.chunks(of: uids, batch: Limits.imapMoveBatch) {
            do {
                let part = try await relocate(chunk, to: mailbox, with: name, mayCreate: true)
                // A destination that was replaced between two batches has other UIDs: what is proven stays proven.
                if let known = total.uidValidity, let now = part.uidValidity, known != now { break }
                total = MoveReceipt(
                    uidValidity: total.uidValidity ?? part.uidValidity,
                    moved: total.moved.merging(part.moved) { first, _ in first })
            } catch {
                if total.moved.isEmpty { throw error }
                break
            }
        }
        return total
    }

    private func relocate(
        _ chunk: (text: String, uids: [UID]), to mailbox: MailboxName, with name: String, mayCreate: Bool
    ) async throws(IMAPFault) -> MoveReceipt {
        let command = try command(name) { (command) throws(ArgumentFault) in
            command.add(chunk.text)
            try command.addMailbox(mailbox)
        }
        let (reply, receipt) = try await exchange(name, within: times.transfer, budget: Limits.imapReplyBytes) {
            (wire) throws(IMAPFault) in
            let reply = try wire.ask(command)
            return (reply, try wire.copyReceipt(of: Set(chunk.uids)))
        }
        if !reply.isOK && reply.code == .tryCreate && mayCreate {
            try await create(mailbox)
            return try await relocate(chunk, to: mailbox, with: name, mayCreate: false)
        }
        // A server may move some messages, say so, and then say NO (RFC 6851 section 3.3).
        guard reply.isOK || !receipt.moved.isEmpty else { throw refusal(name, reply) }
        return receipt
    }
}

extension IMAPWire {
    /// What COPYUID proves about `wanted`, wherever in the answer it stood. A COPYUID that makes no sense ends the
    /// connection: the server did something, and nobody knows what.
    fileprivate func copyReceipt(of wanted: Set<UID>) throws(IMAPFault) -> MoveReceipt {
        var moved: [UID: UID] = [:]
        var uidValidity: UIDValidity?
        for item in EtPanList(info?.pointee.rsp_extension_list, of: mailimap_extension_data.self) {
            guard item.isUIDPlus, Int(item.pointee.ext_type) == MAILIMAP_UIDPLUS_RESP_CODE_COPY,
                let code = item.pointee.ext_data?.assumingMemoryBound(to: mailimap_uidplus_resp_code_copy.self)
            else { continue }
            guard let sources = UIDSet.members(of: code.pointee.uid_source_set),
                let destinations = UIDSet.members(of: code.pointee.uid_dest_set),
                sources.count == destinations.count, code.pointee.uid_uidvalidity > 0,
                uidValidity == nil || uidValidity?.value == code.pointee.uid_uidvalidity
            else { throw fault(.malformed, "COPYUID", ends: true) }
            uidValidity = UIDValidity(code.pointee.uid_uidvalidity)
            for (source, destination) in zip(sources, destinations) where wanted.contains(source) {
                guard moved.updateValue(destination, forKey: source) == nil else {
                    throw fault(.malformed, "COPYUID", ends: true)
                }
            }
        }
        return MoveReceipt(uidValidity: moved.isEmpty ? nil : uidValidity, moved: moved)
    }

    /// What APPENDUID proves; nil when the server gave none.
    func appendReceipt() throws(IMAPFault) -> AppendReceipt? {
        for item in EtPanList(info?.pointee.rsp_extension_list, of: mailimap_extension_data.self) {
            guard item.isUIDPlus, Int(item.pointee.ext_type) == MAILIMAP_UIDPLUS_RESP_CODE_APND,
                let code = item.pointee.ext_data?.assumingMemoryBound(to: mailimap_uidplus_resp_code_apnd.self)
            else { continue }
            guard let uids = UIDSet.members(of: code.pointee.uid_set), uids.count == 1, let uid = uids.first,
                code.pointee.uid_uidvalidity > 0
            else { throw fault(.malformed, "APPENDUID", ends: true) }
            return AppendReceipt(uidValidity: UIDValidity(code.pointee.uid_uidvalidity), uid: uid)
        }
        return nil
    }
}

extension UnsafeMutablePointer<mailimap_extension_data> {
    /// By number: the extension's own table is a C global, which Swift 6 does not let us touch.
    fileprivate var isUIDPlus: Bool {
        pointee.ext_extension.map { Int($0.pointee.ext_id) == MAILIMAP_EXTENSION_UIDPLUS } ?? false
    }
}
