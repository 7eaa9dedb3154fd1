import CMailStream
import Testing

/// Passes `wire` through a fresh guard in pieces of `piece` bytes: what comes out, or the rule that was broken.
private func guarded(_ wire: [UInt8], _ kind: cms_guard = CMS_GUARD_IMAP, piece: Int = .max) -> Result<[UInt8], Broken>
{
    var state = cms_wire_guard()
    cms_wire_guard_init(&state, kind)
    var out: [UInt8] = []
    var rest = wire[...]
    while !rest.isEmpty {
        var next = Array(rest.prefix(piece))
        rest = rest.dropFirst(next.count)
        let broken = next.withUnsafeMutableBytes { cms_wire_guard_pass(&state, $0.baseAddress, $0.count) }
        if let broken { return .failure(Broken(rule: String(cString: broken))) }
        out += next
    }
    return .success(out)
}

private struct Broken: Error, Equatable {
    let rule: String
}

/// A piece of wire whose name in the test's output stays short.
struct Wire: Sendable, ExpressibleByStringLiteral, CustomTestStringConvertible {
    let bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.utf8) }
    init(stringLiteral text: String) { self.init(text) }

    var isLong: Bool { bytes.count > 10_000 }
    var testDescription: String { String(decoding: bytes.prefix(50), as: UTF8.self).debugDescription }
}

private func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

@Suite struct WireGuardTests {
    static let pieces = [1, 2, 3, 7, 64, Int.max]

    static let broken: [(Wire, String)] = [
        ("* OK [PERMANENTFLAGS (\\\r\n", "PERMANENTFLAGS"),
        ("* OK [PERMANENTFLAGS (\r\n", "PERMANENTFLAGS"),
        ("* OK [PERMANENTFLAGS (\\ )] x\r\n", "PERMANENTFLAGS"),
        ("* OK [PERMANENTFLAGS\r\n", "PERMANENTFLAGS"),
        ("* OK [PERMANENTFLAGS (*)] x\r\n", "PERMANENTFLAGS"),
        ("* OK [PERMANENTFLAGS (\\Seen %)] x\r\n", "PERMANENTFLAGS"),
        ("* OK [PERMANENTFLAGS (\\Seen) ] x\r\n", "PERMANENTFLAGS"),
        ("* OK [PERMANENTFLAGS ()] a greeting\r\n", "PERMANENTFLAGS"),
        ("* OK [permanentFlags (\\Seen \\\r\n", "PERMANENTFLAGS"),
        ("* OK [PERMANENTFLAGS (\\\\)] x\r\n", "PERMANENTFLAGS"),
        ("1 OK [ PERMANENTFLAGS (\\\r\n", "PERMANENTFLAGS"),
        ("+ [PERMANENTFLAGS (\\\r\n", "PERMANENTFLAGS"),
        ("* OK some text [PERMANENTFLAGS (\\\r\n", "PERMANENTFLAGS"),
        ("* OK {100}\r\n* OK [PERMANENTFLAGS (\\\r\n", "PERMANENTFLAGS"),
        ("1 OK \"text\r\n* OK [PERMANENTFLAGS (\\\r\n", "PERMANENTFLAGS"),
        ("* OK a\u{0}b\r\n", "NUL"),
        ("* LIST () \"/\" \"a\u{0}b\"\r\n", "NUL"),
        (Wire("* 1 FETCH (BODYSTRUCTURE " + repeated("(", 101)), "parentheses"),
        (Wire("* OK " + repeated("(", 101)), "parentheses"),
        ("* 1 FETCH (BODY[] {67108865}\r\n", "64 MiB"),
        ("* 1 FETCH (BODY[] {4294967290}\r\n", "64 MiB"),
        ("* 1 FETCH (BODY[] {99999999999999999999999999}\r\n", "64 MiB"),
        ("* 1 FETCH (BODY[] {}\r\n", "without a size"),
        ("* 1 FETCH (BODY[] {12 }\r\n", "without a size"),
        ("* 1 FETCH (BODY[] {12}x\r\n", "does not end its line"),
        ("* 1 FETCH (BODY[] {12} \r\n", "does not end its line"),
        ("* 1 FETCH (BODY[] {12}\n", "line feed"),
        ("* OK text\n", "line feed"),
        ("* OK text\rmore\r\n", "return"),
        ("* LIST () \"/\" \"a\r\n", "quoted"),
        ("* LIST () \"/\" \"a\\\r\n", "quoted"),
        ("\r\n", "empty line"),
        (" OK\r\n", "neither"),
        ("** OK\r\n", "without a name"),
        ("*  OK\r\n", "without a name"),
        ("* (x\r\n", "without a name"),
        (Wire("* OK" + repeated("x", 2_000_000)), "1 MiB"),
        (Wire("* SEARCH" + repeated(" 1", 600_000)), "1 MiB"),
        (Wire("* LIST () \"/\" \"" + repeated("x", 2_000_000)), "1 MiB"),
    ]

