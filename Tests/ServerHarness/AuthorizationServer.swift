import Foundation
import Synchronization

/// A small authorisation server on loopback: gives tokens, revokes them, lies and dawdles when told to, and tells Dovecot
/// which tokens are good (RFC 6749, 7662, 8628).
public final class AuthorizationServer: Sendable {
    public enum Manner: Sendable {
        case honest
        /// Sends these octets instead of an answer.
        case saying(String)
        /// Sends an octet now and then, and never ends.
        case dawdling
    }
    public struct State: Sendable {
        public var manner = Manner.honest
        public var lifetime = 3600
        /// The refresh token that is good; each is good once when they rotate.
        public var refreshToken = "refresh-0"
        public var isRotating = false
        /// Access tokens that are good, and whose.
        public var active: [String: String] = [:]
        public var given = 0
        /// How often a person has to be waited for.
        public var pending = 0
        public var error: String?
        public var forms: [[String: String]] = []
    }
    public let user: String
    private let server: FakeServer
    private let state: Shared

    /// Shared with the threads that serve.
    private final class Shared: Sendable {
        let state = Mutex(State())
    }

    public init(user: String) throws {
        self.user = user
        let shared = Shared()
        state = shared
        server = try FakeServer { connection, _ in
            while let head = connection.read(through: "\r\n\r\n") {
                let text = String(decoding: head, as: UTF8.self)
                let length = text.lowercased().firstRange(of: "content-length: ").map { range in
                    Int(text[range.upperBound...].prefix { $0.isNumber }) ?? 0
                }
                var body: [UInt8] = []
                if let length, length > 0 { body = connection.read(count: length) ?? [] }
                guard Self.answer(text, String(decoding: body, as: UTF8.self), connection, shared, user) else { return }
            }
        }
    }

    public var address: String { "http://127.0.0.1:\(server.port)" }
    public func change(_ body: (inout State) -> Void) { state.state.withLock { body(&$0) } }
    public var now: State { state.state.withLock { $0 } }

    /// False: the connection ends.
    private static func answer(
        _ head: String, _ body: String, _ connection: FakeConnection, _ shared: Shared, _ user: String
    ) -> Bool {
        let target = head.split(separator: " ").dropFirst().first.map(String.init) ?? ""
        if target.hasPrefix("/introspect") {
            // Dovecot adds the client's name and secret behind the token.
            let token = fields(target.split(separator: "?").last.map(String.init) ?? "")["token"] ?? ""
            let owner = shared.state.withLock { $0.active[token] }
            let json = owner.map { "{\"active\":true,\"username\":\"\($0)\"}" } ?? "{\"active\":false}"
            return send(200, json, connection)
        }
        let form = fields(body)
        let (manner, status, json) = shared.state.withLock { state -> (Manner, Int, String) in
            state.forms.append(form)
            let (status, json) = target == "/device" ? (200, device) : grant(form, &state, user)
            return (state.manner, status, json)
        }
        switch manner {
        case .honest: return send(status, json, connection)
        case .saying(let text):
            connection.write(text)
            return false
        case .dawdling:
            connection.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n")
            while connection.write(" ") { usleep(50_000) }
            return false
        }
    }

    private static let device = """
        {"device_code":"device-1","user_code":"WDJB-MJHT","verification_uri":"https://login.example/device","expires_in":900,"interval":5}
        """

    private static func grant(_ form: [String: String], _ state: inout State, _ user: String) -> (Int, String) {
        if let error = state.error { return (400, "{\"error\":\"\(error)\",\"error_description\":\"told so\"}") }
        switch form["grant_type"] {
        case "refresh_token" where form["refresh_token"] != state.refreshToken:
            return (400, "{\"error\":\"invalid_grant\",\"error_description\":\"the token was revoked\"}")
        case "urn:ietf:params:oauth:grant-type:device_code" where state.pending > 0:
            state.pending -= 1
            return (400, "{\"error\":\"authorization_pending\"}")
        default: break
        }
        state.given += 1
        let token = "access-\(state.given)"
        state.active[token] = user
        if state.isRotating { state.refreshToken = "refresh-\(state.given)" }
        return (
            200,
            "{\"access_token\":\"\(token)\",\"token_type\":\"Bearer\",\"expires_in\":\(state.lifetime),"
                + "\"refresh_token\":\"\(state.refreshToken)\"}"
        )
    }

    private static func send(_ status: Int, _ json: String, _ connection: FakeConnection) -> Bool {
        connection.write(
            "HTTP/1.1 \(status) \(status == 200 ? "OK" : "Bad Request")\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(json.utf8.count)\r\n\r\n\(json)")
    }

    private static func fields(_ body: String) -> [String: String] {
        Dictionary(
            body.split(separator: "&").map { pair in
                let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
                return (parts[0], parts.count > 1 ? parts[1].removingPercentEncoding ?? "" : "")
            }, uniquingKeysWith: { first, _ in first })
    }
}
