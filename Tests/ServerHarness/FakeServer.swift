import CServerHarness
import Glibc

/// A server on loopback that does exactly what a test says, on a thread for each connection.
public final class FakeServer: Sendable {
    public let port: UInt16
    private let listener: Int32

    /// - Parameter serve: called for each connection, which is closed when it returns; gets the connection's number.
    public init(_ serve: @escaping @Sendable (FakeConnection, Int) -> Void) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let isListening = withUnsafeMutableBytes(of: &address) { raw in
            let pointer = raw.assumingMemoryBound(to: sockaddr.self).baseAddress
            return listener >= 0 && bind(listener, pointer!, size) == 0 && listen(listener, 64) == 0
                && getsockname(listener, pointer!, &size) == 0
        }
        guard isListening else { throw HarnessError(what: "no listener on loopback: \(errno)") }
        port = UInt16(bigEndian: address.sin_port)
        let accepting = Accepting(listener: listener, serve: serve)
        try startThread { accepting.run() }
    }

    /// Refuses further connections; those that run are left to their scripts. Without it the server lives as long as
    /// the process: a test's last mention of it must not be its end.
    public func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    private struct Accepting: Sendable {
        let listener: Int32
        let serve: @Sendable (FakeConnection, Int) -> Void

        func run() {
            var number = 0
            while true {
                let descriptor = accept(listener, nil, nil)
                if descriptor < 0 { break }
                _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
                let serve = serve
                let current = number
                number += 1
                let started: Void? = try? startThread {
                    let connection = FakeConnection(descriptor: descriptor)
                    serve(connection, current)
                    connection.close()
                }
                if started == nil { Glibc.close(descriptor) }
            }
            Glibc.close(listener)
        }
    }
}

public struct HarnessError: Error, CustomStringConvertible {
    public let what: String
    public var description: String { what }
}

private final class ThreadWork: Sendable {
    let work: @Sendable () -> Void
    init(_ work: @escaping @Sendable () -> Void) { self.work = work }
}

private func startThread(_ work: @escaping @Sendable () -> Void) throws {
    var thread = pthread_t()
    let held = Unmanaged.passRetained(ThreadWork(work))
    let failed = pthread_create(
        &thread, nil,
        { pointer in
            guard let pointer else { return nil }
            Unmanaged<ThreadWork>.fromOpaque(pointer).takeRetainedValue().work()
            return nil
        }, held.toOpaque())
    guard failed == 0 else {
        held.release()
        throw HarnessError(what: "no thread: \(failed)")
    }
    pthread_detach(thread)
}

/// The server's end of one connection. Blocking; used by one thread.
public final class FakeConnection {
    private let descriptor: Int32
    private var tls: OpaquePointer?
    private var buffer: [UInt8] = []
    private var isOpen = true

    init(descriptor: Int32) { self.descriptor = descriptor }

    /// Whether the handshake was completed by the client.
    public func startTLS(_ identity: TestIdentity, priorities: String = "NORMAL") -> Bool {
        tls = harness_tls_accept(descriptor, identity.certificate, identity.key, priorities)
        return tls != nil
    }

    @discardableResult
    public func write(_ text: String) -> Bool { write(Array(text.utf8)) }

    @discardableResult
    public func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { raw in
                tls.map { harness_tls_write($0, raw.baseAddress, raw.count) }
                    ?? send(descriptor, raw.baseAddress, raw.count, Int32(MSG_NOSIGNAL))
            }
            if sent <= 0 { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }

    /// The next line with its line end; nil when the client is gone.
    public func readLine() -> String? {
        while true {
            if let end = buffer.firstIndex(of: 0x0A) {
                defer { buffer.removeFirst(end + 1) }
                return String(decoding: buffer[...end], as: UTF8.self)
            }
            guard receive() else { return nil }
        }
    }

    /// Bytes up to and including `end`; nil when the client is gone before.
    public func read(through end: String) -> [UInt8]? {
        let end = Array(end.utf8)
        var searched = 0
        while true {
            var index = searched
            while index + end.count <= buffer.count {
                if buffer[index..<(index + end.count)].elementsEqual(end) {
                    defer { buffer.removeFirst(index + end.count) }
                    return Array(buffer[..<(index + end.count)])
                }
                index += 1
            }
            searched = index
            guard receive() else { return nil }
        }
    }

    /// So many bytes; nil when the client is gone before.
    public func read(count: Int) -> [UInt8]? {
        while buffer.count < count {
            guard receive() else { return nil }
        }
        defer { buffer.removeFirst(count) }
        return Array(buffer.prefix(count))
    }

    /// Blocks until the client closes.
    public func waitForEnd() { while receive() { buffer.removeAll() } }

    public func close() {
        guard isOpen else { return }
        isOpen = false
        if let tls { harness_tls_end(tls) }
        tls = nil
        Glibc.close(descriptor)
    }

    private func receive() -> Bool {
        var piece = [UInt8](repeating: 0, count: 16_384)
        let got = piece.withUnsafeMutableBytes { raw in
            tls.map { harness_tls_read($0, raw.baseAddress, raw.count) }
                ?? recv(descriptor, raw.baseAddress, raw.count, 0)
        }
        guard got > 0 else { return false }
        buffer += piece[..<got]
        return true
    }
}
