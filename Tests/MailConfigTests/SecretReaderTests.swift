import FoundationEssentials
import Glibc
import MailRouting
import Testing

@testable import MailConfig

@Suite struct SecretReaderTests {
    private func file(_ bytes: [UInt8], mode: mode_t) throws -> String {
        let path = FileManager.default.temporaryDirectory.path + "/mailroom-secret-\(UInt64.random(in: 0 ... .max))"
        try Data(bytes).write(to: URL(filePath: path))
        #expect(chmod(path, mode) == 0)
        return path
    }

    private func read(_ bytes: [UInt8], mode: mode_t = 0o600) async throws -> Result<String, SecretFault> {
        let path = try file(bytes, mode: mode)
        let result = await read(.file(path))
        try FileManager.default.removeItem(atPath: path)
        return result
    }

    private func read(_ source: SecretSource) async -> Result<String, SecretFault> {
        do throws(SecretFault) {
            return .success(try await SecretReader.read(source).reveal())
        } catch {
            return .failure(error)
        }
    }

    @Test func theFirstLineOfAFileIsTheSecret() async throws {
        #expect(try await read(Array("pass wörd\r\nmore\n".utf8)) == .success("pass wörd"))
        #expect(try await read(Array("abc".utf8)) == .success("abc"))
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o666, 0o601] as [mode_t])
    func aFileOthersMayReadIsRefused(_ mode: mode_t) async throws {
        guard case .failure(.filePermissions(_, let found)) = try await read(Array("abc".utf8), mode: mode) else {
            Issue.record("not refused")
            return
        }
        #expect(found == mode)
    }

    @Test func filesThatHoldNoSecretAreRefused() async throws {
        for (bytes, words) in [
            ([], "holds no secret"), ([0x0A, 0x61], "holds no secret"), ([0x61, 0x00], "holds control characters"),
            ([0x61, 0xFF], "is not UTF-8 text"),
            (Array(repeating: 0x61, count: Limits.secretBytes + 1), "holds more than"),
        ] as [([UInt8], String)] {
            guard case .failure(let fault) = try await read(bytes) else {
                Issue.record("\(words): not refused")
                continue
            }
            #expect(fault.description.contains(words))
        }
        let missing = await read(.file("/nowhere/secret"))
        #expect(
            missing == .failure(.cannotReadFile("/nowhere/secret", reason: "cannot open it: No such file or directory"))
        )
    }

    @Test func aVariableIsRead() async throws {
        #expect(await read(.environment("PATH")) == .success(ProcessInfo.processInfo.environment["PATH"] ?? ""))
        #expect(await read(.environment("MAILROOM_NOT_SET")) == .failure(.variableNotSet("MAILROOM_NOT_SET")))
    }

    @Test func aCommandIsRunWithoutAShell() async throws {
        #expect(await read(.command(["/bin/echo", "$HOME; id"])) == .success("$HOME; id"))
        #expect(await read(.command(["/bin/false"])) == .failure(.commandFailed("/bin/false", status: 1)))
        #expect(await read(.command(["/nowhere/x"])) == .failure(.cannotStart("/nowhere/x", code: ENOENT)))
        #expect(
            await read(.command(["/bin/cat"])) == .failure(.empty(SecretPlace(description: "the output of /bin/cat"))))
    }

    @Test func aCommandThatNeverStopsPrintingIsEnded() async throws {
        let place = SecretPlace(description: "the output of /usr/bin/yes")
        #expect(await read(.command(["/usr/bin/yes"])) == .failure(.tooLong(place, limit: Limits.secretBytes)))
    }

    @Test func aSecretPrintsNothingOfItself() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump(secret, to: &dumped)
        #expect(!"\(secret) \(String(reflecting: secret)) \(dumped) \([secret])".contains("hunter2"))
    }

    @Test func noFindingShowsAPasswordFromTheFile() throws {
        for mistake in [
            "password: hunter2", "password: \"hunter2\"", "pasword: hunter2", "password: hunter2: x",
            "Password: 'hunter2",
            "password:\n      hunter2", "password: [hunter2]", "passwort: hunter2", "password: {command: hunter2, x: y",
        ] {
            let text = Sample.configuration(with: "    \(mistake)\n", insteadOf: "    password: env:INFO\n")
            let found = findings { () throws(Diagnostics) in try decodeConfiguration(text) }
            #expect(!found.isEmpty)
            #expect(!found.joined().contains("hunter2"), "\(mistake)")
        }
    }

    /// Nothing else in the tests looks at this variable.
    @Test func credentialsAreReadFromTheFolderSystemdMade() async throws {
        unsetenv("CREDENTIALS_DIRECTORY")
        #expect(await read(.credential("info")) == .failure(.notUnderSystemd(credential: "info")))
        let path = try file(Array("abc\n".utf8), mode: 0o440)
        defer { unlink(path) }
        let parts = path.split(separator: "/").map(String.init)
        setenv("CREDENTIALS_DIRECTORY", "/" + parts.dropLast().joined(separator: "/"), 1)
        defer { unsetenv("CREDENTIALS_DIRECTORY") }
        #expect(await read(.credential(parts.last ?? "")) == .success("abc"))
    }
}
