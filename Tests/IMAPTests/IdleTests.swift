import MailRouting
import MailTransport
import Testing

/// Waiting for mail on servers that answer IDLE in their own ways, or not at all.
@Suite struct IdleTests {
    @Test(arguments: [
        // In one segment with the `+`: the descriptor is silent afterwards.
        "+ idling\r\n* 5 EXISTS\r\n",
        // Before the `+`.
        "* 5 EXISTS\r\n+ idling\r\n",
        // After keep-alives, in pieces of a line.
        "+ idling\r\n* OK still here\r\n* OK and here\r\n* 5 EXISTS\r\n",
    ])
    func idleHearsWhatCameWithItsStart(answer: String) async throws {
        let server = try FakeIMAPServer { peer in
            _ = peer.command("IDLE")
            peer.send(answer)
            if peer.line() == "DONE" { peer.send("* 6 EXISTS\r\n\(peer.tag) OK done\r\n") }
            _ = peer.command("NEVER")
        }
        let session = try await session(with: server)
        try await session.select(.inbox)
        #expect(try await session.idle(atMost: .seconds(30)) == .changed)
        try await session.noop()
    }

    @Test func keepAlivesDoNotWake() async throws {
        let server = try FakeIMAPServer { peer in
            _ = peer.command("IDLE")
            peer.send("+ idling\r\n* OK still")
            peer.send(" here\r\n* OK")
            let done = peer.line()
            peer.send(" again\r\n\(peer.tag) OK \(done ?? "")\r\n")
            _ = peer.command("NEVER")
        }
        let session = try await session(with: server)
        try await session.select(.inbox)
        #expect(try await session.idle(atMost: .milliseconds(200)) == .timedOut)
        try await session.noop()
    }

    @Test func byeWhileIdling() async throws {
        let server = try FakeIMAPServer { peer in
            _ = peer.command("IDLE")
            peer.send("+ idling\r\n* BYE maintenance\r\n")
        }
        let session = try await session(with: server)
        try await session.select(.inbox)
        let fault = await fault { try await session.idle(atMost: .seconds(30)) }
        #expect(fault?.kind == .disconnected)
        #expect(fault?.serverLine == "* BYE maintenance")
        #expect(await session.isOpen == false)
    }

    /// The connection stands, and nothing is ever heard on it again: as when a router forgets it.
    @Test(arguments: [true, false]) func silentDeathOfAnIdleConnectionIsNoticed(isIdling: Bool) async throws {
        let server = try FakeIMAPServer { peer in
            _ = peer.command("IDLE")
            if isIdling { peer.send("+ idling\r\n") }
            peer.drain()
        }
        var times = quick
        times.idle = .milliseconds(300)
        let session = try await session(with: server, times: times)
        try await session.select(.inbox)
        let death = await fault { try await session.idle(atMost: .milliseconds(600)) }
        guard case .stream(let stream) = death?.kind else {
            Issue.record("\(String(describing: death))")
            return
        }
        #expect(stream.cause == .timeout)
        #expect(await session.isOpen == false)
        #expect(await fault { try await session.select(.inbox) }?.kind == .closed)
    }

    /// What a watcher does after each wait: a server that then stays silent is noticed too.
    @Test func aSilentSelectIsNoticed() async throws {
        let server = try FakeIMAPServer { peer in
            _ = peer.command("SELECT")
            peer.drain()
        }
        var times = quick
        times.command = .milliseconds(300)
        let session = try await session(with: server, times: times)
        #expect(await fault { try await session.select(.inbox) }?.endsConnection == true)
    }

    @Test func refusedIdleKeepsTheSession() async throws {
        let server = try FakeIMAPServer { peer in
            _ = peer.command("IDLE")
            peer.send("\(peer.tag) NO not now\r\n")
            _ = peer.command("NEVER")
        }
        let session = try await session(with: server)
        try await session.select(.inbox)
        #expect(await fault { try await session.idle(atMost: .seconds(30)) }?.kind == .refused(nil))
        try await session.noop()
    }
}
