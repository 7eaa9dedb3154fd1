import Foundation
import MailRouting
import Testing

@testable import MailroomCommands

@Suite("the service manager") struct ServiceManagerTests {
    /// A socket as systemd has one.
    private final class Listener {
        let descriptor: Int32
        let name: String
        init(abstract: Bool) throws {
            let unique = "mailroom-\(UUID().uuidString)"
            name = abstract ? "@\(unique)" : FileManager.default.temporaryDirectory.path + "/\(unique)"
            descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            let octets = (abstract ? [0] : [UInt8(ascii: "/")]) + Array(name.utf8.dropFirst())
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: octets) }
            let length = socklen_t(2 + octets.count)
            let result = withUnsafeBytes(of: &address) {
                bind(descriptor, $0.assumingMemoryBound(to: sockaddr.self).baseAddress, length)
            }
            try #require(result == 0)
        }
        deinit {
            close(descriptor)
            unlink(name)
        }
        func next() -> String {
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = recv(descriptor, &buffer, buffer.count, 0)
            return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
        }
    }

    @Test("hears what sd_notify(3) says, by path and by abstract name", arguments: [false, true])
    func messages(_ abstract: Bool) throws {
        let listener = try Listener(abstract: abstract)
        let manager = try #require(ServiceManager(environment: ["NOTIFY_SOCKET": listener.name], process: 1))
        let all: [(ServiceManager.Message, String)] = [
            (.ready, "READY=1"), (.stopping, "STOPPING=1"), (.watchdog, "WATCHDOG=1"),
            (.reloading(monotonicMicroseconds: 7), "RELOADING=1\nMONOTONIC_USEC=7"),
            (.status("not ready:\nREADY=1"), "STATUS=not ready: READY=1"),
        ]
        for (message, line) in all {
            try manager.tell(message)
            #expect(listener.next() == line)
        }
    }

    @Test("the watchdog's time counts for the process it names only")
    func watchdog() {
        func watchdog(_ environment: [String: String]) -> Interval? {
            ServiceManager(environment: environment.merging(["NOTIFY_SOCKET": "/x"]) { $1 }, process: 42)?.watchdog
        }
        #expect(watchdog([:]) == nil)
        #expect(watchdog(["WATCHDOG_USEC": "120000000"]) == .minutes(2))
        #expect(watchdog(["WATCHDOG_USEC": "120000000", "WATCHDOG_PID": "42"]) == .minutes(2))
        #expect(watchdog(["WATCHDOG_USEC": "120000000", "WATCHDOG_PID": "43"]) == nil)
        #expect(watchdog(["WATCHDOG_USEC": "-1"]) == nil)
        #expect(ServiceManager(environment: [:], process: 42) == nil)
    }

    @Test(
        "a socket that is none is an error, not a crash", arguments: ["relative", String(repeating: "/a", count: 90)])
    func unusable(_ path: String) throws {
        let manager = try #require(ServiceManager(environment: ["NOTIFY_SOCKET": path], process: 1))
        #expect(throws: ServiceManager.Fault.unusableSocket(path)) { try manager.tell(.ready) }
    }
}
