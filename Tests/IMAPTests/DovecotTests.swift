import MailRouting
import MailSandbox
import MailTransport
import Testing

/// The session against what production runs.
@Suite(.serialized) struct DovecotTests {
    private func sandbox() async throws -> Sandbox { try await SharedSandbox.shared.sandbox() }

    private func message(_ number: Int, bodyLines: Int = 1) -> [UInt8] {
        var text = "From: Ana <ana@customer.example>\r\nTo: info@buttons.test\r\nSubject: Order \(number)\r\n"
        text += "Message-ID: <\(number)@customer.example>\r\n\r\n"
        for line in 0..<bodyLines { text += "Line \(line) of \(number), with a lone dot:\r\n.\r\n" }
        return Array(text.utf8)
    }

    private func append(
        _ count: Int, to mailbox: MailboxName = .inbox, _ session: IMAPSession
    ) async throws -> [UID] {
        var uids: [UID] = []
        for number in 0..<count {
            let receipt = try await session.append(
                MessageContent(message(number)), to: mailbox, flags: [], internalDate: Instant(seconds: 1_700_000_000))
            uids.append(try #require(receipt).uid)
        }
        return uids
    }

    @Test(arguments: [TLSPolicy.implicit, .startTLS], [AuthenticationMethod.login, .plain])
    func connects(tls: TLSPolicy, method: AuthenticationMethod) async throws {
        let session = try await sandbox().session("starttls", tls: tls, method: method)
        let facts = await session.facts
        #expect(facts.tls?.version.hasPrefix("TLS1.") == true)
        #expect(facts.authentication == (method == .login ? "LOGIN" : "AUTHENTICATE PLAIN"))
        #expect(facts.moves == "MOVE")
        #expect(facts.idles)
        try await session.noop()
        await session.logout()
        #expect(await fault { try await session.noop() }?.kind == .closed)
    }

    @Test(arguments: [AuthenticationMethod.login, .plain])
    func wrongPasswordIsRejected(method: AuthenticationMethod) async throws {
        let sandbox = try await sandbox()
        let fault = await fault { try await sandbox.session("relogin", method: method, password: "wrong") }
        #expect(fault?.kind == .authenticationRejected)
        #expect(fault?.isTransient == false)
        #expect(fault?.serverLine?.contains("AUTHENTICATIONFAILED") == true)
    }

    @Test func namesMailboxesInEveryScript() async throws {
        let session = try await sandbox().session("mailboxes")
        let names: [MailboxName] = ["Aufträge", "Bücher & Noten", "受信", "a \"b\" \\c", "Kunden/Süd/🧵"]
        for name in names {
            try await session.create(name)
            try await session.create(name)
            let status = try await session.select(name)
            #expect(status.exists == 0)
            #expect(try await session.status(name).uidValidity == status.uidValidity)
        }
        let listed = try await session.list()
        #expect(Set(names).isSubset(of: Set(listed.map(\.name))))
        #expect(listed.first { $0.name == .inbox }?.delimiter == "/")
        #expect(await fault { try await session.select("No such") }?.kind == .refused(nil))
        #expect(await session.selected == nil)
        await session.logout()
    }

    @Test func fetchesHeadersInBatches() async throws {
        let sandbox = try await sandbox()
        try await sandbox.deliver((0..<2000).map { message($0) }, to: "headers@imap.test", from: "ana@customer.example")
        let session = try await sandbox.session("headers")
        let status = try await session.select(.inbox, readOnly: true)
        #expect(status.exists == 2000)
        let headers = try await session.fetchHeaders(limit: 10_000, textPreviewBytes: 20)
        #expect(headers.map(\.uid) == (1...2000).compactMap { UID($0) })
        let subjects = Set(
            headers.compactMap { header in
                String(decoding: header.header, as: UTF8.self).split(separator: "\r\n").first {
                    $0.hasPrefix("Subject:")
                }
            })
        #expect(subjects.count == 2000)
        #expect(headers.allSatisfy { $0.header.suffix(4) == [13, 10, 13, 10] && $0.textPreview?.count == 20 })
        #expect(headers.allSatisfy { $0.flags.isEmpty && $0.internalDate > Instant(seconds: 1_700_000_000) })
        let window = try await session.fetchHeaders(above: UID(10), upTo: UID(20), limit: 5)
        #expect(window.map(\.uid.value) == [11, 12, 13, 14, 15])
        #expect(window.first?.fingerprint == headers[10].fingerprint)
        #expect(window.first?.textPreview == nil)
        // "2001:*" names message 2000; it must not come back.
        #expect(try await session.fetchHeaders(above: UID(2000), limit: 10).isEmpty)
        #expect(try await session.fetchSizes(above: UID(1998), limit: 10).map(\.size) == headers[1998...].map(\.size))
        await session.logout()
    }

    @Test func carriesALargeMessageByteForByte() async throws {
        let session = try await sandbox().session("round")
        // Dovecot stores lines with CRLF; a message from the wire always has them.
        let sent = MessageContent(message(1, bodyLines: 90_000))
        #expect(sent.size > 3_000_000)
        let date = Instant(seconds: 1_583_020_799)
        let flags = ["\\Seen", "\\Flagged", "$Forwarded", "routed/finance", "\\Recent"]
        let receipt = try await session.append(sent, to: "Neue Aufträge", flags: flags, internalDate: date)
        let uid = try #require(receipt?.uid)
        #expect(try await session.select("Neue Aufträge").uidValidity == receipt?.uidValidity)
        let read = try #require(try await session.fetchMessage(uid, maximumSize: 10_000_000))
        #expect(try read.bytes == sent.bytes)
        #expect(read.sha256 == sent.sha256)
        #expect(read.sizeMatches)
        let header = try #require(try await session.fetchHeaders(limit: 1).first)
        #expect(header.internalDate == date)
        #expect(Set(header.flags) == Set(flags.dropLast()))
        let tooLarge = await fault { try await session.fetchMessage(uid, maximumSize: 1000) }
        #expect(tooLarge?.kind == .limit("the message is larger than 1000 octets"))
        #expect(try await session.fetchMessage(#require(UID(4711)), maximumSize: 1000) == nil)
        await session.logout()
    }

    @Test func carriesALargeMessageOverTheDisk() async throws {
        let session = try await sandbox().session("round")
        let spool = try TemporarySpool(memory: 100_000)
        let sent = MessageContent(message(2, bodyLines: 60_000))
        let date = Instant(seconds: 1_700_000_000)
        let uid = try #require(try await session.append(sent, to: "Spool", flags: [], internalDate: date)?.uid)
        try await session.select("Spool")
        let read = try await session.fetchMessage(uid, maximumSize: 10_000_000, spool: spool.spool)
        let spooled = try #require(read)
        #expect(spooled.isSpooled && spooled.size > 2 * Limits.imapPieceBytes)
        #expect(try spool.names.isEmpty, "a message on its way has no name")
        let copy = try #require(try await session.append(spooled, to: "Spool", flags: [], internalDate: date)?.uid)
        let again = try await session.fetchMessage(copy, maximumSize: 10_000_000)
        #expect(try again?.bytes == sent.bytes)
        #expect(try await session.fetchBeginning(of: uid, atMost: 1_500_000) == Array(sent.bytes.prefix(1_500_000)))
        #expect(try await session.fetchBeginning(of: uid, atMost: 10_000_000) == sent.bytes)
        #expect(try await session.fetchBeginning(of: #require(UID(4711)), atMost: 1) == nil)
        await session.logout()
    }

    @Test(arguments: [-1, 0, 1]) func readsWhatEndsWithAPiece(difference: Int) async throws {
        let session = try await sandbox().session("round")
        let line = Array(repeating: UInt8(ascii: "x"), count: 62) + [13, 10]
        let bytes = message(1) + Array(repeating: line, count: 40_000).joined()
        let sent = MessageContent(Array(bytes.prefix(Limits.imapPieceBytes + difference - 2)) + [13, 10])
        let receipt = try await session.append(
            sent, to: "Pieces", flags: [], internalDate: Instant(seconds: 1_700_000_000))
        try await session.select("Pieces")
        let read = try await session.fetchMessage(#require(receipt).uid, maximumSize: 2_000_000)
        #expect(try read?.bytes == sent.bytes)
        await session.logout()
    }

    @Test func movesWithProof() async throws {
        let session = try await sandbox().session("move")
        let uids = try await append(6, session)
        try await session.select(.inbox)
        try await session.remove([uids[1]])
        let receipt = try await session.move(Array(uids[0..<4]), to: "Erledigt/Übrige")
        #expect(Set(receipt.moved.keys) == [uids[0], uids[2], uids[3]])
        #expect(receipt.sourcesLeft.isEmpty)
        #expect(try await session.move([uids[1]], to: "Erledigt/Übrige") == MoveReceipt(uidValidity: nil, moved: [:]))
        let copied = try await session.copy([uids[4]], to: "Erledigt/Übrige")
        #expect(copied.sourcesLeft == [uids[4]])
        #expect(try await session.searchUIDs(limit: 10) == [uids[4], uids[5]])
        let status = try await session.select("Erledigt/Übrige")
        #expect(status.uidValidity == receipt.uidValidity)
        #expect(status.exists == 4)
        let there = try await session.fetchMessage(#require(receipt.moved[uids[3]]), maximumSize: 10_000)
        #expect(try there?.bytes == message(3))
        await session.logout()
    }

    @Test func searchesAndStoresKeywords() async throws {
        let session = try await sandbox().session("search")
        let uids = try await append(3, session)
        try await session.select(.inbox)
        #expect(await session.selected?.allows("routed") == true)
        let found = try await session.searchUIDs(headerField: "Message-ID", value: "<1@customer.example>")
        #expect(found == [uids[1]])
        #expect(try await session.searchUIDs(headerField: "Message-ID", value: "<1@", above: uids[1]).isEmpty)
        try await session.store(uids, adding: ["large", "\\Seen"])
        try await session.store([uids[0]], removing: ["\\Seen"])
        let flags = try await session.fetchHeaders(limit: 3).map { Set($0.flags) }
        #expect(flags == [["large"], ["large", "\\Seen"], ["large", "\\Seen"]])
        // Only what is marked and named goes.
        try await session.store([uids[0], uids[1]], adding: ["\\Deleted"])
        try await session.expunge([uids[1], uids[2]])
        #expect(try await session.searchUIDs(limit: 10) == [uids[0], uids[2]])
        await session.logout()
    }

    @Test func idleWakesForNewMail() async throws {
        let sandbox = try await sandbox()
        let session = try await sandbox.session("wake")
        let before = try await session.select(.inbox)
        async let outcome = session.idle(atMost: .seconds(20))
        try await sandbox.deliver(message(1), to: "wake@imap.test", from: "ana@customer.example")
        #expect(try await outcome == .changed)
        #expect(try await session.searchUIDs(above: UID(before.uidNext.value - 1), limit: 10) == [before.uidNext])
        #expect(try await session.idle(atMost: .milliseconds(50)) == .timedOut)
        try await session.noop()
        await session.logout()
    }

    @Test func idleEndsWithItsTask() async throws {
        let session = try await sandbox().session("cancel")
        try await session.select(.inbox)
        let outcome = try await withThrowingTaskGroup(of: IdleOutcome.self) { group in
            group.addTask { try await session.idle(atMost: .seconds(60)) }
            while await !session.isIdling { await Task.yield() }
            group.cancelAll()
            return try await group.next()
        }
        #expect(outcome == .cancelled)
        try await session.noop()
        await session.logout()
    }

    @Test func closeEndsIdle() async throws {
        let session = try await sandbox().session("cancel")
        try await session.select(.inbox)
        async let waiting = fault { try await session.idle(atMost: .seconds(60)) }
        while await !session.isIdling { await Task.yield() }
        await session.close()
        #expect(await waiting?.kind == .closed)
        #expect(await session.isOpen == false)
    }
}
