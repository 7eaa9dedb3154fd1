import CMailStream
import ServerHarness
import Testing

@testable import MailTransport

/// What a submission host says, through the guard and the reader, in a process that may die of it.
@Suite struct ReplyFuzzTests {
    @Test func mutatedRepliesAreReadWithinTheLimits() async throws {
        await #expect(processExitsWith: .success) {
            try Fuzz.run("replies") { _, chance in
                let words = ["\r\n", "\n", "\0", "250-", "250 ", "599 ", "-", "\u{202E}", "4.7.1", "AUTH PLAIN"]
                ReplyFuzzTests.read(chance.mutated(ReplyFuzzTests.session, with: words), &chance)
            }
        }
        let reached = try Fuzz.reached("replies")
        #expect(reached == Fuzz.mutations, "\(Fuzz.replay("ReplyFuzzTests", from: reached))")
    }

    static let session = Array(
        """
        220 mail.example.test ESMTP ready
        250-mail.example.test greets you
        250-SIZE 52428800
        250-AUTH PLAIN LOGIN XOAUTH2
        250-8BITMIME
        250-STARTTLS
        250 SMTPUTF8
        334 
        235 2.7.0 accepted
        250 2.1.0 sender ok
        450 4.7.1 try again later
        354 go on
        250 2.0.0 queued as 4711
        421 4.3.2 shutting down

        """.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n").utf8)

    /// As the connection and the dialogue do: the guard sees every piece, lines are put together, replies come out.
    static func read(_ wire: [UInt8], _ chance: inout FuzzChance) {
        var guarding = cms_wire_guard()
        cms_wire_guard_init(&guarding, CMS_GUARD_LINES)
        var assembly = ReplyAssembly()
        var line: [UInt8] = []
        var rest = wire[...]
        while !rest.isEmpty {
            var piece = Array(rest.prefix(1 + chance.next(below: 90)))
            rest = rest.dropFirst(piece.count)
            guard piece.withUnsafeMutableBytes({ cms_wire_guard_pass(&guarding, $0.baseAddress, $0.count) }) == nil
            else { return }
            for byte in piece {
                guard byte == 0x0A else {
                    line.append(byte)
                    continue
                }
                if line.last == 0x0D { line.removeLast() }
                // A line that is no reply ends the dialogue.
                guard let reply = try? assembly.add(line) else {
                    if line.count >= 4, line[3] == UInt8(ascii: "-") { line = [] } else { return }
                    continue
                }
                line = []
                precondition((200...599).contains(reply.code) && reply.lines.count <= Limits.replyLines)
                precondition(reply.lines.allSatisfy { $0.utf8.count <= Limits.replyTextOctets * 3 })
                precondition(!reply.withholding(["secret"]).description.contains("secret"))
                _ = SubmissionExtensions(greeting: reply.lines)
            }
        }
    }
}
