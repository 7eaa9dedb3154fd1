import Foundation
import MailConfig
import MailRouting
import Synchronization
import Testing

@testable import MailTokens

@Suite("access tokens") struct TokenKeeperTests {
    @Test("many connections that want a token ask once, and a restart not at all")
    func singleFlight() async throws {
        try await TokenRig.with { rig in
            rig.server.change { $0.isRotating = true }
            let keeper = rig.keeper()
            let tokens = await withTaskGroup(of: String.self) { group in
                for _ in 0..<40 { group.addTask { await text(keeper) } }
                return await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(tokens == ["access-1"])
            #expect(rig.server.now.given == 1)
            #expect(await text(rig.keeper()) == "access-1")
            #expect(rig.server.now.given == 1)
        }
    }

    @Test("a token is renewed before it ends, with the refresh token the server gave last")
    func renewal() async throws {
        try await TokenRig.with { rig in
            rig.server.change { $0.isRotating = true }
            let keeper = rig.keeper()
            #expect(await text(keeper) == "access-1")
            rig.clock.pass(.minutes(50))
            #expect(await text(keeper) == "access-1")
            rig.clock.pass(.minutes(6))
            #expect(await text(keeper) == "access-2")
            // Another process, after this one: the configured refresh token was used up long ago.
            rig.clock.pass(.hours(2))
            #expect(await text(rig.keeper()) == "access-3")
            #expect(rig.server.now.forms.map { $0["refresh_token"] } == ["refresh-0", "refresh-1", "refresh-2"])
            #expect(rig.server.now.forms.allSatisfy { $0["client_id"] == "client" })
        }
    }

    @Test("a token the mail server refused is not shown again")
    func rejection() async throws {
        try await TokenRig.with { rig in
            let keeper = rig.keeper()
            let first = try await keeper.token()
            await keeper.reject(first)
            #expect(await text(keeper) == "access-2")
            await keeper.reject(first)
            #expect(await text(keeper) == "access-2")
        }
    }

    @Test("a revoked login is a person's business; another refresh token in the configuration mends it")
    func revoked() async throws {
        try await TokenRig.with { rig in
            rig.server.change { $0.refreshToken = "another" }
            let keeper = rig.keeper()
            let fault = await #expect(throws: TokenFault.self) { try await keeper.token() }
            #expect(fault?.isTransient == false)
            guard case .refused(let refusal) = fault else {
                Issue.record("\(String(describing: fault))")
                return
            }
            #expect(refusal.isGrantGone)
            #expect(refusal.text == "the token was revoked")
            // Nobody asks again at once.
            await #expect(throws: TokenFault.self) { try await keeper.token() }
            #expect(rig.server.now.forms.count == 1)
            rig.secrets.withLock { $0["refresh"] = "another" }
            rig.clock.pass(.minutes(1))
            #expect(await text(keeper) == "access-1")
        }
    }

    @Test("a clock that is set back keeps nobody from asking for longer than the pause")
    func clockSetBack() async throws {
        try await TokenRig.with { rig in
            rig.server.change { $0.refreshToken = "another" }
            let keeper = rig.keeper()
            await #expect(throws: TokenFault.self) { try await keeper.token() }
            rig.secrets.withLock { $0["refresh"] = "another" }
            rig.clock.pass(.days(-1))
            #expect(await text(keeper) == "access-1")
        }
    }

    @Test("what cannot be kept is used all the same, reported, and kept later")
    func unwritable() async throws {
        try await TokenRig.with { rig in
            rig.server.change { $0.isRotating = true }
            let keeper = rig.keeper()
            #expect(await text(keeper) == "access-1")
            // Where the new file is written first, there is a folder.
            let path = rig.vault.path(client: "office", user: rig.server.user)
            let fresh = "\(path).\(ProcessInfo.processInfo.processIdentifier).new"
            try FileManager.default.createDirectory(atPath: fresh, withIntermediateDirectories: false)
            rig.clock.pass(.hours(1))
            #expect(await text(keeper) == "access-2")
            #expect(rig.reports.withLock { $0.count } == 1)
            try FileManager.default.removeItem(atPath: fresh)
            // The refresh token in the file was used up; the one in memory counts, and is kept at the next chance.
            rig.clock.pass(.hours(1))
            #expect(await text(keeper) == "access-3")
            rig.clock.pass(.hours(1))
            #expect(await text(rig.keeper()) == "access-4")
        }
    }

    @Test("kept tokens open with their key only, and in their own place only")
    func sealed() async throws {
        try await TokenRig.with { rig in
            _ = try await rig.keeper().token()
            let path = rig.vault.path(client: "office", user: rig.server.user)
            let bytes = try #require(FileManager.default.contents(atPath: path))
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(!text.contains("access-1") && !text.contains("refresh-0"))
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            rig.secrets.withLock { $0["key"] = "another passphrase" }
            await #expect(throws: TokenFault.vault(.cannotOpen(path))) { try await rig.keeper().token() }
            rig.secrets.withLock { $0["key"] = "passphrase" }
            for place in stride(from: 18, to: bytes.count, by: 7) {
                var changed = bytes
                changed[place] ^= 1
                try changed.write(to: URL(fileURLWithPath: path))
                await #expect(throws: TokenFault.vault(.cannotOpen(path)), "octet \(place)") {
                    try await rig.keeper().token()
                }
            }
            try bytes.prefix(40).write(to: URL(fileURLWithPath: path))
            await #expect(throws: TokenFault.self) { try await rig.keeper().token() }
            let other = rig.vault.path(client: "office", user: "sales@buttons.test")
            try bytes.write(to: URL(fileURLWithPath: other))
            await #expect(throws: TokenFault.vault(.cannotOpen(other))) {
                try await rig.keeper(user: "sales@buttons.test").token()
            }
        }
    }

    @Test("the client's own credentials need no login and keep nothing")
    func clientCredentials() async throws {
        try await TokenRig.with { rig in
            #expect(await text(rig.keeper(.clientCredentials)) == "access-1")
            let form = rig.server.now.forms[0]
            #expect(form["client_secret"] == "s&cret=ü")
            #expect(form["scope"] == "one two")
            let kept = try FileManager.default.contentsOfDirectory(atPath: rig.folder)
            #expect(kept == [])
        }
    }

    @Test("without a login nothing is asked")
    func noLogin() async throws {
        try await TokenRig.with { rig in
            let expected = TokenFault.noLogin(client: "office", user: rig.server.user)
            await #expect(throws: expected) { try await rig.keeper(.deviceCode).token() }
            #expect(rig.server.now.forms.isEmpty)
        }
    }
}
