import Glibc

/// A scripted IMAP server on loopback, for what no real server does on purpose.
///
/// A script runs on a thread of its own, reads and writes single lines, and ends with the connection. It blocks, and
/// must, so that a test decides what goes into one segment.
final class FakeIMAPServer: Sendable {
    /// The server's end of one connection.
    final class Peer {
        private let descriptor: Int32
        private var buffer: [UInt8] = []
        /// The tag of the command read last.
        private(set) var tag = ""

        init(descriptor: Int32) { self.descriptor = descriptor }

        /// The next line without CRLF; nil when the client has gone.
        func line() -> String? {
            while true {
                if let end = buffer.firstIndex(of: 0x0A) {
                    let line = String(decoding: buffer[..<end], as: UTF8.self)
                    buffer.removeFirst(end + 1)
                    return line.hasSuffix("\r") ? String(line.dropLast()) : line
                }
                guard fill() else { return nil }
            }
        }

        /// Reads commands until one begins with `name`, answering the others with OK; its arguments, or nil.
        func command(_ name: String) -> String? {
            while let line = line() {
                let parts = line.split(separator: " ", maxSplits: 1)
                guard parts.count == 2 else { continue }
                tag = String(parts[0])
                if parts[1].hasPrefix(name) { return String(parts[1].dropFirst(name.count)) }
                switch parts[1].split(separator: " ")[0] {
                case "CAPABILITY": send("* CAPABILITY IMAP4rev1 \(capabilities)\r\n\(tag) OK done\r\n")
                case "SELECT":
                    send(
                        "* 1 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 10] ok\r\n\(tag) OK [READ-WRITE] ok\r\n"
                    )
                default: send("\(tag) OK done\r\n")
                }
            }
            return nil
        }

        func bytes(_ count: Int) -> [UInt8] {
            while buffer.count < count && fill() {}
            let taken = Array(buffer.prefix(count))
            buffer.removeFirst(taken.count)
            return taken
        }

        /// In one segment, whatever it holds.
        func send(_ text: String) {
            let bytes = Array(text.utf8)
            _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        }

        /// Reads until the client has gone.
        func drain() { while line() != nil {} }

        var capabilities = "IDLE UIDPLUS MOVE"

        private func fill() -> Bool {
            var piece = [UInt8](repeating: 0, count: 4096)
            let count = recv(descriptor, &piece, piece.count, 0)
            if count > 0 { buffer += piece[..<count] }
            return count > 0
        }
    }

    let port: UInt16
    private let listener: Int32

    /// Listens; every connection gets a greeting, unless it is nil, and then the script.
    init(
        greeting: String? = "* OK ready", _ script: @escaping @Sendable (Peer) -> Void
    ) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard listener >= 0 else { throw Failure(errno: errno) }
        self.listener = listener
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 8) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard bound else { throw Failure(errno: errno) }
        port = UInt16(bigEndian: address.sin_port)
        try startThread { [listener] in
            while case let descriptor = accept(listener, nil, nil), descriptor >= 0 {
                let peer = Peer(descriptor: descriptor)
                if let greeting { peer.send(greeting + "\r\n") }
                script(peer)
                close(descriptor)
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    struct Failure: Error { let errno: Int32 }
}

private final class Work: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

private func startThread(_ run: @escaping @Sendable () -> Void) throws {
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
        throw FakeIMAPServer.Failure(errno: result)
    }
    pthread_detach(thread)
}
