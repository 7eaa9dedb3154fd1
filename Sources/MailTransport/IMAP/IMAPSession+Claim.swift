import CLibEtPan
public import MailRouting

extension IMAPSession {
    /// Marks messages of the selected mailbox as `claim` says, each unless another agent has.
    ///
    /// A conditional STORE names the mailbox's HIGHESTMODSEQ from before the flags were read (RFC 7162 section 3.1.3):
    /// the server refuses it for every message that changed since, so that of two agents that saw a message unclaimed only
    /// one can mark it. Whose mark is there is read afterwards, and decides; what a person changed meanwhile is tried again.
    public func claim(_ uids: [UID], as claim: AgentClaim) async throws(IMAPFault) -> ClaimResult {
        guard let (mailbox, generation) = selected.map({ ($0.name, $0.status.uidValidity) }) else {
            throw refusal("UID STORE", .invalidArgument("no mailbox is selected"))
        }
        guard offers("CONDSTORE") || offers("QRESYNC") else {
            throw refusal("UID STORE", .notSupported(capability: "CONDSTORE"))
        }
        var result = ClaimResult()
        var open = uids
        for _ in 0..<Limits.imapClaimRounds where !open.isEmpty {
            guard try await select(mailbox, countingChanges: true).uidValidity == generation else {
                close()
                throw IMAPFault(
                    endpoint: endpoint, command: "SELECT", kind: .closed, serverLine: "UIDVALIDITY changed",
                    endsConnection: true)
            }
            guard let modSeq = highestModSeq else { throw refusal("SELECT", .notSupported(capability: "CONDSTORE")) }
            guard selected?.allows(claim.keyword) == true else {
                throw refusal("UID STORE", .notSupported(capability: "keywords of clients"))
            }
            open = try await unclaimed(open, claim, &result)
            for chunk in UIDSet.chunks(of: open, batch: Limits.imapMoveBatch) {
                let command = try command("UID STORE") { (command) throws(ArgumentFault) in
                    command.add(chunk.text)
                    command.add("(UNCHANGEDSINCE \(modSeq)) +FLAGS.SILENT")
                    try command.addFlags([claim.keyword.rawValue])
                }
                // NO says that all of them changed; the flags are read either way.
                _ = try await ask(command, within: times.transfer)
            }
            open = try await unclaimed(open, claim, &result)
        }
        guard open.isEmpty else {
            throw refusal("UID STORE", .throttled, "\(open.count) messages change faster than they can be claimed")
        }
        return result
    }

    /// Sorts messages by whose mark they bear; returns those without one.
    private func unclaimed(
        _ uids: [UID], _ claim: AgentClaim, _ result: inout ClaimResult
    ) async throws(IMAPFault) -> [UID] {
        var left: [UID] = []
        for chunk in UIDSet.chunks(of: uids, batch: Limits.imapMoveBatch) {
            for (uid, item) in try await fetch(chunk, "(UID FLAGS)", budget: Limits.imapReplyBytes) {
                switch claim.owner(of: item.flags ?? []) {
                case .us: result.won.insert(uid)
                case .another: result.lost.insert(uid)
                case nil: left.append(uid)
                }
            }
        }
        return left
    }
}

extension IMAPWire {
    /// HIGHESTMODSEQ in the answer to a SELECT (RFC 7162 section 3.1.2.1); nil for a mailbox without mod-sequences.
    var highestModSeq: UInt64? {
        for item in EtPanList(info?.pointee.rsp_extension_list, of: mailimap_extension_data.self) {
            guard let known = item.pointee.ext_extension, Int(known.pointee.ext_id) == MAILIMAP_EXTENSION_CONDSTORE,
                Int(item.pointee.ext_type) == MAILIMAP_CONDSTORE_TYPE_RESP_TEXT_CODE,
                let code = item.pointee.ext_data?.assumingMemoryBound(to: mailimap_condstore_resptextcode.self),
                Int(code.pointee.cs_type) == MAILIMAP_CONDSTORE_RESPTEXTCODE_HIGHESTMODSEQ
            else { continue }
            return code.pointee.cs_data.cs_modseq_value
        }
        return nil
    }
}
