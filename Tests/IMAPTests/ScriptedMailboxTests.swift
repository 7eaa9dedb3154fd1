import MailRouting
import MailTransport
import Testing

/// Moving, appending and fetching against servers that answer in ways no real one does on purpose.
@Suite struct ScriptedMailboxTests {
    // MARK: Moving

    @Test(arguments: [
        ("\u{1}OK done", 0), ("* OK [COPYUID 7 1:2 11:12] moved\r\n\u{1}OK done", 2),
        ("\u{1}OK [COPYUID 7 2 12] done", 1), ("* OK [COPYUID 7 2,1 12,11] moved\r\n\u{1}NO [LIMIT] rest", 2),
        // About messages nobody asked for.
        ("\u{1}OK [COPYUID 7 5:6 1:2] done", 0),
    ])
    func copyUIDIsTheOnlyProof(answer: String, moved: Int) async throws {
        let server = try FakeIMAPServer { peer in
            _ = peer.command("UID MOVE")
            peer.send(answer.replacing("\u{1}", with: peer.tag + " ") + "\r\n")
            _ = peer.command("NEVER")
        }
        let session = try await session(with: server)
        try await session.select(.inbox)
        let receipt = try await session.move([uid(1), uid(2)], to: "Done")
        #expect(receipt.moved.count == moved)
        #expect(receipt.moved.allSatisfy { $0.value.value == $0.key.value + 10 })
        try await session.noop()
    }

    @Test(arguments: ["7 1:2 11", "7 1:4294967295 1:4294967295", "0 1 2", "7 1,1 11,12"])
    func senselessCopyUIDEndsTheConnection(code: String) async throws {
        let server = try FakeIMAPServer { peer in
            _ = peer.command("UID MOVE")
            peer.send("\(peer.tag) OK [COPYUID \(code)] done\r\n")
            peer.drain()
        }
        let session = try await session(with: server)
        try await session.select(.inbox)
        #expect(await fault { try await session.move([uid(1), uid(2)], to: "Done") }?.endsConnection == true)
    }

    @Test func withoutUIDPLUSNothingIsMovedOrRemoved() async throws {
        let server = try FakeIMAPServer { peer in
            peer.capabilities = "MOVE"
            _ = peer.command("NEVER")
        }
        let session = try await session(with: server)
        try await session.select(.inbox)
        let missing = IMAPFault.Kind.notSupported(capability: "UIDPLUS")
        #expect(await fault { try await session.move([uid(1)], to: "Done") }?.kind == missing)
        #expect(await fault { try await session.remove([uid(1)]) }?.kind == missing)
        #expect(await session.facts.moves == nil)
    }

    @Test func withoutMOVEExactlyTheProvenAreRemoved() async throws {
        let server = try FakeIMAPServer { peer in
            peer.capabilities = "UIDPLUS"
            _ = peer.command("UID COPY")
            peer.send("\(peer.tag) OK [COPYUID 7 1,3 11,13] done\r\n")
            let store = peer.command("UID STORE")
            peer.send("\(peer.tag) \(store == " 1,3 +FLAGS.SILENT (\\Deleted)" ? "OK" : "BAD") done\r\n")
            let expunge = peer.command("UID EXPUNGE")
            peer.send("\(peer.tag) \(expunge == " 1,3" ? "OK" : "BAD") done\r\n")
            _ = peer.command("NEVER")
        }
        let session = try await session(with: server)
        try await session.select(.inbox)
        let receipt = try await session.move([uid(1), uid(2), uid(3)], to: "Done")
        #expect(receipt.moved == [try uid(1): try uid(11), try uid(3): try uid(13)])
        #expect(receipt.sourcesLeft.isEmpty)
        #expect(await session.isOpen)
    }

