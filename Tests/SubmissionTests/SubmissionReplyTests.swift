import Testing

@testable import MailTransport

@Suite struct SubmissionReplyTests {
    private func assembled(_ lines: [String]) throws -> SubmissionReply? {
        var assembly = ReplyAssembly()
        var reply: SubmissionReply?
        for line in lines { reply = try assembly.add(Array(line.utf8)) }
        return reply
    }

    @Test func linesBecomeReplies() throws {
        let reply = try #require(try assembled(["250-mail.example.test hello", "250-SIZE 100", "250 OK"]))
        #expect(reply.code == 250 && reply.isPositive)
        #expect(reply.lines == ["mail.example.test hello", "SIZE 100", "OK"])
        #expect(try assembled(["250-a"]) == nil)
        #expect(try assembled(["250"])?.lines == [""])
    }

    @Test(arguments: [
        ("550 5.1.1 No such person", EnhancedStatusCode(5, 1, 1)), ("450 4.7.1", EnhancedStatusCode(4, 7, 1)),
        ("550 4.1.1 of another class", nil), ("550 5.1 short", nil), ("550 5.1.1.1 long", nil), ("550 5.+1.1 x", nil),
        ("550 5.1.9999 x", nil), ("550 No such person", nil), ("550", nil),
    ])
    func enhancedCodes(line: String, code: EnhancedStatusCode?) throws {
        #expect(try assembled([line])?.enhancedCode == code)
    }

    @Test(arguments: [
        ["hello"], [""], ["25"], ["2x0 a"], ["999 a"], ["100 a"], ["250+a"], ["250-a", "251 b"], ["250-a", "b"],
        Array(repeating: "250-a", count: 200),
    ])
    func whatIsNoReply(lines: [String]) {
        #expect(throws: ReplyAssembly.Malformed.self) { try assembled(lines) }
    }

    @Test func textIsSafeToPrint() throws {
        let reply = try #require(
            try assembled(["550 a\u{1B}[31m\u{202E}b\u{0}c " + String(repeating: "x", count: 4000)]))
        #expect(reply.lines[0].hasPrefix("a?[31m?b?c xxx"))
        #expect(reply.lines[0].utf8.count <= 512)
        #expect(
            SubmissionReply(code: 500, lines: ["no AUTH PLAIN c2VjcmV0 here"]).withholding(["c2VjcmV0", ""]).lines
                == ["no AUTH PLAIN (withheld) here"])
    }

    @Test func extensions() {
        let offered = SubmissionExtensions(greeting: [
            "SIZE AUTH STARTTLS", "size 1000", "AUTH PLAIN login", "AUTH=LOGIN NTLM", "PIPELINING", "8BITMIME", "",
        ])
        #expect(offered.keywords == ["8BITMIME", "AUTH", "PIPELINING", "SIZE"])
        #expect(offered.mechanisms == ["PLAIN", "LOGIN", "NTLM"])
        #expect(offered.sizeLimit == 1000)
        #expect(!offered.hasSTARTTLS && offered.hasPipelining && offered.has8BITMIME && !offered.hasSMTPUTF8)
        for size in ["SIZE", "SIZE 0", "SIZE -5", "SIZE 99999999999999999999"] {
            #expect(SubmissionExtensions(greeting: ["x", size]).sizeLimit == nil)
        }
    }
}
