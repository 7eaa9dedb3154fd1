import Foundation
import MailAgent
import MailJournal
import MailRouting
import MailSandbox
import MailSimulation
import MailTransport
import Testing

@Suite("the agent on real servers", .timeLimit(.minutes(3)))
struct AgentTests {
    @Test("a complaint to info@ stands in support's INBOX, byte for byte, and is acknowledged once")
    func complaint() async throws {
        try await Sandbox.with { sandbox in
            let rig = try AgentRig(sandbox)
            try await rig.run {
                try await rig.walk.wait("every mailbox is watched") { $0.count(\.isWatching) == 4 }
                try await sandbox.deliver(letter("Reklamation Charge 4711"), to: "info@buttons.test", from: customer)
                let arrived = try await sandbox.waitForMessages(1, of: "support@buttons.test")
                try await rig.walk.wait("the acknowledgement is accepted") { $0.count(\.isSent) == 1 }
                try await rig.walk.wait("support's watcher knows the agent's own delivery") {
                    $0.count(\.isRecognised) == 1
                }
                let copies = try await sandbox.messages(in: "Routed/support", of: "info@buttons.test")
                #expect(arrived.map(\.bytes) == copies.map(\.bytes))
                #expect(arrived.map(\.internalDate) == copies.map(\.internalDate))
                #expect(try await sandbox.messageCount(of: "info@buttons.test") == 0)
            }
            let answers = try await sandbox.waitForMessages(1, of: customer)
            #expect(answers.count == 1)
            let text = try #require(answers.first).text
            #expect(text.contains("Auto-Submitted: auto-replied"))
            #expect(text.contains("In-Reply-To: <letter@customer.example>"))
            #expect(text.contains("References: <letter@customer.example>"))
            #expect(text.contains("Return-Path: <>"))
            #expect(text.contains("support@buttons.test"))
            #expect(text.contains("@buttons.test>"))
        }
    }

