import MailRouting
import Testing

@testable import MailStatus

/// Who may look and who may change.
@Suite struct RequestGateTests {
    private static let token = "a-token-of-some-length"
    private static let bearer = ("authorization", "Bearer \(token)")

    private func status(
        _ method: HTTPRequest.Method, _ fields: [(String, String)], body: String = "",
        settings: StatusSettings = StatusSettings(), token: String? = token, path: String = "/api/pause"
    ) -> Int? {
        let request = HTTPRequest(
            method: method, path: path, query: [], fields: fields.map { (name: $0.0, value: $0.1) },
            body: Array(body.utf8), closes: false)
        return RequestGate(settings, token: token).refusal(of: request)?.status.rawValue
    }

    @Test(
        arguments: [
            ("localhost:8080", nil), ("127.0.0.1", nil), ("[::1]:8080", nil), ("127.0.0.53:1", nil),
            ("evil.example:8080", 421), ("127.0.0.1.evil.example", 421), ("localhost.evil.example", 421),
        ] as [(String, Int?)])
    func onLoopbackOnlyTheMachinesNamesAreAnswered(_ host: String, _ expected: Int?) {
        #expect(status(.get, [("host", host)]) == expected)
    }

    @Test func readingNeedsTheTokenBeyondLoopbackOnly() {
        let outside = StatusSettings(address: "0.0.0.0", token: .environment("T"), isBehindTLSProxy: true)
        #expect(status(.get, [("host", "localhost")]) == nil)
        #expect(status(.get, [("host", "status.example")], settings: outside) == 401)
        #expect(status(.get, [("host", "status.example"), Self.bearer], settings: outside) == nil)
        #expect(status(.get, [("host", "status.example")], settings: outside, token: nil) == 401)
        #expect(status(.get, [("host", "status.example")], settings: outside, path: "/healthz") == nil)
        #expect(status(.get, [("host", "status.example")], settings: outside, path: "/readyz") == 401)
    }

    @Test(arguments: ["/api/email-status", "/readyz", "/api/decisions/17/explanation"])
    func whatIsOnlyReadIsNoChangeWhoeverPostsToIt(_ path: String) {
        #expect(status(.post, [("host", "localhost")], path: path) == nil)
        #expect(status(.post, [("host", "localhost")], token: nil, path: path) == nil)
        #expect(status(.post, [("host", "localhost")], path: path + "/more") == 401)
    }

    @Test func changesNeedTheToken() {
        let host = ("host", "localhost")
        #expect(status(.post, [host, Self.bearer]) == nil)
        #expect(status(.post, [host]) == 401)
        #expect(status(.post, [host, ("authorization", "Bearer wrong")]) == 401)
        #expect(status(.post, [host, ("authorization", "Bearer ")]) == 401)
        #expect(status(.post, [host, Self.bearer], token: nil) == 403)
        // user:a-token-of-some-length
        #expect(status(.post, [host, ("authorization", "Basic dXNlcjphLXRva2VuLW9mLXNvbWUtbGVuZ3Ro")]) == nil)
        #expect(status(.post, [host, ("authorization", "Basic !!!")]) == 401)
        let form = ("content-type", "application/x-www-form-urlencoded")
        #expect(status(.post, [host, form], body: "access_token=\(Self.token)") == nil)
        #expect(status(.post, [host], body: "access_token=\(Self.token)") == 401)
    }

    @Test func changesComeFromNoPageOfSomebodyElse() {
        let base = [("host", "localhost:8080"), Self.bearer]
        #expect(status(.post, base + [("origin", "http://localhost:8080")]) == nil)
        #expect(status(.post, base + [("origin", "http://evil.example")]) == 403)
        #expect(status(.post, base + [("origin", "null")]) == 403)
        #expect(status(.post, base + [("sec-fetch-site", "cross-site")]) == 403)
        #expect(status(.post, base + [("sec-fetch-site", "same-site")]) == 403)
        #expect(status(.post, base + [("sec-fetch-site", "same-origin"), ("origin", "http://localhost:8080")]) == nil)
    }

    @Test func comparesTheWholeToken() {
        #expect(RequestGate.isEqual(Array("abc".utf8), Array("abc".utf8)))
        for other in ["", "a", "abd", "abcd", "abcabc", "xbc"] {
            #expect(!RequestGate.isEqual(Array("abc".utf8), Array(other.utf8)))
            #expect(!RequestGate.isEqual(Array(other.utf8), Array("abc".utf8)))
        }
    }
}
