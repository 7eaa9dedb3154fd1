import Foundation
import Testing

@testable import MailSandbox

/// Starting, stopping, and what is left afterwards.
@Suite struct SandboxLifeTests {
    @Test func severalRunSideBySideAndLeaveNothing() async throws {
        let sandboxes = try await withThrowingTaskGroup(of: Sandbox.self) { group in
            for _ in 0..<3 { group.addTask { try await Sandbox.start() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(sandboxes.flatMap { $0.ports.all }).count == 12)
        for (number, sandbox) in sandboxes.enumerated() {
            let message = Array("Subject: \(number)\r\n\r\n".utf8)
            try await sandbox.deliver(message, to: "info@buttons.test", from: "")
        }
        for sandbox in sandboxes {
            #expect(try await sandbox.messageCount(of: "info@buttons.test") == 1)
            let sessions = try serverSessions(of: sandbox)
            #expect(sessions.count == 2)
            #expect(sessions.filter { !$0.isAlive } == [])
            try await sandbox.stop()
            #expect(sessions.flatMap { $0.members() } == [])
            #expect(sandbox.ports.all.allSatisfy(LoopbackSocket.isFree))
            #expect(!exists(sandbox.folder))
        }
    }

    @Test func serversRunAsAnOrdinaryUser() async throws {
        try await Sandbox.with { sandbox in
            for process in try serverSessions(of: sandbox).flatMap({ $0.members() }) {
                var status = stat()
                // A process may end by itself between the two looks.
                guard stat("/proc/\(process)", &status) == 0 else { continue }
                #expect(status.st_uid != 0)
            }
        }
    }

    @Test func secretsAreReadableByTheirOwnerOnly() async throws {
        try await Sandbox.with { sandbox in
            let account = try #require(sandbox.account("finance"))
            let file = sandbox.passwordFile(of: account)
            #expect(try String(contentsOfFile: file, encoding: .utf8) == account.password)
            for path in [file, sandbox.place.stateFile, sandbox.place.dovecotUsers, sandbox.place.eximUsers] {
                let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
                #expect(mode == 0o600, "\(path)")
            }
            #expect(Set(sandbox.accounts.map(\.password)).count == sandbox.accounts.count)
            #expect(!exists(sandbox.folder.appendingPathComponent("tls/ca.key")))
        }
    }

    @Test func killedServersComeBackOnTheSamePortsWithTheSameMail() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.deliver(Array("Subject: x\r\n\r\n".utf8), to: "info@buttons.test", from: "")
            try await sandbox.killDovecot()
            try await sandbox.killExim()
            #expect(sandbox.ports.all.allSatisfy(LoopbackSocket.isFree))
            await #expect(throws: SandboxError.deliveryLost(command: "connect")) {
                try await sandbox.deliver([0x0A], to: "info@buttons.test", from: "")
            }
            try await sandbox.startDovecot()
            try await sandbox.startExim()
            #expect(try await sandbox.messageCount(of: "info@buttons.test") == 1)
            try await sandbox.restartDovecot()
            try await sandbox.restartExim()
            try await sandbox.deliver(Array("Subject: y\r\n\r\n".utf8), to: "info@buttons.test", from: "")
            #expect(try await sandbox.messageCount(of: "info@buttons.test") == 2)
        }
    }

    @Test func forgottenSandboxEndsAndRemovesItsFolder() async throws {
        // Letting go closes the same pipe that the system closes when this process is killed.
        func forget() async throws -> (URL, [ProcessSession]) {
            let sandbox = try await Sandbox.start()
            return (sandbox.folder, try serverSessions(of: sandbox))
        }
        let (folder, sessions) = try await forget()
        try await eventually { sessions.allSatisfy { $0.members().isEmpty } && !exists(folder) }
    }

    @Test func aFolderHoldsOneRunningSandboxAndIsUsedAgain() async throws {
        let folder = temporaryFolder()
        let first = try await Sandbox.start(in: folder)
        await #expect(throws: SandboxError.alreadyRunning(folder: folder.path)) {
            _ = try await Sandbox.start(in: folder)
        }
        try await first.stop(keepingFolder: true)
        #expect(exists(folder))
        #expect(try Sandbox.status(in: folder).isRunning == ["dovecot": false, "exim": false])
        let second = try await Sandbox.start(in: folder)
        #expect(first.accounts[0].password != second.accounts[0].password)
        try await second.stop()
        #expect(!exists(folder))
    }

    @Test func anotherProcessSeesAndEndsADetachedOne() async throws {
        let folder = temporaryFolder()
        let options = Sandbox.Options(
            extraAccounts: ["extra": "x@more.example"], lifetime: .detached)
        let sandbox = try await Sandbox.start(in: folder, options: options)
        let sessions = try serverSessions(of: sandbox)
        // As after a kill of the supervisors from outside: the folder still tells what has to end.
        for session in sessions { kill(session.leader, SIGKILL) }
        let status = try Sandbox.status(in: folder)
        #expect(status.accounts.last?.address == "x@more.example")
        #expect(status.ports == sandbox.ports)
        try await Sandbox.down(in: folder)
        #expect(sessions.flatMap { $0.members() } == [])
        #expect(!exists(folder))
        #expect(throws: SandboxError.noSandbox(folder: folder.path)) { try Sandbox.status(in: folder) }
    }

    /// The whole life as a user without any privilege, through the command.
    @Test(.enabled(if: geteuid() == 0, "needs root to become somebody else"))
    func worksForAnOrdinaryUser() async throws {
        let home = temporaryFolder()
        let files = FileManager.default
        try files.createDirectory(at: home, withIntermediateDirectories: false)
        defer { try? files.removeItem(at: home) }
        let program = home.appendingPathComponent("mailroom")
        try files.copyItem(at: builtProduct("mailroom"), to: program)
        let daemon = try #require(getpwnam("daemon")).pointee
        for path in [home.path, program.path] {
            try #require(chown(path, daemon.pw_uid, daemon.pw_gid) == 0)
            try #require(chmod(path, 0o755) == 0)
        }
        let user = ServerUser(
            name: "daemon", group: "daemon", uid: daemon.pw_uid, gid: daemon.pw_gid, isStandIn: true)
        let mailroom = Program(names: ["mailroom"], package: "", location: program.path)
        let folder = home.appendingPathComponent("box")
        try await mailroom.run(["sandbox", "up", "--folder", folder.path], as: user)
        let status = try Sandbox.status(in: folder)
        #expect(status.isRunning == ["dovecot": true, "exim": true])
        try await LMTPClient(port: status.ports.lmtp).deliver(
            [Array("Subject: x\r\n\r\n".utf8)], to: "info@buttons.test", from: "")
        try await mailroom.run(["sandbox", "down", "--folder", folder.path], as: user)
        #expect(!exists(folder))
    }

    private func serverSessions(of sandbox: Sandbox) throws -> [ProcessSession] {
        let state = try #require(try SandboxState.read(from: sandbox.place))
        return Array(state.servers.values)
    }
}
