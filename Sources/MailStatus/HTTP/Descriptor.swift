import Glibc

/// The one owner of a file descriptor: closed when it goes.
final class Descriptor: Sendable {
    let number: Int32
    init(_ number: Int32) { self.number = number }
    deinit { close(number) }
}

/// Wakes the thread that polls, from any other.
struct WakeSignal: Sendable {
    /// What the thread polls.
    let descriptor: Descriptor
    private let other: Descriptor

    /// Nil when the process has no descriptor left.
    init?() {
        var made: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        guard socketpair(AF_UNIX, type, 0, &made) == 0 else { return nil }
        descriptor = Descriptor(made[0])
        other = Descriptor(made[1])
    }

    /// Where nothing more fits in, it is rung already.
    func ring() {
        var octet: UInt8 = 0
        _ = send(other.number, &octet, 1, Int32(MSG_NOSIGNAL))
    }

    func drain() {
        var octets = [UInt8](repeating: 0, count: 256)
        while recv(descriptor.number, &octets, octets.count, 0) > 0 {}
    }
}

/// Why nothing can be listened on.
struct ListenFault: Error, Sendable, Equatable, CustomStringConvertible {
    let address: String
    let port: UInt16
    let code: Int32

    var isInUse: Bool { code == EADDRINUSE }

    var description: String { "\(words); \(nextStep)" }

    var words: String {
        let place = address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
        let cause =
            switch code {
            case EADDRINUSE: "another program listens there"
            case EACCES: "only the system's administrator may listen below port 1024"
            case EADDRNOTAVAIL: "this machine has no such address"
            default: String(cString: strerror(code))
            }
        return "cannot listen on \(place): \(cause)"
    }

    var nextStep: String {
        switch code {
        case EADDRINUSE: "end it, or give 'status' another port"
        case EADDRNOTAVAIL: "give 'status' another address"
        default: "give 'status' another port"
        }
    }
}

/// A socket that listens, and its address as the system gave it.
struct Listener {
    let descriptor: Descriptor
    let port: UInt16

    init(address: String, port: UInt16) throws(ListenFault) {
        let isIPv6 = address.contains(":")
        let opened = socket(
            isIPv6 ? AF_INET6 : AF_INET,
            Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard opened >= 0 else { throw ListenFault(address: address, port: port, code: errno) }
        let descriptor = Descriptor(opened)
        // A port that a moment ago was our own may be taken again at once.
        var yes: Int32 = 1
        setsockopt(opened, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard Self.bind(opened, address, port, isIPv6) == 0, listen(opened, Limits.backlog) == 0 else {
            throw ListenFault(address: address, port: port, code: errno)
        }
        self.descriptor = descriptor
        self.port = Self.port(of: opened) ?? port
    }

    enum Acceptance {
        case connection(Descriptor)
        case none
        /// The process or the machine has no descriptor left.
        case exhausted
    }

    func accept() -> Acceptance {
        let taken = Glibc.accept(descriptor.number, nil, nil)
        guard taken >= 0 else {
            return [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno) ? .exhausted : .none
        }
        // accept4, which does both at once, is not to be had in Swift. A program that is started in between inherits the
        // connection; it ends within seconds.
        _ = fcntl(taken, F_SETFD, FD_CLOEXEC)
        _ = fcntl(taken, F_SETFL, O_NONBLOCK)
        // Answers go out in one piece, and nobody wants to wait 40 ms for the last of it.
        var yes: Int32 = 1
        setsockopt(taken, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        return .connection(Descriptor(taken))
    }

    private static func bind(_ descriptor: Int32, _ address: String, _ port: UInt16, _ isIPv6: Bool) -> Int32 {
        if isIPv6 {
            var place = sockaddr_in6()
            place.sin6_family = sa_family_t(AF_INET6)
            place.sin6_port = port.bigEndian
            guard inet_pton(AF_INET6, address, &place.sin6_addr) == 1 else {
                errno = EADDRNOTAVAIL
                return -1
            }
            return withBytes(of: &place) { Glibc.bind(descriptor, $0, $1) }
        }
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = port.bigEndian
        guard inet_pton(AF_INET, address, &place.sin_addr) == 1 else {
            errno = EADDRNOTAVAIL
            return -1
        }
        return withBytes(of: &place) { Glibc.bind(descriptor, $0, $1) }
    }

    private static func withBytes<Address>(
        of address: inout Address, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }

    /// Both families keep the port in the same place.
    private static func port(of descriptor: Int32) -> UInt16? {
        var place = sockaddr_in6()
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let known = withUnsafeMutablePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        return known == 0 ? UInt16(bigEndian: place.sin6_port) : nil
    }
}
