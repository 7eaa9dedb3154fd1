import CServerHarness
import Foundation
import Glibc
import MailRouting
import ServerHarness
import Synchronization
import Testing

@testable import MailTransport

/// Connects a stream to a server on loopback.
func connected(
    _ server: FakeServer, host: String = "127.0.0.1", _ dialogue: MailStreamConnection.Dialogue = .submission
) throws -> MailStreamConnection {
    let stream = try MailStreamConnection(to: Endpoint(host: host, port: server.port), speaking: dialogue)
    try stream.connect(by: .after(.seconds(10)))
    return stream
}

/// The cause a piece of work fails with; nil when it does not.
func cause(_ work: () throws -> Void) -> StreamFault.Cause? {
    do {
        try work()
        return nil
    } catch {
        return (error as? StreamFault)?.cause
    }
}

@Suite struct StreamTests {
    @Test func carriesBytesBothWays() throws {
        let server = try FakeServer { client, _ in
            while let line = client.readLine() { client.write(line) }
        }
        let stream = try connected(server, host: "localhost")
        try stream.write(Array("hello\r\n".utf8))
        var answer: [UInt8] = []
        while answer.last != 0x0A { answer += try stream.read(atMost: 3) }
        #expect(answer == Array("hello\r\n".utf8))
        #expect(stream.tlsFacts == nil)
        #expect(stream.descriptor >= 0)
        stream.close()
        #expect(stream.descriptor == -1)
        #expect(cause { _ = try stream.read(atMost: 1) } == .closed)
    }

    @Test func saysWhyItCannotConnect() throws {
        let nowhere = try MailStreamConnection(to: Endpoint(host: "no-such-host.invalid", port: 25), speaking: .imap)
        #expect(cause { try nowhere.connect(by: .after(.seconds(10))) } == .resolve)
        let server = try FakeServer { _, _ in }
        let port = server.port
        server.stop()
        // The listener goes away on its own thread: until then a connection may still be taken in.
        var refused: StreamFault.Cause?
        while refused == nil {
            let stream = try MailStreamConnection(to: Endpoint(host: "127.0.0.1", port: port), speaking: .imap)
            refused = cause { try stream.connect(by: .after(.seconds(10))) }
        }
        #expect(refused == .connect)
    }

    @Test func endOfStreamIsAFault() throws {
        let server = try FakeServer { client, _ in client.write("220 bye\r\n") }
        let stream = try connected(server)
        #expect(try stream.read(atMost: 100).count > 0)
        #expect(cause { while true { _ = try stream.read(atMost: 100) } } == .closed)
        #expect(stream.lastFault(.read)?.cause == .closed)
    }

    /// One byte at a time never moves the end.
    @Test func deadlineHoldsAgainstTrickle() throws {
        let server = try FakeServer { client, _ in
            while client.write("2") { usleep(5000) }
        }
        let stream = try connected(server)
        stream.setDeadline(.after(.milliseconds(150)))
        var received = 0
        #expect(cause { while true { received += try stream.read(atMost: 100).count } } == .timeout)
        #expect(received > 0)
        #expect(cause { try stream.write([0]) } == .timeout, "the first fault stays")
    }

    @Test func budgetEndsAnEndlessAnswer() throws {
        let server = try FakeServer { client, _ in
            while client.write("250-more\r\n") {}
        }
        let stream = try connected(server)
        stream.setBudget(100_000)
        var received = 0
        #expect(cause { while true { received += try stream.read(atMost: 4096).count } } == .budget)
        #expect(received == 100_000)
    }

    @Test func cancelWakesAReader() throws {
        let isReading = Mutex(false)
        let server = try FakeServer { client, _ in
            client.write("220 wait\r\n")
            client.waitForEnd()
        }
        let stream = try connected(server)
        _ = try stream.read(atMost: 100)
        let canceller = stream.canceller
        let thread = Thread {
            while !isReading.withLock({ $0 }) { sched_yield() }
            canceller.cancel()
        }
        thread.start()
        isReading.withLock { $0 = true }
        #expect(cause { _ = try stream.read(atMost: 100) } == .cancelled)
        #expect(cause { try stream.write([1]) } == .cancelled)
    }

