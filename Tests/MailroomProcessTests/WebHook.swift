import Foundation
import ServerHarness
import Synchronization

/// A webhook of a test: takes what is posted and answers 200.
final class WebHook: Sendable {
    private final class Shared: Sendable { let all = Mutex<[String]>([]) }
    private let bodies: Shared
    private let server: FakeServer
    private let secret: String

    init(secret: String = "hook") throws {
        let bodies = Shared()
        self.bodies = bodies
        self.secret = secret
        server = try FakeServer { connection, _ in
            guard let head = connection.read(through: "\r\n\r\n") else { return }
            let text = String(decoding: head, as: UTF8.self)
            let length = text.lowercased().firstRange(of: "content-length: ").flatMap { range in
                Int(text[range.upperBound...].prefix { $0.isNumber })
            }
            let body = connection.read(count: length ?? 0) ?? []
            bodies.all.withLock { $0.append(String(decoding: body, as: UTF8.self)) }
            _ = connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
        }
    }

    var received: [String] { bodies.all.withLock { $0 } }
    func received(_ alert: String) -> [String] { received.filter { $0.contains("\"alert\":\"\(alert)\"") } }
    func stop() { server.stop() }

    /// Its address is a secret, so it is named by a file.
    func addressFile(in folder: URL) throws -> String {
        let place = folder.appendingPathComponent("hook")
        try Data("http://127.0.0.1:\(server.port)/\(secret)".utf8).write(to: place)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: place.path)
        return place.path
    }
}
