import Foundation
import MailConfig
import MailRouting
import Testing

@testable import MailTokens

@Suite("token endpoints that lie and dawdle") struct TokenEndpointTests {
    static let lies = [
        ("nothing", ""),
        ("no HTTP", "hello\r\n\r\n"),
        ("not JSON", ok("<html>")),
        ("no token", ok("{\"token_type\":\"Bearer\"}")),
        ("an empty token", ok("{\"access_token\":\"\",\"token_type\":\"Bearer\"}")),
        ("a token that breaks the line", ok("{\"access_token\":\"a\\r\\nQUIT\",\"token_type\":\"Bearer\"}")),
        ("a token of another type", ok("{\"access_token\":\"a\",\"token_type\":\"mac\"}")),
        ("a number for a token", ok("{\"access_token\":1,\"token_type\":\"Bearer\"}")),
        (
            "a token without end",
            ok("{\"access_token\":\"\(String(repeating: "a", count: 9_000))\",\"token_type\":\"Bearer\"}")
        ),
        ("more than anybody reads", ok(String(repeating: " ", count: 200_000))),
        ("a redirect", "HTTP/1.1 307 Go\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"),
        ("a server error", "HTTP/1.1 503 No\r\nRetry-After: 999999999\r\nContent-Length: 0\r\n\r\n"),
        (
            "a refresh token that is none",
            ok("{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"refresh_token\":\"\\u0000\"}")
        ),
    ]

    private static func ok(_ body: String) -> String {
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    @Test("no lie becomes a token, and the next honest answer does", arguments: lies)
    func lie(_ name: String, _ answer: String) async throws {
        try await TokenRig.with { rig in
            rig.server.change { $0.manner = .saying(answer) }
            let keeper = rig.keeper()
            await #expect(throws: TokenFault.self) { try await keeper.token() }
            rig.server.change { $0.manner = .honest }
            // However long it asked to be left alone.
            rig.clock.pass(Limits.longestPause)
            #expect(await text(keeper).hasPrefix("access-"))
        }
    }

    @Test(
        "lifetimes that cannot be are taken for ones that can",
        arguments: ["0", "-5", "1e300", "\"3600\"", "99999999999"])
    func lifetime(_ text: String) throws {
        let body = "{\"access_token\":\"a\",\"token_type\":\"bearer\",\"expires_in\":\(text)}"
        let answer = EndpointAnswer(status: 200, body: Array(body.utf8))
        let grant = try TokenAnswer.grant(answer, from: "here")
        #expect(Limits.lifetime.contains(grant.lifetime))
    }

    @Test("an endpoint that sends an octet now and then is given up in time")
    func dawdling() async throws {
        try await TokenRig.with { rig in
            rig.server.change { $0.manner = .dawdling }
            let keeper = rig.keeper(endpoint: HTTPTokenEndpoint(seconds: 1))
            let fault = await #expect(throws: TokenFault.self) { try await keeper.token() }
            #expect(fault == .unreachable(endpoint: rig.server.address + "/token", reason: "it did not answer in time"))
            #expect(fault?.isTransient == true)
        }
    }

    @Test("nobody there is said with the address")
    func nobody() async throws {
        let endpoint = HTTPTokenEndpoint(seconds: 5)
        await #expect(throws: TokenFault.self) { try await endpoint.post([], to: "http://127.0.0.1:1/token") }
    }

    @Test("the words of an endpoint are shown as one safe line")
    func words() {
        let body = "{\"error\":\"invalid_\\u001b[31mgrant\",\"error_description\":\"a\\r\\nb\\u202ec\"}"
        let answer = EndpointAnswer(status: 400, body: Array(body.utf8))
        let fault = #expect(throws: TokenFault.self) { try TokenAnswer.grant(answer, from: "here") }
        let text = fault.map(String.init(describing:)) ?? ""
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202E })
        #expect(text.contains("a bc"))
    }
}
