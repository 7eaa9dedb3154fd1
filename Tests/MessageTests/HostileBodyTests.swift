import CGMime
import Foundation
import MailRouting
import MailTransport
import Testing

/// Bodies written to hurt, on a thread with a small stack, so that recursion shows.
@Suite struct HostileBodyTests {
    private static func times(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }
    private static let html = "Content-Type: text/html\r\n\r\n"
    private static let mixed = "Content-Type: multipart/mixed; boundary=b\r\n\r\n"

    static let cases: [(String, String)] = [
        ("nested multiparts", times("Content-Type: multipart/a; boundary=b\r\n\r\n--b\r\n", 5_000)),
        (
            "multiparts inside each other",
            (0..<2_000).reduce("") { $0 + "Content-Type: multipart/a; boundary=b\($1)\r\n\r\n--b\($1)\r\n" }
        ),
        ("parts of nothing", mixed + times("--b\r\n\r\n", 50_000)), ("dashes", mixed + times("--\r\n", 100_000)),
        ("nested messages", times("Content-Type: message/rfc822\r\n\r\n", 10_000)),
        ("a part header of parameters", mixed + "--b\r\nContent-Disposition: a" + times("; filename*0=a", 20_000)),
        ("a part header without end", mixed + "--b\r\n" + times("A: b\r\n", 20_000)),
        ("tags never closed", html + times("<a ", 50_000)), ("tags", html + times("<b>", 50_000)),
        ("attributes", html + "<a " + times("b=c ", 50_000)), ("quotes", html + times("<a b=\"", 50_000)),
        ("comments", html + times("<!--", 50_000)), ("scripts", html + times("<script>", 50_000)),
        ("blockquotes", html + times("<blockquote>", 20_000)), ("references", html + times("&amp", 50_000)),
        ("a number too large", html + "&#99999999999999999999;&#xD800;&#0;"),
        ("less than", html + times("<", 100_000)), ("quoted lines", "\r\n" + times(">\r\n", 100_000)),
        ("attributions", "\r\n" + times("On 1.1.2026 a@b.example wrote:\r\n", 10_000)),
        ("header lines", "\r\n" + times("From: a\r\n", 20_000)), ("closings", "\r\n" + times("LG\r\n", 50_000)),
        ("soft line breaks", "Content-Transfer-Encoding: quoted-printable\r\n\r\n" + times("=\r\n", 100_000)),
        ("combining marks", "\r\n" + times("\u{301}", 100_000)), ("NUL", "\r\n" + times("\u{0}", 100_000)),
        ("flowed", "Content-Type: text/plain; format=flowed\r\n\r\n" + times("a \r\n", 100_000)),
    ]

    @Test(arguments: cases.map(\.0)) func areReadWithinTheLimits(name: String) async throws {
        let text = try #require(Self.cases.first { $0.0 == name }?.1)
        let body = await withCheckedContinuation { continuation in
            let thread = Thread { continuation.resume(returning: MessageParser.body(of: Array(text.utf8))) }
            thread.stackSize = 512 * 1024
            thread.start()
        }
        #expect(body.attachments.count <= Limits.bodyParts)
        #expect((body.text ?? "").utf8.count <= Limits.bodyTextBytes)
        #expect(cgmime_fault_count() == 0)
    }

    @Test func mutationsOfRealMessagesAreReadToo() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../fixtures/messages")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        var state: UInt64 = 7
        func random(below bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let splices = [
            "--", "\r\n\r\n", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n", "<blockquote ", "> ", "=?",
        ]
        for file in files where file.pathExtension == "eml" {
            let seed = [UInt8](try Data(contentsOf: file))
            for _ in 0..<30 {
                var bytes = seed
                for _ in 0...random(below: 8) {
                    let place = random(below: bytes.count)
                    switch random(below: 3) {
                    case 0: bytes[place] = UInt8(random(below: 256))
                    case 1: bytes.removeSubrange(place..<min(place + random(below: 40), bytes.count - 1))
                    default: bytes.insert(contentsOf: splices[random(below: splices.count)].utf8, at: place)
                    }
                }
                let body = MessageParser.body(of: bytes)
                #expect((body.text ?? "").utf8.count <= bytes.count * 3)
            }
        }
        #expect(cgmime_fault_count() == 0)
    }
}
