import Foundation
import Glibc
import MailRouting
import Testing

@testable import MailTransport

/// Messages that wait on disk while they are carried.
@Suite struct SpoolTests {
    private func content(_ bytes: [UInt8], on spool: Spool?) throws -> MessageContent {
        var growing = try #require(GrowingContent(spool))
        for start in stride(from: 0, to: bytes.count, by: 1000) {
            try growing.append(Array(bytes[start..<min(start + 1000, bytes.count)]))
        }
        return growing.finish(reportedSize: nil)
    }

    private func read(_ content: MessageContent) throws -> [UInt8] {
        var reader = ContentReader(content)
        var bytes: [UInt8] = []
        while let piece = try reader.next() { bytes += piece }
        return bytes
    }

    @Test(arguments: [0, 1, 4000, 4001, 2 * Limits.imapPieceBytes, 2 * Limits.imapPieceBytes + 1])
    func aMessageIsTheSameInMemoryAndOnDisk(size: Int) throws {
        let folder = try TemporarySpool(memory: 4000)
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 8) }
        let spooled = try content(bytes, on: folder.spool)
        let inMemory = try content(bytes, on: nil)
        #expect(spooled.isSpooled == (size > 4000))
        #expect(!inMemory.isSpooled)
        #expect(spooled == inMemory && spooled == MessageContent(bytes))
        #expect(try read(spooled) == bytes)
        #expect(try spooled.bytes == bytes)
        #expect(try folder.names.isEmpty)
    }

    @Test func whatWasLeftBehindIsRemovedAndNothingElse() throws {
        let folder = try TemporarySpool(memory: 0)
        for name in ["1.message", "2.message", "notes.txt"] {
            #expect(FileManager.default.createFile(atPath: "\(folder.path)/\(name)", contents: Data("x".utf8)))
        }
        let spool = try Spool(folder: folder.path, memory: 0)
        #expect(try folder.names == ["notes.txt"])
        #expect(try content([1, 2, 3], on: spool).isSpooled)
        var status = stat()
        #expect(stat(folder.path, &status) == 0 && status.st_mode & 0o777 == 0o700)
    }

    @Test func aDiskThatChangesAMessageIsNoticedBeforeItsLastPiece() throws {
        let folder = try TemporarySpool(memory: 0)
        let file = try folder.spool.file()
        let bytes = [UInt8](repeating: 7, count: Limits.imapPieceBytes + 10)
        try file.write(bytes, at: 0)
        let whole = MessageContent(
            file, size: bytes.count, sha256: MessageContent.digest(of: bytes), reportedSize: nil)
        #expect(try read(whole) == bytes)
        try file.write([8], at: 5)
        var reader = ContentReader(whole)
        #expect(try reader.next()?.count == Limits.imapPieceBytes)
        #expect(throws: SpoolFault.self) { try reader.next() }
        // Shorter than it was.
        let longer = MessageContent(file, size: bytes.count + 1, sha256: whole.sha256, reportedSize: nil)
        #expect(throws: SpoolFault.self) { try longer.bytes }
    }

    @Test func aFullDiskIsToldApart() throws {
        let full = open("/dev/full", O_RDWR | O_CLOEXEC)
        try #require(full >= 0)
        let file = SpoolFile(owning: full)
        let fault = #expect(throws: SpoolFault.self) { try file.write([1], at: 0) }
        #expect(fault?.isFull == true)
        #expect(throws: SpoolFault.self) { try Spool(folder: "/dev/null/spool") }
    }

    @Test func aSpoolThatFailsLeavesTheConnectionInOrder() async throws {
        let server = try FakeIMAPServer { peer in
            _ = peer.command("UID FETCH")
            peer.send("* 1 FETCH (UID 1 RFC822.SIZE 5 BODY[]<0> {5}\r\nabcde)\r\n\(peer.tag) OK done\r\n")
            _ = peer.command("NEVER")
        }
        let folder = try TemporarySpool(memory: 0)
        let session = try await session(with: server)
        try await session.select(.inbox)
        try folder.remove()
        let fault = await fault { try await session.fetchMessage(uid(1), maximumSize: 100, spool: folder.spool) }
        guard case .spool(let why) = fault?.kind else {
            Issue.record("\(String(describing: fault))")
            return
        }
        #expect(why.systemError == ENOENT)
        #expect(fault?.endsConnection == false && fault?.isTransient == true)
        try await session.noop()
    }
}

/// A spool in a folder of its own.
final class TemporarySpool {
    let path = FileManager.default.temporaryDirectory.path + "/mailroom-spool-\(UUID().uuidString)"
    let spool: Spool

    init(memory: Int) throws { spool = try Spool(folder: path, memory: memory) }

    deinit { try? remove() }

    var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: path) } }
    func remove() throws { try FileManager.default.removeItem(atPath: path) }
}