    @Test func cancelBeforeConnectAndAfterTheEnd() throws {
        let server = try FakeServer { _, _ in }
        var stream: MailStreamConnection? = try MailStreamConnection(
            to: Endpoint(host: "127.0.0.1", port: server.port), speaking: .imap)
        let canceller = try #require(stream?.canceller)
        canceller.cancel()
        #expect(cause { try stream?.connect(by: .after(.seconds(10))) } == .cancelled)
        stream = nil
        canceller.cancel()
    }

    /// A write to a connection the peer has closed must end in a fault, not in SIGPIPE.
    @Test func writeToAClosedPeer() throws {
        let server = try FakeServer { _, _ in }
        let stream = try connected(server)
        stream.setDeadline(.after(.seconds(10)))
        let cause = cause { while true { try stream.write(Array(repeating: 0x20, count: 1000)) } }
        #expect(cause == .closed)
    }

    @Test func guardStandsInTheReadPath() throws {
        let server = try FakeServer { client, _ in
            client.write("* OK [PERMANENTFLAGS (\\\r\n")
            client.waitForEnd()
        }
        let stream = try connected(server, .imap)
        #expect(cause { while true { _ = try stream.read(atMost: 5) } } == .malformed)
        #expect(stream.lastFault(.read)?.text.contains("PERMANENTFLAGS") == true)
    }

    /// select() ends at descriptor 1023; we use poll.
    @Test func descriptorsBeyond1024() throws {
        var limit = rlimit()
        #expect(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
        limit.rlim_cur = min(limit.rlim_max, max(limit.rlim_cur, 4096))
        #expect(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
        let low = open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer { close(low) }
        // Takes the place of every free descriptor below 1100 with one that starts there.
        let server = try FakeServer { client, _ in
            while let line = client.readLine() { client.write(line) }
        }
        var taken: [Int32] = []
        defer { for descriptor in taken { close(descriptor) } }
        while let next = Optional(dup(low)), next >= 0 {
            taken.append(next)
            if next >= 1100 { break }
        }
        try #require(taken.last ?? 0 >= 1100)
        let stream = try connected(server)
        #expect(stream.descriptor > 1024)
        try stream.write(Array("x\r\n".utf8))
        #expect(try stream.read(atMost: 10).first == UInt8(ascii: "x"))
    }

    /// IDLE: what arrives is moved into libetpan's buffer, through the guard, and never blocks.
    @Test func drainIsGuardedAndDoesNotBlock() throws {
        let server = try FakeServer { client, _ in
            guard client.readLine() == "go\r\n" else { return }
            client.write("* 3 EXISTS\r\n")
            guard client.readLine() == "go\r\n" else { return }
            client.write("\r\n")
            client.waitForEnd()
        }
        let stream = try connected(server, .imap)
        let mailstream = try stream.makeMailstream()
        defer { harness_mailstream_close(mailstream) }
        #expect(try stream.drain(into: mailstream) == .moved(0))
        #expect(!stream.hasPendingBytes)
        try stream.write(Array("go\r\n".utf8))
        var moved = 0
        while moved < 12 {
            guard case .moved(let count) = try stream.drain(into: mailstream) else { break }
            moved += count
        }
        #expect(moved == 12)
        #expect(stream.hasPendingBytes)
        try stream.write(Array("go\r\n".utf8))
        #expect(cause { while true { _ = try stream.drain(into: mailstream) } } == .malformed)
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.1.2.3", true), ("::1", true), ("localhost", true), ("mail.localhost", true),
        ("127.0.0.1.example", false), ("127.0.0", false), ("10.0.0.1", false), ("imap.example.test", false),
        ("", false),
        ("127.0.0.999", false), ("localhost.example", false),
    ])
    func plaintextIsForLoopback(host: String, isAllowed: Bool) {
        #expect(TLSPolicy.none(forced: false).permits(host: host) == isAllowed)
        #expect(TLSPolicy.none(forced: true).permits(host: host))
        #expect(TLSPolicy.startTLS.permits(host: host) && TLSPolicy.implicit.permits(host: host))
    }

    @Test func secretsAreNotShown() {
        let password = Authentication.password(user: "info", password: "hunter2")
        let token = Authentication.xoauth2(user: "info", token: "hunter2")
        for shown in ["\(password)", "\(token)", String(reflecting: password), String(reflecting: [token])] {
            #expect(!shown.contains("hunter2") && shown.contains("info"))
        }
        var dumped = ""
        dump([password, token], to: &dumped)
        #expect(!dumped.contains("hunter2"))
    }
}
