import Foundation
import Glibc
import Testing

/// A client that sends exactly the octets it is told to, and reads what comes, on a thread of its own.
final class Caller: Sendable {
    private let descriptor: Int32

    struct Answer: Sendable {
        let status: Int
        let head: String
        let body: String
        func field(_ name: String) -> String? {
            head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
                .map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
        }
    }

    init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw CallerFault(code: errno) }
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = port.bigEndian
        place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        // Nothing in a test may wait for ever.
        var patience = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let connected = withUnsafePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw CallerFault(code: errno) }
    }

    deinit { close(descriptor) }

    /// - Returns: false when the other side has closed.
    @discardableResult
    func send(_ octets: some Collection<UInt8>) -> Bool {
        let octets = Array(octets)
        var sent = 0
        while sent < octets.count {
            let count = octets.withUnsafeBytes { bytes in
                Glibc.send(descriptor, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return false }
            sent += count
        }
        return true
    }

    /// Everything until the other side closes.
    func readToEnd() -> [UInt8] {
        var all: [UInt8] = []
        while let more = read() { all += more }
        return all
    }

    /// What comes next; nil at the end.
    func read() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    /// One answer with as much body as it says; for servers that keep the connection.
    func readAnswer() -> Answer? {
        var all: [UInt8] = []
        while let more = read() {
            all += more
            guard let answer = Self.parse(all), let length = answer.field("content-length").flatMap(Int.init) else {
                continue
            }
            if answer.body.utf8.count >= length { return answer }
        }
        return Self.parse(all)
    }

    static func parse(_ octets: [UInt8]) -> Answer? {
        let text = String(decoding: octets, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n"), let status = Int(text.dropFirst(9).prefix(3)) else { return nil }
        return Answer(status: status, head: String(text[..<end.lowerBound]), body: String(text[end.upperBound...]))
    }
}

struct CallerFault: Error { let code: Int32 }

/// Blocking work off the cooperative pool.
func onThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result(catching: work)) }
    }
}

extension StatusRig {
    /// One request on a connection of its own.
    func ask(
        _ path: String, method: String = "GET", fields: [String] = [], body: String = ""
    ) async throws -> Caller.Answer {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n"
        for field in fields { head += field + "\r\n" }
        if method == "POST" { head += "Content-Length: \(body.utf8.count)\r\n" }
        let octets = Array((head + "\r\n" + body).utf8)
        let port = port
        let answer = try await onThread {
            let caller = try Caller(port: port)
            caller.send(octets)
            return Caller.parse(caller.readToEnd())
        }
        return try #require(answer)
    }

    /// The body of `/readyz` once it has this status: the agent is asked from time to time.
    func readiness(is status: Int) async throws -> String {
        var answer = try await ask("/readyz")
        for _ in 0..<500 where answer.status != status {
            try await Task.sleep(for: .milliseconds(20))
            answer = try await ask("/readyz")
        }
        #expect(answer.status == status)
        return answer.body
    }

    /// The answer as JSON.
    func json(_ path: String) async throws -> [String: Any] {
        let answer = try await ask(path)
        #expect(answer.field("content-type") == "application/json")
        return try #require(try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: Any])
    }
}
