import Foundation
import Glibc
import Testing

@testable import MailStatus

/// Those who want to be in the way: bounded refusals, and everybody else is served.
@Suite(.serialized) struct HostileClientTests {
    @Test func manyConnectionsKeepNobodyOut() async throws {
        try await StatusRig.run { rig async throws in
            let port = rig.port
            let wanted = 10_000
            // As many at once as this process may have; the rest of ten thousand follow.
            var limit = rlimit()
            getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            limit.rlim_cur = min(limit.rlim_max, 12_000)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            let atOnce = min(wanted, Int(limit.rlim_cur) - 500)
            var made = 0
            while made < wanted {
                let batch = min(atOnce, wanted - made)
                let held = try await onThread {
                    try (0..<batch).map { _ in
                        let caller = try Caller(port: port)
                        caller.send(Array("GET /".utf8))
                        return caller
                    }
                }
                made += batch
                #expect(try await rig.ask("/healthz").status == 200)
                withExtendedLifetime(held) {}
            }
            #expect(made == wanted)
        }
    }

    @Test func whoDribblesIsCutOff() async throws {
        try await StatusRig.run { rig async throws in
            let port = rig.port
            let slow = try await onThread {
                let caller = try Caller(port: port)
                caller.send(Array("GET /healthz HTTP/1.1\r\nHost: local".utf8))
                return caller
            }
            // The server has seen that before the clock moves.
            #expect(try await rig.ask("/healthz").status == 200)
            rig.clock.move(by: Limits.requestTime)
            #expect(try await rig.ask("/healthz").status == 200)
            let answer = try await onThread {
                slow.send(Array("host\r\n\r\n".utf8))
                return Caller.parse(slow.readToEnd())
            }
            #expect(answer?.status == 408)
        }
    }

    @Test func whoHoldsEveryPlaceLosesTheOldest() async throws {
        try await StatusRig.run { rig async throws in
            let port = rig.port
            let held = try await onThread {
                try (0..<(Limits.connections * 2)).map { _ in
                    let caller = try Caller(port: port)
                    caller.send(Array("GET /healthz HTTP/1.1\r\n".utf8))
                    return caller
                }
            }
            #expect(try await rig.ask("/healthz").status == 200)
            // The newest are still there and get their answer.
            let answer = try await onThread {
                held.last?.send(Array("Host: localhost\r\nConnection: close\r\n\r\n".utf8))
                return held.last.flatMap { Caller.parse($0.readToEnd()) }
            }
            #expect(answer?.status == 200)
        }
    }

    @Test func aHugeRequestIsRefusedBeforeItIsRead() async throws {
        try await StatusRig.run { rig async throws in
            let port = rig.port
            let answer = try await onThread {
                let caller = try Caller(port: port)
                caller.send(
                    Array("POST /api/pause HTTP/1.1\r\nHost: localhost\r\nContent-Length: 104857600\r\n\r\n".utf8))
                let piece = [UInt8](repeating: 0x61, count: 1 << 20)
                var sent = 0
                while sent < 100, caller.send(piece) { sent += 1 }
                return (Caller.parse(caller.readToEnd()), sent)
            }
            #expect(answer.1 < 100, "the server went on reading")
            #expect(answer.0 == nil || answer.0?.status == 413)
            // Whoever waits for the answer, as programs do, gets it.
            let polite = try await onThread {
                let caller = try Caller(port: port)
                caller.send(
                    Array("POST /api/pause HTTP/1.1\r\nHost: localhost\r\nContent-Length: 104857600\r\n\r\n".utf8))
                return Caller.parse(caller.readToEnd())
            }
            #expect(polite?.status == 413)
            #expect(try await rig.ask("/healthz").status == 200)
        }
    }

    @Test func aHeaderWithoutEndIsRefused() async throws {
        try await StatusRig.run { rig async throws in
            let port = rig.port
            let answer = try await onThread {
                let caller = try Caller(port: port)
                caller.send(Array("GET / HTTP/1.1\r\nHost: localhost\r\nX: ".utf8))
                caller.send([UInt8](repeating: 0x61, count: Limits.head))
                return Caller.parse(caller.readToEnd())
            }
            #expect(answer?.status == 431)
        }
    }

    @Test func requestsInARowAreAllAnswered() async throws {
        try await StatusRig.run { rig async throws in
            let port = rig.port
            let text = try await onThread {
                let caller = try Caller(port: port)
                for _ in 0..<99 { caller.send(Array("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)) }
                caller.send(Array("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8))
                return String(decoding: caller.readToEnd(), as: UTF8.self)
            }
            #expect(text.components(separatedBy: "HTTP/1.1 200 OK").count == 101)
        }
    }

    @Test func thePortMayBeTakenAndGivenBack() async throws {
        try await StatusRig.run { rig async throws in
            #expect(throws: ListenFault(address: "127.0.0.1", port: rig.port, code: EADDRINUSE)) {
                try Listener(address: "127.0.0.1", port: rig.port)
            }
            #expect(
                ListenFault(address: "127.0.0.1", port: 8080, code: EADDRINUSE).description
                    == "cannot listen on 127.0.0.1:8080: another program listens there; end it, or give 'status' another port"
            )
        }
    }
}
