import Foundation
import MailAgent
import MailJournal
import MailRouting
import MailSandbox
import MailSimulation
import MailTransport
import Testing

/// Large messages and stalled servers, on real servers.
@Suite("what a long life brings, on real servers", .timeLimit(.minutes(3)))
struct ScaleTests {
    @Test("a message of several pieces is carried over the disk, byte for byte; its text is read at its beginning")
    func largeMessage() async throws {
        try await Sandbox.with { sandbox in
            let rig = try AgentRig(sandbox)
            let line = String(repeating: "Zeile mit Umlauten äöü\r\n", count: 100_000)
            let large = mail("Guten Tag", text: "Dies ist eine Reklamation.\r\n" + line)
            try await rig.run {
                try await rig.walk.wait("every mailbox is watched") { $0.count(\.isWatching) == 4 }
                try await sandbox.deliver(large, to: "info@buttons.test", from: "customer@customer.example")
                try await rig.walk.wait("it is routed by its text") { $0.count(\.isRouted) == 1 }
            }
            let arrived = try await sandbox.messages(in: "Text", of: "support@buttons.test")
            let kept = try await sandbox.messages(in: "Routed/support", of: "info@buttons.test")
            #expect(arrived.map(\.bytes) == kept.map(\.bytes))
            #expect(arrived.count == 1 && (arrived.first?.bytes.count ?? 0) > 2 * MailTransport.Limits.imapPieceBytes)
            let left = try FileManager.default.contentsOfDirectory(atPath: sandbox.folder.path + "/spool")
            #expect(left.isEmpty)
        }
    }

    @Test("a server that swallows everything stops only its own account, is noticed, and is found again")
    func stalledServer() async throws {
        try await Sandbox.with { sandbox in
            let relay = try Relay(to: sandbox.ports.imapTLS)
            let times = IMAPTimes(
                connect: .seconds(4), command: .seconds(4), transfer: .seconds(4), idle: .seconds(4),
                logout: .seconds(1))
            let rig = try AgentRig(sandbox, times: times, port: ["support": relay.port])
            try await rig.run {
                try await rig.walk.wait("every mailbox is watched") { $0.count(\.isWatching) == 4 }
                relay.swallows = true
                for subject in ["Reklamation", "Bestellung", "Rechnung"] {
                    try await sandbox.deliver(
                        mail(subject, text: "Hallo"), to: "info@buttons.test", from: "customer@customer.example")
                }
                try await rig.walk.wait("the others are routed") { $0.count(\.isRouted) == 2 }
                try await rig.walk.wait("the silence is noticed") { walk in
                    walk.all.contains {
                        if case .interrupted(let place, _, _) = $0 { place.account == "support" } else { false }
                    }
                }
                relay.swallows = false
                try await rig.walk.wait("the complaint follows") { $0.count(\.isRouted) == 3 }
            }
            #expect(try await sandbox.messageCount(of: "support@buttons.test") == 1)
            #expect(try await sandbox.messageCount(of: "sales@buttons.test") == 1)
        }
    }
}

private func mail(_ subject: String, text: String) -> [UInt8] {
    Array(
        """
        From: Anna <customer@customer.example>\r
        To: info@buttons.test\r
        Subject: \(subject)\r
        Message-ID: <\(subject.split(separator: " ").joined())@customer.example>\r
        Content-Type: text/plain; charset=utf-8\r
        \r
        \(text)
        """.utf8)
}
