import Glibc
import MailRouting

/// The service manager that started this process, where one did: what sd_notify(3) says, as datagrams to the socket it
/// names. A few lines instead of a library that would bring systemd along.
struct ServiceManager: Sendable {
    /// One thing it can be told (sd_notify(3), "well-known assignments").
    enum Message: Sendable, Equatable {
        /// The loops run.
        case ready
        case reloading(monotonicMicroseconds: UInt64)
        case stopping
        /// Still alive.
        case watchdog
        /// A line for `systemctl status`.
        case status(String)

        var line: String {
            switch self {
            case .ready: "READY=1"
            case .reloading(let time): "RELOADING=1\nMONOTONIC_USEC=\(time)"
            case .stopping: "STOPPING=1"
            case .watchdog: "WATCHDOG=1"
            case .status(let text): "STATUS=\(OneLine.of(text, scalars: 200))"
            }
        }
    }

    enum Fault: Error, Equatable, CustomStringConvertible {
        case unusableSocket(String)
        case cannotSend(code: Int32)

        var description: String {
            switch self {
            case .unusableSocket(let path): "NOTIFY_SOCKET is no socket this process can use: \(path)"
            case .cannotSend(let code): "the service manager was not told: \(String(cString: strerror(code)))"
            }
        }
    }

    private let path: String
    /// Within this time it wants to hear `.watchdog`; nil when it does not care.
    let watchdog: Interval?

    /// Nil where nobody is to be told.
    init?(environment: [String: String], process: Int32) {
        guard let path = environment["NOTIFY_SOCKET"], !path.isEmpty else { return nil }
        self.path = path
        // Without WATCHDOG_PID the time is for whoever is asked (sd_watchdog_enabled(3)).
        let isMeant = environment["WATCHDOG_PID"].map { Int32($0) == process } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) }
        watchdog = isMeant ? microseconds.flatMap { $0 > 0 ? Interval(milliseconds: $0 / 1000) : nil } : nil
    }

    /// Never waits: a full socket is an error.
    func tell(_ message: Message) throws(Fault) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var octets = Array(path.utf8)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard octets.count < room, octets[0] == 0x2F || octets[0] == 0x40 else { throw .unusableSocket(path) }
        // An abstract address: its name begins with NUL (unix(7)).
        if octets[0] == 0x40 { octets[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: octets) }
        let length = MemoryLayout.offset(of: \sockaddr_un.sun_path).map { $0 + octets.count } ?? 0
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .cannotSend(code: errno) }
        defer { close(descriptor) }
        let bytes = Array(message.line.utf8)
        let sent = withUnsafeBytes(of: &address) { raw in
            sendto(
                descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT),
                raw.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t(length))
        }
        guard sent == bytes.count else { throw .cannotSend(code: errno) }
    }
}