    @Test(arguments: broken) func refuses(wire: Wire, rule: String) {
        for piece in wire.isLong ? [997, Int.max] : Self.pieces {
            switch guarded(wire.bytes, piece: piece) {
            case .success: Issue.record("passed in pieces of \(piece)")
            case .failure(let broken): #expect(broken.rule.contains(rule))
            }
        }
    }

    static let sound: [Wire] = [
        "* OK [CAPABILITY IMAP4rev1 LITERAL+ SASL-IR AUTH=PLAIN] Dovecot ready.\r\n",
        "* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $MDNSent \\*)] Flags permitted.\r\n",
        "* OK [PERMANENTFLAGS ()] Read-only mailbox.\r\n* OK [PERMANENTFLAGS ( \\Seen  a )] Spare spaces.\r\n",
        "* FLAGS (\\Answered \\Flagged)\r\n* 172 EXISTS\r\n* OK [UNSEEN 12] x\r\n1 OK [READ-WRITE] done {3}\r\n2 NO \"\r\n",
        "* OK\r\n+ \r\n+ idling\r\n* BYE :-( \" {99\r\n",
        "* 1 FETCH (UID 7 BODY[] {0}\r\n FLAGS ())\r\n",
        "* 1 FETCH (UID 7 BODY[HEADER.FIELDS (\"Subject\")] \"a\\\"{5}\\\\\" X {3}\r\n\u{0}\r\n)\r\n3 OK Done\r\n",
        "* LIST (\\HasNoChildren) \".\" {6}\r\n\"({\\\r\n\r\n",
        Wire("* 1 FETCH " + repeated("(", 100) + repeated(")", 100) + "\r\n* 2 FETCH " + repeated("(", 100) + "\r\n"),
        Wire("* SEARCH" + repeated(" 1", 500_000) + "\r\n* SEARCH" + repeated(" 1", 500_000) + "\r\n"),
    ]

    @Test(arguments: sound) func passesUntouched(wire: Wire) {
        for piece in wire.isLong ? [997, Int.max] : Self.pieces {
            let bytes = Wire("* OK ready\r\n").bytes + wire.bytes
            let isUntouched = guarded(bytes, piece: piece) == .success(bytes)
            #expect(isUntouched, "pieces of \(piece)")
        }
    }

    /// A message that holds every line the guard refuses is still just a message.
    @Test func literalsAreExact() {
        var body: [UInt8] = [0, 0x0A, 0x0D]
        for (line, _) in Self.broken where !line.isLong { body += line.bytes }
        body += Array("* NO [BADCHARSET (x)] y\r\n".utf8)
        var wire = Array("* 1 FETCH (UID 1 BODY[] {\(body.count)}\r\n".utf8) + body
        wire += Array(" BODY[1] {\(body.count)}\r\n".utf8) + body + Array(")\r\n4 OK Done\r\n".utf8)
        for piece in 1...130 {
            let isUntouched = guarded(wire, piece: piece) == .success(wire)
            #expect(isUntouched, "pieces of \(piece)")
        }
        // One byte less, and the rest of the message is read as IMAP again.
        let short = Array("* 1 FETCH (BODY[] {1}\r\n".utf8) + body
        #expect(guarded(short) != .success(short))
    }

    @Test(arguments: pieces) func renamesCodes(piece: Int) {
        let data = "* LIST () \"/\" [ALERT]\r\n* OK BADCHARSET [UNALERT] [PARS] x\r\n"
        let wire = "* NO [BADCHARSET (x)] a\r\n1 NO [ badcharset (y)] b [ALERT]\r\n+ [Parse]\r\n" + data
        let seen = "* NO [BADCHARSEX (x)] a\r\n1 NO [ badcharseX (y)] b [ALERX]\r\n+ [ParsX]\r\n" + data
        #expect(guarded(Array(wire.utf8), piece: piece) == .success(Array(seen.utf8)))
    }

    @Test func replyLines() {
        let sound = Array((repeated("250-" + repeated("x", 4000) + "\r\n", 3) + "250 \"({[ \n").utf8)
        #expect(guarded(sound, CMS_GUARD_LINES, piece: 11) == .success(sound))
        #expect(guarded(Array("250 a\u{0}\r\n".utf8), CMS_GUARD_LINES) == .failure(Broken(rule: "NUL in a reply")))
        #expect(
            guarded(Array(repeated("x", 4097).utf8), CMS_GUARD_LINES, piece: 100)
                == .failure(Broken(rule: "a reply line longer than 4 KiB")))
    }
}
