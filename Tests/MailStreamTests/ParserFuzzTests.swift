import CServerHarness
import ServerHarness
import Testing

/// libetpan's parser behind the guard, in child processes.
@Suite struct ParserFuzzTests {
    /// Answers to libetpan's own commands, in the order in which the harness gives them.
    static let commands = wire(
        """
        * OK [CAPABILITY IMAP4rev1 UIDPLUS MOVE IDLE] ready
        * CAPABILITY IMAP4rev1 UIDPLUS MOVE IDLE ENABLE CONDSTORE ID NAMESPACE
        1 OK Capability completed.
        * LIST (\\HasNoChildren \\Trash) "/" "Trash"
        * LIST () "/" {7}
        Ent&APw-
        2 OK List completed.
        * FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $Label)
        * OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft \\*)] Flags permitted.
        * 172 EXISTS
        * OK [UIDVALIDITY 1700000000] UIDs valid
        * NO [ALERT] quota is near
        3 OK [READ-WRITE] Select completed.
        * 1 FETCH (UID 7 FLAGS (\\Seen) BODYSTRUCTURE \
        (("text" "plain" ("charset" "utf-8") NIL NIL "7bit" 12 1 NIL NIL NIL NIL)\
        ("message" "rfc822" NIL NIL NIL "7bit" 99 \
        ("Sun, 22 Nov 2026 10:00:00 +0000" "s" (("A" NIL "a" "x.example")) NIL NIL NIL NIL NIL NIL \
        "<1@x.example>") ("text" "html" NIL NIL NIL "8bit" 1 1) 3) "mixed" ("boundary" "b") NIL NIL NIL))
        * 2 FETCH (UID 8 BODY[HEADER.FIELDS ("SUBJECT")] {18}
        Subject: hello

         FLAGS ())
        4 OK Fetch completed.
        * OK [COPYUID 1700000001 7:8 1:2] Moved UIDs.
        * 1 EXPUNGE
        5 OK [HIGHESTMODSEQ 9] Move completed.
        + idling
        * 3 EXISTS
        6 OK Idle completed.
        7 OK NOOP completed.
        * BYE Logging out
        8 OK Logout completed.

        """)

    /// Answers to the commands of our own session, whatever they are: libetpan only parses.
    static let dialogue = wire(
        """
        * OK [CAPABILITY IMAP4rev1 LITERAL+ SASL-IR AUTH=PLAIN] ready
        * CAPABILITY IMAP4rev1 LITERAL+ SASL-IR AUTH=PLAIN UIDPLUS MOVE IDLE CONDSTORE
        1 OK [CAPABILITY IMAP4rev1 UIDPLUS MOVE IDLE] Logged in
        * FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $Label1 Routed/sales)
        * OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft \\*)] Flags permitted.
        * 3 EXISTS
        * 0 RECENT
        * OK [UNSEEN 2] First unseen.
        * OK [UIDVALIDITY 1700000000] UIDs valid
        * OK [UIDNEXT 12] Predicted next UID
        * OK [HIGHESTMODSEQ 4711] Highest
        2 OK [READ-WRITE] Select completed (0.001 + 0.000 secs).
        * SEARCH 9 10 11
        3 OK Search completed.
        * 1 FETCH (UID 9 FLAGS (\\Seen $Label1) INTERNALDATE "22-Nov-2026 12:00:00 +0100" RFC822.SIZE 4096 \
        BODY[HEADER]<0> {50}
        From: a@customer.example
        Subject: (1) "x" {3}

         BODY[TEXT]<0> {4}
        a
        b)
        * 2 FETCH (FLAGS () UID 10 RFC822.SIZE 12 BODY[HEADER]<0> "Subject: q\\"uoted")
        4 OK Fetch completed.
        * 3 FETCH (UID 11 RFC822.SIZE 9 BODY[]<0> {11}
        A: b

        c
        )
        5 OK Fetch completed.
        * OK [COPYUID 1700000001 9:11 21:23] Moved UIDs.
        * 3 EXPUNGE
        * 2 EXPUNGE
        * 1 EXPUNGE
        6 OK Move completed.
        * STATUS "Sales" (MESSAGES 3 UIDNEXT 24 UIDVALIDITY 1700000001)
        7 OK Status completed.
        + OK go on
        8 OK [APPENDUID 1700000001 24] Append completed.
        * LIST (\\HasNoChildren) "/" INBOX
        * LIST (\\Noselect) NIL "a b"
        9 OK List completed.
        10 NO [TRYCREATE] Mailbox does not exist
        * BYE [UNAVAILABLE] shutting down
        11 OK Logout completed.

        """)

    private static func wire(_ text: String) -> [UInt8] {
        Array(text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n").utf8)
    }

    static let sessions: [(String, [UInt8], Int32)] = [("commands", commands, 0), ("dialogue", dialogue, 1)]

    @Test(arguments: sessions.map(\.0)) func theSessionItselfIsRead(name: String) throws {
        let (_, wire, way) = try #require(Self.sessions.first { $0.0 == name })
        #expect(harness_parse(wire, wire.count, 1, way) == 0)
    }

    /// Each of these kills the parser where nothing stands in front of it.
    @Test(
        arguments: [
            "* OK [PERMANENTFLAGS (\\\r\n",
            "* NO [BADCHARSET (x)] a\r\n* NO [BADCHARSET (y)] b\r\n", "* NO [ALERT]\r\n", "* BAD [parse] \r\n",
            Wire("* 1 FETCH (BODYSTRUCTURE " + String(repeating: "(", count: 400_000) + "\r\n"),
        ] as [Wire])
    func knownCrashesAreStopped(line: Wire) {
        let wire = Wire("* OK ready\r\n").bytes + line.bytes + Wire("1 OK done\r\n").bytes
        for way: Int32 in [0, 1] { #expect(harness_parse(wire, wire.count, 1, way) != 2) }
    }

    @Test(arguments: sessions.map(\.0)) func mutationsDoNotReachTheParserToKillIt(name: String) throws {
        let (_, wire, way) = try #require(Self.sessions.first { $0.0 == name })
        var report = harness_report()
        #expect(harness_mutate(wire, wire.count, Fuzz.seed, UInt32(Fuzz.mutations), 1, way, &report) == 0)
        print(
            "wire guard fuzz: \(name), seed \(Fuzz.seed), \(report.runs) mutations, \(report.refused) refused,",
            "\(report.crashes) crashes")
        #expect(report.crashes == 0, "mutation \(report.first_crash); \(Fuzz.replay("ParserFuzz"))")
        #expect(report.refused > 0 && report.refused < report.runs)
    }
}
