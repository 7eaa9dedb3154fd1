import Foundation
import MailAgent
import MailRouting
import Synchronization
import Testing

@testable import MailroomCommands

/// The log as it stands in a file: levels, forms, rotation.
@Suite("the log") struct LogTests {
    private static func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mailroom-log-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) } }
        try body(folder)
    }

    private static func text(_ url: URL) throws -> String { String(decoding: try Data(contentsOf: url), as: UTF8.self) }

    private final class Hand: Sendable { let now = Mutex(ContinuousClock.now) }

    private static let location = Location(
        mailbox: MailboxAddress(account: "info", mailbox: .inbox), uidValidity: UIDValidity(1), uid: .first)
    private static let arrived = WalkEvent.arrived(
        ArrivalID(17), location, subject: "a \"quoted\" subject", from: Address("ana@customer.example"))

    @Test("a file that would be too large is put aside, and only so many are kept")
    func rotation() throws {
        try Self.withFolder { folder in
            let path = folder.appendingPathComponent("mailroom.log")
            let file = try LogFile(path.path, limit: 100, keep: 2)
            for number in 1...10 { file.write("line \(number) " + String(repeating: "x", count: 40)) }
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            #expect(names == ["mailroom.log", "mailroom.log.1", "mailroom.log.2"])
            #expect(try Self.text(path).hasPrefix("line 9 "))
            #expect(try Self.text(folder.appendingPathComponent("mailroom.log.1")).hasPrefix("line 7 "))
            let mode = try FileManager.default.attributesOfItem(atPath: path.path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
    }

    @Test(
        "a file that another program put aside or emptied is followed: when it is said, and within a second when it is not"
    )
    func putAside() throws {
        try Self.withFolder { folder in
            let path = folder.appendingPathComponent("mailroom.log")
            let clock = Hand()
            let file = try LogFile(path.path, limit: 100, keep: 2, now: { clock.now.withLock { $0 } })
            file.write("one")
            try FileManager.default.moveItem(at: path, to: folder.appendingPathComponent("aside.1"))
            file.write("two")
            file.reopen()
            file.write("three")
            try FileManager.default.moveItem(at: path, to: folder.appendingPathComponent("aside.2"))
            file.write("four")
            clock.now.withLock { $0 += .seconds(1) }
            file.write("five")
            // Emptied where it is: the next lines begin it, and its size is counted anew.
            for number in 1...2 { file.write("\(number) " + String(repeating: "x", count: 30)) }
            try Data().write(to: path, options: [])
            clock.now.withLock { $0 += .seconds(1) }
            file.write("six " + String(repeating: "x", count: 60))
            #expect(try Self.text(folder.appendingPathComponent("aside.1")) == "one\ntwo\n")
            #expect(try Self.text(folder.appendingPathComponent("aside.2")) == "three\nfour\n")
            #expect(try Self.text(path).hasPrefix("six "))
            #expect(!FileManager.default.fileExists(atPath: path.path + ".1"))
        }
    }

    @Test("a file that cannot be opened is said, with what to do")
    func unusable() {
        #expect(throws: LogFileFault.self) { try LogFile("/nowhere/mailroom.log", limit: 100, keep: 1) }
        #expect("\(LogFileFault(path: "/x", reason: ENOENT))".contains("give the user mailroom runs as the right to"))
    }

    @Test("JSON lines are objects with the number of the message; a component's own level counts")
    func json() throws {
        try Self.withFolder { folder in
            let path = folder.appendingPathComponent("mailroom.log")
            let settings = LogSettings(
                format: .json, level: .info, levels: [.delivery: .error], file: path.path)
            let log = try WalkLogger(settings, Discretion(.masked, key: "k"))
            log.note(Self.arrived)
            log.note(.routed(ArrivalID(17), Self.location, to: nil, Self.location.mailbox))
            log.note(.rescued(3))
            let lines = try Self.text(path).split(separator: "\n")
            let objects = try lines.map {
                try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
            }
            #expect(objects.compactMap { $0["step"] as? String } == ["arrived", "rescued"])
            #expect(objects[0]["arrival"] as? Int == 17 && objects[0]["account"] as? String == "info")
            #expect(objects[0]["level"] as? String == "info" && objects[0]["component"] as? String == "intake")
            let message = try #require(objects[0]["message"] as? String)
            #expect(message.contains("a \"quoted\" subject") && message.contains("a…@customer.example"))
            #expect(objects[1]["arrival"] is NSNull)
        }
    }

    @Test("text lines in a file say when; quiet leaves what a person must see")
    func plain() throws {
        try Self.withFolder { folder in
            let path = folder.appendingPathComponent("mailroom.log")
            let log = try WalkLogger(LogSettings(file: path.path), .none, quiet: true)
            log.note(Self.arrived)
            log.note(.journalFault("the disk is full"))
            let lines = try Self.text(path).split(separator: "\n")
            #expect(lines.count == 1 && lines[0].hasSuffix("journal   the disk is full"))
            let when = try #require(lines[0].split(separator: " ").first)
            #expect(throws: Never.self) {
                try Date(String(when), strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
            }
        }
    }
}