    @Test func aCopyWhoseSourceStaysIsTold() async throws {
        let server = try FakeIMAPServer { peer in
            peer.capabilities = "UIDPLUS"
            _ = peer.command("UID COPY")
            peer.send("\(peer.tag) OK [COPYUID 7 1 11] done\r\n")
            _ = peer.command("UID STORE")
            peer.send("\(peer.tag) NO read-only\r\n")
            _ = peer.command("NEVER")
        }
        let session = try await session(with: server)
        try await session.select(.inbox)
        let receipt = try await session.move([uid(1)], to: "Done")
        #expect(receipt.sourcesLeft == [try uid(1)])
    }

    // MARK: Appending and fetching

    @Test func appendCreatesTheMailboxOnceAndSendsEveryByte() async throws {
        let octets = Array("Subject: x\n\nlone LF\r\n.\r\n\0\u{e9}".utf8)
        let content = MessageContent(octets)
        let server = try FakeIMAPServer { peer in
            _ = peer.command("APPEND")
            peer.send("\(peer.tag) NO [TRYCREATE] no such\r\n")
            let created = peer.command("CREATE") == " \"Neu &AOQ-\""
            peer.send("\(peer.tag) \(created ? "OK" : "BAD") done\r\n")
            let arguments = peer.command("APPEND")
            // Untagged lines may come before the `+`.
            peer.send("* 3 EXISTS\r\n+ go on\r\n")
            let bytes = peer.bytes(content.size + 2)
            let isRight =
                bytes == octets + [13, 10]
                && arguments == " \"Neu &AOQ-\" (\\Seen large) \"01-Mar-2020 00:00:00 +0000\" {\(content.size)}"
            peer.send("\(peer.tag) \(isRight ? "OK [APPENDUID 7 42]" : "BAD") done\r\n")
            _ = peer.command("NEVER")
        }
        let session = try await session(with: server)
        let receipt = try await session.append(
            content, to: "Neu ä", flags: ["\\Seen", "large", "\\recent"],
            internalDate: Instant(seconds: 1_583_020_800))
        #expect(receipt == AppendReceipt(uidValidity: UIDValidity(7), uid: try uid(42)))
    }

    @Test func appendWithoutAPPENDUIDHasNoReceipt() async throws {
        let server = try FakeIMAPServer { peer in
            _ = peer.command("APPEND")
            peer.send("+ go on\r\n")
            _ = peer.bytes(3)
            peer.send("\(peer.tag) OK done\r\n")
            _ = peer.command("NEVER")
        }
        let session = try await session(with: server)
        let receipt = try await session.append(
            MessageContent([0x78]), to: .inbox, flags: [], internalDate: Instant(seconds: 0))
        #expect(receipt == nil)
    }

