import Foundation
import MailConfig
import MailRouting
import Synchronization
import Testing

@testable import MailTokens

@Suite("a login by device") struct DeviceLoginTests {
    private func login(_ rig: TokenRig, _ waits: Waits) -> DeviceLogin {
        DeviceLogin(
            rig.client(.deviceCode), user: rig.server.user, endpoint: HTTPTokenEndpoint(), vault: rig.vault,
            secret: rig.secret, now: { rig.clock.now },
            sleep: { interval in
                waits.all.withLock { $0.append(interval) }
                rig.clock.pass(interval)
            })
    }
    private final class Waits: Sendable {
        let all = Mutex<[Interval]>([])
    }

    @Test("shows the code, waits for the person, and the agent has tokens from then on")
    func whole() async throws {
        try await TokenRig.with { rig in
            rig.server.change { $0.pending = 3 }
            let waits = Waits()
            var prompts: [DeviceLogin.Prompt] = []
            try await login(rig, waits).run { prompts.append($0) }
            #expect(prompts.map(\.code) == ["WDJB-MJHT"])
            #expect(prompts.map(\.address) == ["https://login.example/device"])
            #expect(waits.all.withLock { $0 } == Array(repeating: .seconds(5), count: 4))
            #expect(await text(rig.keeper(.deviceCode)) == "access-1")
            rig.clock.pass(.hours(2))
            #expect(await text(rig.keeper(.deviceCode)) == "access-2")
            #expect(rig.server.now.forms.last?["refresh_token"] == "refresh-0")
        }
    }

    @Test("a denial, an end of time and a login nobody does are said as what they are")
    func failures() async throws {
        try await TokenRig.with { rig in
            rig.server.change { $0.error = "access_denied" }
            await #expect(throws: DeviceLogin.Failure.denied) { try await login(rig, Waits()).run { _ in } }
            rig.server.change { $0.error = "expired_token" }
            await #expect(throws: DeviceLogin.Failure.expired) { try await login(rig, Waits()).run { _ in } }
            rig.server.change { ($0.error, $0.pending) = (nil, .max) }
            await #expect(throws: DeviceLogin.Failure.expired) { try await login(rig, Waits()).run { _ in } }
        }
    }

    @Test("a server that asks for patience gets it")
    func slowDown() async throws {
        try await TokenRig.with { rig in
            rig.server.change { $0.error = "slow_down" }
            let waits = Waits()
            await #expect(throws: DeviceLogin.Failure.expired) { try await login(rig, waits).run { _ in } }
            let all = waits.all.withLock { $0 }
            #expect(Array(all.prefix(3)) == [.seconds(5), .seconds(10), .seconds(15)])
            #expect(all.allSatisfy { $0 <= Limits.longestLoginInterval })
        }
    }
}
