import MailAgent
import MailRouting

extension PretendMailbox {
    /// Makes a call, or lets it suffer what the plan of faults says.
    ///
    /// - Parameters:
    ///   - part: what has happened when the call is struck half-way.
    ///   - effect: what has happened when it is not.
    static func struck<T>(
        _ name: String, _ server: PretendServer, _ faults: PretendFaults, _ life: PretendLife,
        part: () throws(MailboxFault) -> Void = {}, effect: () throws(MailboxFault) -> T
    ) async throws(MailboxFault) -> T {
        let fault = Fault(command: name, cause: "pretended")
        guard !life.isDead else { throw .lost(fault) }
        life.step()
        guard let strike = faults.strike(at: name) else { return try effect() }
        switch strike {
        case .before: break
        case .after: _ = try effect()
        case .partly: try part()
        case .killBefore: life.end()
        case .killAfter:
            _ = try effect()
            life.end()
        case .stall: await silence(server.clock)
        case .stallAfter:
            _ = try effect()
            await silence(server.clock)
        case .bye: server.restart()
        case .throttle: throw .throttled(fault)
        case .refuse: throw .refused(fault)
        case .slow:
            server.clock.pass(.seconds(30))
            return try effect()
        }
        throw .lost(fault)
    }

    /// Until the deadline of a command.
    private static func silence(_ clock: PretendClock) async {
        // The only error is cancellation, and then nobody waits for an answer any more.
        do { try await clock.sleep(.minutes(2)) } catch {}
    }
}

extension MailboxEntry {
    init(_ message: PretendServer.Stored, preview: Int) {
        let header = Array(message.bytes[..<message.headerEnd])
        self.init(
            uid: message.uid, fingerprint: message.fingerprint, internalDate: message.internalDate,
            flags: message.flags, header: header,
            preview: preview > 0 ? Array(message.bytes[message.headerEnd...].prefix(preview)) : nil)
    }
}