    @Test func fetchTakesOnlyWhatWasAskedFor() async throws {
        let server = try FakeIMAPServer { peer in
            _ = peer.command("UID SEARCH")
            peer.send("* SEARCH 4 2 9 2\r\n\(peer.tag) OK done\r\n")
            _ = peer.command("UID FETCH")
            // Split in two, a flag change of another, one not asked for.
            peer.send("* 1 FETCH (UID 2 RFC822.SIZE 30 BODY[HEADER]<0> {4}\r\nA:b\n)\r\n")
            peer.send("* 1 FETCH (UID 2 FLAGS (\\Recent $x) INTERNALDATE \"01-Mar-2020 01:30:00 +0130\")\r\n")
            peer.send("* 9 FETCH (FLAGS (\\Seen))\r\n")
            peer.send("* 3 FETCH (UID 77 RFC822.SIZE 1 BODY[HEADER]<0> \"A: b\")\r\n\(peer.tag) OK done\r\n")
            _ = peer.command("NEVER")
        }
        let session = try await session(with: server)
        try await session.select(.inbox)
        let headers = try await session.fetchHeaders(above: uid(1), upTo: uid(5), limit: 10)
        #expect(
            headers == [
                FetchedHeader(
                    uid: try uid(2), flags: ["$x"], internalDate: Instant(seconds: 1_583_020_800), size: 30,
                    header: Array("A:b\n".utf8))
            ])
    }

    @Test func whatWasLeftOutIsAskedForAgain() async throws {
        let server = try FakeIMAPServer { peer in
            let first = peer.command("UID FETCH") ?? ""
            peer.send("* 1 FETCH (UID 2 FLAGS ())\r\n* 2 FETCH (UID 3 RFC822.SIZE 3 BODY[HEADER]<0> \"A: b\")\r\n")
            peer.send("\(peer.tag) \(first.hasPrefix(" 2:3 (") ? "OK" : "BAD") done\r\n")
            let second = peer.command("UID FETCH") ?? ""
            peer.send("* 1 FETCH (UID 2 RFC822.SIZE 3 BODY[HEADER]<0> NIL)\r\n")
            peer.send("\(peer.tag) \(second.hasPrefix(" 2 (") ? "OK" : "BAD") done\r\n")
            for answer in ["OK done", "OK done", "NO [SERVERBUG] broken", "NO [EXPUNGEISSUED] gone"] {
                _ = peer.command("UID FETCH")
                peer.send("* 1 FETCH (UID 2 FLAGS ())\r\n\(peer.tag) \(answer)\r\n")
            }
            _ = peer.command("NEVER")
        }
        let session = try await session(with: server)
        try await session.select(.inbox)
        let headers = try await session.fetchHeaders(of: [uid(2), uid(3)])
        #expect(headers.map(\.uid.value) == [2, 3])
        #expect(headers.map(\.header.count) == [0, 4])
        #expect(await fault { try await session.fetchHeaders(of: [uid(2)]) }?.kind == .refused(nil))
        #expect(await fault { try await session.fetchHeaders(of: [uid(2)]) }?.kind == .throttled)
        #expect(await session.isOpen)
    }

    @Test func aHugeMailboxIsSearchedInWindows() async throws {
        let server = try FakeIMAPServer { peer in
            _ = peer.command("SELECT")
            peer.send("* 90000 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 120001] ok\r\n\(peer.tag) OK ok\r\n")
            for wanted in [" UID 3:50002", " UID 50003:100002", " UID 100003:120000", " UID 120001:*"] {
                let asked = peer.command("UID SEARCH")
                peer.send("* SEARCH 1 50000 50003 119999 120005\r\n")
                peer.send("\(peer.tag) \(asked == wanted ? "OK" : "BAD") done\r\n")
            }
            _ = peer.command("SELECT")
            peer.send(
                "* 90000 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 4294967295] ok\r\n\(peer.tag) OK ok\r\n")
            while peer.command("UID SEARCH") != nil { peer.send("\(peer.tag) OK done\r\n") }
        }
        let session = try await session(with: server)
        try await session.select(.inbox)
        let found = try await session.searchUIDs(above: uid(2), limit: 10)
        #expect(found.map(\.value) == [50_000, 50_003, 119_999, 120_005])
        try await session.select(.inbox)
        guard case .limit = await fault({ try await session.searchUIDs(limit: 10) })?.kind else {
            Issue.record("messages were passed over")
            return
        }
    }

    @Test func sizesAreNotBelieved() async throws {
        let server = try FakeIMAPServer { peer in
            _ = peer.command("UID FETCH")
            peer.send("* 1 FETCH (UID 2 RFC822.SIZE 99 BODY[]<0> {4}\r\nA:b\n)\r\n\(peer.tag) OK done\r\n")
            _ = peer.command("NEVER")
        }
        let session = try await session(with: server)
        try await session.select(.inbox)
        let content = try await session.fetchMessage(uid(2), maximumSize: 100)
        #expect(try content?.bytes == Array("A:b\n".utf8))
        #expect(content?.sizeMatches == false)
        #expect(content?.sha256 == MessageContent(Array("A:b\n".utf8)).sha256)
    }
}
