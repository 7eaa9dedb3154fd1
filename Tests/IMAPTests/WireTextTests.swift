import MailRouting
import Testing

@testable import MailTransport

@Suite struct WireTextTests {
    @Test(arguments: [
        ("INBOX", "INBOX"), ("Tom & Jerry", "Tom &- Jerry"), ("Aufträge", "Auftr&AOQ-ge"),
        // RFC 3501 section 5.1.3
        ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"), ("🧵", "&2D7d9Q-"), ("ä&ö", "&AOQ-&-&APY-"),
    ])
    func modifiedUTF7(name: String, wire: String) {
        #expect(String(decoding: ModifiedUTF7.encode(name), as: UTF8.self) == wire)
        #expect(ModifiedUTF7.decode(wire.utf8) == name)
    }

    @Test(arguments: ["&", "&AOQ", "&AOQ", "&A-", "&2D4-", "&$$$$-", "\u{e9}", "a\tb", "&AAAAAA-x&"])
    func brokenModifiedUTF7(wire: String) { #expect(ModifiedUTF7.decode(wire.utf8) == nil) }

    @Test(
        arguments: [
            (0, "01-Jan-1970 00:00:00 +0000"), (951_782_399, "28-Feb-2000 23:59:59 +0000"),
            (951_782_400, "29-Feb-2000 00:00:00 +0000"), (-1, "31-Dec-1969 23:59:59 +0000"),
            (4_107_542_399, "28-Feb-2100 23:59:59 +0000"), (4_107_542_400, "01-Mar-2100 00:00:00 +0000"),
            (Int64.max / 1000, "31-Dec-9999 23:59:59 +0000"),
        ] as [(Int64, String)])
    func internalDates(seconds: Int64, text: String) {
        #expect(InternalDate.text(of: Instant(seconds: seconds)) == "\"\(text)\"")
    }

    @Test func setsNameNobodyElse() throws {
        let uids = [9, 1, 2, 3, 5, 7, 8, 1].compactMap { UID($0) }
        #expect(UIDSet.chunks(of: uids, batch: 100).map(\.text) == ["1:3,5,7:9"])
        #expect(UIDSet.chunks(of: uids, batch: 3).map(\.text) == ["1:3", "5,7:8", "9"])
        #expect(UIDSet.chunks(of: [UID.highest], batch: 3).map(\.text) == ["4294967295"])
        #expect(UIDSet.chunks(of: [], batch: 3).isEmpty)
        let odd = stride(from: 1, to: 20_000, by: 2).compactMap { UID($0) }
        let chunks = UIDSet.chunks(of: odd, batch: 100_000)
        #expect(chunks.flatMap(\.uids) == odd)
        #expect(chunks.allSatisfy { $0.text.utf8.count <= Limits.imapCommandLine - 2048 })
    }
}
