import Glibc
import Synchronization

/// Stands between a client and a server on loopback, hands on what both say, and can swallow all of it: the connections
/// stay up and nothing is ever heard again, as behind a router that forgot them.
final class Relay: Sendable {
    let port: UInt16
    private let listener: Int32
    private let isSwallowing = Mutex(false)

    /// While true, new connections are accepted too and never answered. What was swallowed once is gone.
    var swallows: Bool {
        get { isSwallowing.withLock { $0 } }
        set { isSwallowing.withLock { $0 = newValue } }
    }

    init(to target: UInt16) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard listener >= 0 else { throw Failure(errno: errno) }
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        var address = Self.loopback(0)
        let isListening = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 64) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard isListening else { throw Failure(errno: errno) }
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
        try Self.thread { [weak self] in
            while case let client = accept(listener, nil, nil), client >= 0 {
                guard let self, let server = Self.connection(to: target) else {
                    close(client)
                    continue
                }
                let ends = Ends(client, server)
                for (from, to) in [(client, server), (server, client)] {
                    // A thread that cannot be had shows as a connection that is closed at once.
                    do { try Self.thread { [weak self] in self?.pump(from, to, ends) } } catch { ends.release() }
                }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private func pump(_ from: Int32, _ to: Int32, _ ends: Ends) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = recv(from, &buffer, buffer.count, 0), count > 0 {
            if swallows { continue }
            var sent = 0
            while sent < count {
                let part = buffer.withUnsafeBytes {
                    send(to, $0.baseAddress?.advanced(by: sent), count - sent, Int32(MSG_NOSIGNAL))
                }
                guard part > 0 else { return ends.release() }
                sent += part
            }
        }
        ends.release()
    }

    /// Both descriptors, closed once both directions have ended.
    private final class Ends: Sendable {
        private let descriptors: [Int32]
        private let users = Mutex(2)

        init(_ client: Int32, _ server: Int32) { descriptors = [client, server] }

        func release() {
            for descriptor in descriptors { shutdown(descriptor, Int32(SHUT_RDWR)) }
            let left = users.withLock { users in
                users -= 1
                return users
            }
            if left == 0 { for descriptor in descriptors { close(descriptor) } }
        }
    }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func connection(to port: UInt16) -> Int32? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = loopback(port)
        let isConnected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        if !isConnected { close(descriptor) }
        return isConnected ? descriptor : nil
    }

    private final class Work: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    private static func thread(_ run: @escaping @Sendable () -> Void) throws {
        var thread = pthread_t()
        let work = Unmanaged.passRetained(Work(run))
        let result = pthread_create(
            &thread, nil,
            { pointer in
                guard let pointer else { return nil }
                Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().run()
                return nil
            }, work.toOpaque())
        guard result == 0 else {
            work.release()
            throw Failure(errno: result)
        }
        pthread_detach(thread)
    }

    struct Failure: Error { let errno: Int32 }
}
