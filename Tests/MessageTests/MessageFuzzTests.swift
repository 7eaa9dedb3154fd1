import CGMime
import Foundation
import MailTransport
import ServerHarness
import Testing

/// What senders write: headers and bodies, in a process that may die of them.
@Suite struct MessageFuzzTests {
    @Test func mutatedMessagesAreReadWithinTheLimits() async throws {
        await #expect(processExitsWith: .success) {
            let originals = try MessageFuzzTests.originals()
            try Fuzz.run("messages") { number, chance in
                let bytes = chance.mutated(originals[number % originals.count], with: MessageFuzzTests.words)
                let message = MessageParser.parse(message: bytes)
                precondition(message.from.count <= Limits.addresses)
                let body = MessageParser.body(of: bytes)
                precondition((body.text ?? "").utf8.count <= Limits.bodyTextBytes)
                precondition(body.attachments.count <= Limits.bodyParts)
                precondition(cgmime_fault_count() == 0)
            }
        }
        let reached = try Fuzz.reached("messages")
        #expect(reached == Fuzz.mutations, "\(Fuzz.replay("MessageFuzzTests", from: reached))")
    }

    static let words = [
        "--", "\r\n\r\n", "\r\n", "\n", "\r", "\0", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n", "--b--",
        "<blockquote ", "> ", "=?utf-8?B?", "=?x?Q?", "?=", "((((((((", "<a@b.example>", "; name*0*=utf-8''%C3",
        "Content-Transfer-Encoding: base64\r\n", "Content-Type: message/rfc822\r\n\r\n", "charset=utf-7", "\u{FEFF}",
        "group: a@b.example;", "&#x110000;", "References: <", "\"", "\\", "=\r\n",
    ]

    static func originals() throws -> [[UInt8]] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../fixtures/messages")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return try files.filter { $0.pathExtension == "eml" }.sorted { $0.path < $1.path }.map {
            [UInt8](try Data(contentsOf: $0))
        } + [Array(nested.replacing("\n", with: "\r\n").utf8)]
    }

    private static let nested = """
        From: =?utf-8?Q?J=C3=B6rg?= <joerg@customer.example>, group: a@b.example, "c, d" <c@b.example>;
        To: info@buttons.test (a comment (in a comment))
        Subject: =?iso-8859-1?Q?Gr=FC=DFe?= =?utf-8?B?w6TDtsO8?=
        Message-ID: <nested@customer.example>
        References: <1@customer.example> <2@customer.example>
        Date: Sun, 22 Nov 2026 12:00:00 +0100
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="outer"

        --outer
        Content-Type: multipart/alternative; boundary=inner

        --inner
        Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes
        Content-Transfer-Encoding: quoted-printable

        Gr=C3=BC=C3=9Fe 
        > quoted
        -- 
        signature
        --inner
        Content-Type: text/html; charset=iso-8859-1

        <html><body><p>Hello &amp; welcome</p><blockquote>old</blockquote></body></html>
        --inner--
        --outer
        Content-Type: application/pdf; name*0*=utf-8''Rech%C3; name*1*=%BCnung.pdf
        Content-Disposition: attachment
        Content-Transfer-Encoding: base64

        JVBERi0xLjcKJVBERi0xLjcKJVBERi0xLjcK
        --outer
        Content-Type: message/rfc822

        From: b@customer.example
        Subject: inside

        text
        --outer--
        """
}
