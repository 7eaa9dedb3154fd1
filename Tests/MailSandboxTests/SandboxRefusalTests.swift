import Foundation
import Testing

@testable import MailSandbox

/// What a sandbox refuses before it writes or starts anything.
@Suite struct SandboxRefusalTests {
    @Test func aFolderWithOtherFilesIsLeftAlone() async throws {
        let folder = temporaryFolder()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("thesis.txt")
        try Data("precious".utf8).write(to: file)
        await #expect(throws: SandboxError.folderInUse(folder: folder.path)) {
            _ = try await Sandbox.start(in: folder)
        }
        await #expect(throws: SandboxError.noSandbox(folder: folder.path)) { try await Sandbox.down(in: folder) }
        #expect(try String(contentsOf: file, encoding: .utf8) == "precious")
    }

    @Test func aLinkIsNotFollowed() async throws {
        let target = temporaryFolder()
        let link = temporaryFolder()
        try FileManager.default.createDirectory(at: target, withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: target)
        defer {
            try? FileManager.default.removeItem(at: link)
            try? FileManager.default.removeItem(at: target)
        }
        await #expect(throws: SandboxError.folderInUse(folder: link.path)) { _ = try await Sandbox.start(in: link) }
    }

    @Test func aPathTooLongForSocketsIsRefused() async throws {
        let folder = temporaryFolder().appendingPathComponent(String(repeating: "x", count: 80))
        await #expect {
            _ = try await Sandbox.start(in: folder)
        } throws: {
            guard case .folderPathTooLong = $0 as? SandboxError else { return false }
            return true
        }
        #expect(!exists(folder))
    }

    @Test(arguments: [
        ["info": "other@buttons.test"], ["other": "info@buttons.test"], ["x": "a b@buttons.test"],
        ["x": "../etc@buttons.test"], ["x": "a/b@buttons.test"], ["x": "a:b@buttons.test"], ["x": "plain"],
        ["x": "a@b@buttons.test"], ["x": "@buttons.test"], ["x": "a@"], ["x": "a\n@buttons.test"],
    ])
    func accountsThatWouldMeanSomethingInAFileAreRefused(accounts: [String: String]) throws {
        #expect(throws: SandboxError.unusableAccount(accounts.values.first ?? "")) {
            try Sandbox.Options(extraAccounts: accounts).makeAccounts()
        }
    }

    @Test func aMissingProgramNamesItsPackage() throws {
        let program = Program(names: ["no-such-program"], package: "no-such-package")
        let expected = SandboxError.programMissing(program: "no-such-program", package: "no-such-package")
        #expect(throws: expected) { try program.located() }
        #expect(expected.description.contains("apt-get install no-such-package"))
    }

    /// With a session of the test's own: the leader of the one the tests run in may be gone, or invisible from inside a
    /// container, and then nothing tells an earlier bearer of its number from it.
    @Test func anotherProcessUnderTheSameNumberIsNotOurs() throws {
        let leader = try sessionLeader()
        defer { end(leader) }
        let here = ProcessSession(leader: leader)
        #expect(here.members().contains(leader))
        let earlier = ProcessSession(leader: leader, startTime: here.startTime + 1, boot: here.boot)
        #expect(earlier.members().isEmpty)
        let otherBoot = ProcessSession(leader: leader, startTime: here.startTime, boot: "other")
        #expect(otherBoot.members().isEmpty)
    }

    /// Session 0 is where everything stands whose leader cannot be seen; none of it is ours to signal.
    @Test func noSessionIsEveryonesSession() {
        #expect(ProcessSession(leader: 0, startTime: 0, boot: ProcessSession(leader: 0).boot).members().isEmpty)
    }

    @Test func recordsOfDoveadmAreReadWhateverTheMessagesHold() {
        let record = "uid: 7\nflags: \\Seen \\Recent $Label1\ndate.received.unixtime: 42\ntext:\n"
        let output = record + "a\n\u{0C}\nb\n" + "\u{0C}\n" + record + "\n\u{0C}\n"
        let messages = StoredMessage.records(in: Array(output.utf8))
        #expect(messages.map(\.text) == ["a\n\u{0C}\nb\n", "\n"])
        #expect(messages.first?.flags == ["\\Seen", "$Label1"])
        #expect(messages.first?.internalDate == 42)
        #expect(StoredMessage.records(in: Array("uid: x\n".utf8)).isEmpty)
        #expect(StoredMessage.records(in: []).isEmpty)
    }
}
