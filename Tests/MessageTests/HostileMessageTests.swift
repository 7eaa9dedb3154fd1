import CGMime
import Foundation
import MailRouting
import MailTransport
import Testing

/// Messages written to hurt. Each is read on a thread with a small stack, so that recursion in a library shows.
@Suite struct HostileMessageTests {
    static func times(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    static let cases: [(String, String)] = [
        ("subject of 1 MB", "Subject: " + times("a", 1 << 20)),
        ("100,000 encoded words", "Subject: " + times("=?utf-8?Q?=C3?= ", 100_000)),
        ("100,000 words never closed", "Subject: " + times("=?a?q?", 100_000)),
        ("charsets by turns", "From: " + times("=?utf-8?Q?a?= =?iso-2022-jp?B?YQ?= ", 5_000) + "<a@b.example>"),
        ("nested comments", "From: " + times("(", 60_000)), ("nested groups", "To: " + times("a:", 30_000)),
        ("angle brackets", "From: " + times("<", 60_000)), ("quotes", "From: " + times("\"a\" ", 15_000)),
        ("a long route", "From: <" + times("@a,", 20_000) + ":b@c.example>"),
        ("100,000 recipients", "To: " + times("a@b.example,", 100_000)), ("200,000 fields", times("A:b\r\n", 200_000)),
        ("200,000 folds", "Subject: a" + times("\r\n b", 200_000)),
        ("parameters", "Content-Type: a/b" + times("; n*0=a", 8_000)),
        ("a date of numbers", "Date: " + times("1 ", 30_000)),
        ("references", "References: " + times("<a@b> ", 100_000)), ("NUL", times("\u{0}", 100_000)),
        ("nested multiparts", times("Content-Type: multipart/a; boundary=b\r\n\r\n--b\r\n", 20_000)),
        ("nested messages", times("Content-Type: message/rfc822\r\n\r\n", 30_000)),
        ("parts of nothing", "Content-Type: multipart/a; boundary=b\r\n\r\n" + times("--b\r\n\r\n", 50_000)),
    ]

    /// By name, so that a run does not print megabytes of arguments.
    @Test(arguments: cases.map(\.0)) func areReadWithinTheLimits(name: String) async throws {
        let text = try #require(Self.cases.first { $0.0 == name }?.1)
        let message = await withCheckedContinuation { continuation in
            let thread = Thread { continuation.resume(returning: parse(text)) }
            thread.stackSize = 512 * 1024
            thread.start()
        }
        #expect(message.size == text.utf8.count)
        #expect(!message.defects.isEmpty)
        #expect(message.headerFields.count <= Limits.fields)
        #expect(message.headerFields.reduce(0) { $0 + $1.value.utf8.count } <= 3 * Limits.headerBytes)
        #expect(message.to.count <= Limits.addresses && message.references.count <= Limits.messageIDs)
        #expect(cgmime_fault_count() == 0)
    }

    @Test func randomBytesAreReadToo() {
        var state: UInt64 = 42
        func random() -> UInt8 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
        let text =
            "From: =?utf-8?Q?a?= <a@b.example>\r\nSubject: =?iso-2022-jp?B?GyRCJUYlOSVIGyhC?= (x)\r\n"
            + "Date: 23 Nov 2026 10:00\r\nContent-Type: multipart/x; boundary=\"b\"\r\n\r\n--b\r\n\r\ntext\r\n"
        let seed = Array(text.utf8)
        for _ in 0..<2_000 {
            var bytes = seed
            for _ in 0..<(random() % 8 + 1) { bytes[Int(random()) % bytes.count] = random() }
            #expect(MessageParser.parse(message: bytes).size == seed.count)
        }
        #expect(cgmime_fault_count() == 0)
    }
}
