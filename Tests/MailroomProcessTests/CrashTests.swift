import Foundation
import Glibc
import MailSandbox
import Synchronization
import Testing

@Suite("crashes are put down to accounts", .timeLimit(.minutes(3)))
struct CrashTests {
    @Test("three crashes while one account's server keeps its command open park that account; the others live")
    func parked() async throws {
        try await Sandbox.with { sandbox in
            let silent = try SilentServer()
            let agent = try RunningAgent(sandbox) { text in
                text.replacing(
                    "finance: {address: finance@buttons.test,",
                    with: "finance: {port: \(silent.port), tls: none, address: finance@buttons.test,"
                ).replacing("poll_interval: 10s", with: "poll_interval: 10m")
            }
            defer { agent.kill() }
            func begin(_ number: Int) async throws {
                let (lines, greeted) = (try agent.count("watching"), silent.greeted)
                try agent.start()
                try await eventually("three are watched, and the fourth is silent") {
                    try agent.count("watching") >= lines + 3 && silent.greeted > greeted
                }
                // A signal from outside is put down to everybody with a command open; IDLE is none.
                try await eventually("the three wait in IDLE") { try Self.working(agent) == ["finance"] }
            }
            // Killed, not crashed: nobody's.
            try await begin(0)
            agent.kill()
            for number in 1...3 {
                try await begin(number)
                #expect(try agent.count("crashed") == number - 1)
                kill(try #require(agent.processIdentifier), SIGSEGV)
                try await eventually("it ends") { !agent.isRunning }
                #expect(agent.exitStatus == SIGSEGV)
            }
            let lines = try agent.count("watching")
            try agent.start()
            try await eventually("it is parked") { try agent.count("parked") == 1 }
            try await eventually("the others are watched") { try agent.count("watching") == lines + 3 }
            let walk = try agent.walk()
            #expect(walk.filter { $0.hasPrefix("crashed") }.allSatisfy { $0.hasSuffix("worked with finance") })
            #expect(walk.contains { $0.hasPrefix("parked") && $0.contains("mailroom accounts unpark finance") })
            let letter = Array("From: <a@elsewhere.example>\r\nSubject: Reklamation\r\n\r\nx\r\n".utf8)
            try await sandbox.deliver(letter, to: "info@buttons.test", from: "a@elsewhere.example")
            try await eventually("the others live") { try agent.count("routed") == 1 }

            #expect(try await agent.verb("accounts", "list").status == 1)
            let check = try await agent.verb("check")
            #expect(check.status == 3 && check.text.contains("parked: 3 crashes within an hour"))
            #expect(try await agent.verb("accounts", "unpark", "finance").status == 0)
            #expect(try await agent.verb("accounts", "list").status == 0)
            #expect(try await agent.terminate() == 0)
            try await begin(4)
            #expect(try agent.count("parked") == 1, "not any more")
        }
    }

    /// The accounts with a command open, as the file in the state folder has them (`CCrashMark.h`).
    private static func working(_ agent: RunningAgent) throws -> [String] {
        let octets = [UInt8](try Data(contentsOf: agent.stateSeenFromInside().appendingPathComponent("crash.mark")))
        return stride(from: 16, to: octets.count, by: 64).filter { octets[$0] != 0 }.map { slot in
            String(decoding: octets[(slot + 4)..<(slot + 64)].prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}

/// Greets as an IMAP server does, and never says anything again.
private final class SilentServer: Sendable {
    let port: UInt16
    private let descriptor: Int32
    private let count = Counter()

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        try #require(descriptor >= 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, size) == 0 && listen(descriptor, 16) == 0
                    && getsockname(descriptor, address, &size) == 0
            }
        }
        try #require(isBound)
        port = UInt16(bigEndian: address.sin_port)
        let count = count
        Thread.detachNewThread {
            while true {
                let client = accept(descriptor, nil, nil)
                guard client >= 0 else { return }
                let greeting = Array("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] here\r\n".utf8)
                guard write(client, greeting, greeting.count) == greeting.count else { continue }
                // The client's command: from now on it waits for the answer.
                var octet: UInt8 = 0
                if read(client, &octet, 1) == 1 { count.increase() }
            }
        }
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }

    /// Connections on which a command is open.
    var greeted: Int { count.value }
}

private final class Counter: Sendable {
    private let count = Mutex(0)
    var value: Int { count.withLock { $0 } }
    func increase() { count.withLock { $0 += 1 } }
}