    @Test("flags and internal date travel with a message between accounts", arguments: ["keep", "delete"])
    func flags(mode: String) async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.deliver(letter("invoice 12"), to: "info@buttons.test", from: customer)
            try await sandbox.doveadm(
                ["flags", "add", "-u", "info@buttons.test", "\\Flagged $Urgent", "mailbox", "INBOX", "all"])
            let before = try await sandbox.messages(of: "info@buttons.test")
            let rig = try AgentRig(
                sandbox, backlog: .route, source: mode == "keep" ? .keep(under: "Routed") : .delete)
            try await rig.run {
                try await rig.walk.wait("the invoice is routed") { $0.count(\.isRouted) == 1 }
            }
            let after = try await sandbox.messages(of: "finance@buttons.test")
            #expect(after.map(\.bytes) == before.map(\.bytes))
            #expect(after.map(\.flags) == before.map(\.flags))
            #expect(after.map(\.internalDate) == before.map(\.internalDate))
            #expect(try await sandbox.messageCount(of: "info@buttons.test") == 0)
            // Backlog is routed, never acknowledged.
            #expect(rig.walk.count(\.isSent) == 0)
        }
    }

    @Test("what was there before first contact stays where it is unless asked for")
    func backlogIgnored() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.deliver(letter("Reklamation alt"), to: "info@buttons.test", from: customer)
            let rig = try AgentRig(sandbox)
            try await rig.run {
                try await rig.walk.wait("every mailbox is watched") { $0.count(\.isWatching) == 4 }
                try await sandbox.deliver(letter("Bestellung neu"), to: "info@buttons.test", from: customer)
                try await rig.walk.wait("the new one is routed") { $0.count(\.isRouted) == 1 }
            }
            #expect(try await sandbox.messageCount(of: "info@buttons.test") == 1)
            #expect(try await sandbox.messageCount(of: "sales@buttons.test") == 1)
            #expect(try await sandbox.messageCount(of: "support@buttons.test") == 0)
        }
    }

    @Test("a wrong password of one account leaves the others at work")
    func wrongPassword() async throws {
        try await Sandbox.with { sandbox in
            let rig = try AgentRig(sandbox, wrongPasswordFor: "finance")
            try await rig.run {
                try await rig.walk.wait("the other three are watched, the fourth is refused") { walk in
                    walk.count(\.isWatching) == 3
                        && walk.all.contains { event in
                            if case .interrupted(let mailbox, _, let again) = event {
                                mailbox.account == "finance" && again >= .seconds(12)
                            } else {
                                false
                            }
                        }
                }
                try await sandbox.deliver(letter("Reklamation 1"), to: "info@buttons.test", from: customer)
                try await rig.walk.wait("routing goes on") { $0.count(\.isRouted) == 1 }
            }
        }
    }

    @Test("a restarted server is found again, and what came meanwhile is routed")
    func serverRestart() async throws {
        try await Sandbox.with { sandbox in
            let rig = try AgentRig(sandbox)
            try await rig.run {
                try await rig.walk.wait("every mailbox is watched") { $0.count(\.isWatching) == 4 }
                try await sandbox.restartDovecot()
                try await sandbox.deliver(letter("Bestellung 7"), to: "info@buttons.test", from: customer)
                try await rig.walk.wait("it is routed after the reconnect") { $0.count(\.isRouted) == 1 }
            }
            #expect(try await sandbox.messageCount(of: "sales@buttons.test") == 1)
        }
    }

    @Test("a message too large to carry is held where it is, the next one goes on")
    func tooLarge() async throws {
        try await Sandbox.with { sandbox in
            let rig = try AgentRig(sandbox, maximumSize: 20_000)
            try await rig.run {
                try await rig.walk.wait("every mailbox is watched") { $0.count(\.isWatching) == 4 }
                try await sandbox.deliver(
                    letter("Rechnung groß", size: 60_000), to: "info@buttons.test", from: customer)
                try await sandbox.deliver(letter("Bestellung klein"), to: "info@buttons.test", from: customer)
                try await rig.walk.wait("the small one is routed") { $0.count(\.isRouted) == 1 }
                try await rig.walk.wait("the large one is held") { walk in
                    walk.all.contains { if case .unsettled(_, _, _, .held, _) = $0 { true } else { false } }
                }
            }
            #expect(try await sandbox.messageCount(of: "info@buttons.test") == 1)
            #expect(try await rig.journal.summary().arrivals[.held] == 1)
        }
    }

    @Test("text and attachments are read where the subject does not tell, on a real server")
    func behindTheHeader() async throws {
        try await Sandbox.with { sandbox in
            let rig = try AgentRig(sandbox)
            let messages = [
                letter("Guten Tag", text: "Dies ist eine Reklamation.\r\n"),
                withInvoice(letter("Wie besprochen", text: "Anbei die Datei.\r\n")),
                letter("Guten Abend", text: "Nur ein Gruss.\r\n"),
            ]
            try await rig.run {
                try await rig.walk.wait("every mailbox is watched") { $0.count(\.isWatching) == 4 }
                for message in messages {
                    try await sandbox.deliver(message, to: "info@buttons.test", from: customer)
                }
                try await rig.walk.wait("two are routed, one stays") { walk in
                    walk.count(\.isRouted) == 2 && walk.count(\.isDecided) == 3
                }
            }
            #expect(try await sandbox.messages(in: "Text", of: "support@buttons.test").count == 1)
            #expect(try await sandbox.messages(in: "Attached", of: "finance@buttons.test").count == 1)
            #expect(try await sandbox.messageCount(of: "info@buttons.test") == 1)
        }
    }

    @Test("copies of one message stand in their departments before it is routed itself")
    func copies() async throws {
        try await Sandbox.with { sandbox in
            let rig = try AgentRig(sandbox)
            let message = letter("Bestellung an alle")
            try await rig.run {
                try await rig.walk.wait("every mailbox is watched") { $0.count(\.isWatching) == 4 }
                try await sandbox.deliver(message, to: "info@buttons.test", from: customer)
                try await rig.walk.wait("it is routed, and each watcher knows what is ours") { walk in
                    walk.count(\.isRouted) == 1 && walk.count(\.isRecognised) == 4
                }
            }
            for department in AgentRig.departments {
                #expect(try await sandbox.messageCount(of: "\(department)@buttons.test") == 1)
            }
            #expect(try await rig.journal.summary().copies == ["done": 3])
        }
    }
}

private let customer = "customer@customer.example"

private func letter(_ subject: String, size: Int = 100, text: String? = nil) -> [UInt8] {
    Array(
        """
        From: Anna <customer@customer.example>\r
        To: info@buttons.test\r
        Subject: \(subject)\r
        Message-ID: <letter@customer.example>\r
        MIME-Version: 1.0\r
        Content-Type: text/plain; charset=utf-8\r
        \r
        \(text ?? String(repeating: "Zeile mit Umlauten äöü\r\n", count: max(1, size / 27)))
        """.utf8)
}

/// The same letter as the first part of two; the second is a file.
private func withInvoice(_ letter: [UInt8]) -> [UInt8] {
    let text = String(decoding: letter, as: UTF8.self)
    let type = "Content-Type: text/plain; charset=utf-8\r\n"
    return Array(
        (text.replacing(type + "\r\n", with: "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\(type)\r\n")
            + "\r\n--x\r\nContent-Type: application/pdf\r\n"
            + "Content-Disposition: attachment; filename=\"Rechnung 12.pdf\"\r\n\r\n%PDF-1.7\r\n--x--\r\n").utf8)
}
