import Foundation
import MailConfig
import MailRouting
import Testing

@testable import MailSandbox
@testable import MailroomCommands

/// An imported script and the original, run by Pigeonhole, say the same about the same messages.
///
/// The scripts set a keyword for each of their tests, so that one run of a message answers all of them.
/// `scripts/compare-sieve` asks the same of any script and any folder of messages.
@Suite(.enabled(if: SieveTest.isInstalled, "sieve-test is not installed; it is in Debian's dovecot-sieve"))
struct PigeonholeTests {
    @Test(arguments: ["headers", "addresses", "ways"])
    func importedScriptsSayWhatPigeonholeSays(name: String) async throws {
        let script = Repository.path("fixtures/sieve/\(name).sieve")
        let imported = try RuleImport.read(script, as: .sieve, department: "info")
        #expect(imported.isComplete)
        let fixtures = try FileManager.default.contentsOfDirectory(atPath: Repository.path("fixtures/messages"))
            .map { Repository.path("fixtures/messages/\($0)") }
        var generated: [String: String] = ["rules/main.yaml": imported.text]
        for number in 0..<48 { generated["messages/\(number).eml"] = GeneratedMessage(number).text }

        try await withFolder(generated) { folder in
            let routing = OfflineRouting(
                router: try LoadedRules.load("\(folder)/rules", own: []), mailbox: "info", now: nil,
                fallback: Instant(seconds: 1_795_000_000))
            let sieve = try SieveTest(script: script, folder: folder)
            for file in fixtures + (0..<48).map({ "\(folder)/messages/\($0).eml" }) {
                let row = ReplayRow(of: .init(file: file, content: .file(SourcePath(file))), by: routing)
                let decision = try row.outcome.get().decision
                let ours = SieveTest.Verdict(
                    folder: decision.folder?.rawValue ?? "INBOX", keywords: Set(decision.keywords.map(\.rawValue)))
                #expect(try sieve.verdict(on: file) == ours, "\(file)")
            }
        }
    }
}

/// Debian's `sieve-test`: what Pigeonhole would do with a message.
struct SieveTest {
    struct Verdict: Equatable {
        let folder: String
        let keywords: Set<String>
    }
    struct Fault: Error { let output: String }

    private static let program = "/usr/bin/sieve-test"
    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: program) }

    private let configuration: String
    private let script: String

    /// - Parameter folder: Becomes readable for the user the test runs as, because Dovecot refuses to be root.
    init(script original: String, folder: String) throws {
        let user = try ServerUser.current()
        script = "\(folder)/script.sieve"
        configuration = "\(folder)/dovecot.conf"
        try FileManager.default.copyItem(atPath: original, toPath: script)
        try """
        mail_uid = \(user.uid)
        mail_gid = \(user.gid)
        first_valid_uid = 1
        mail_home = \(folder)/home
        mail_location = maildir:\(folder)/mail
        ssl = no
        log_path = /dev/stderr

        """.write(toFile: configuration, atomically: true, encoding: .utf8)
        if user.isStandIn {
            let owner: [FileAttributeKey: Any] = [.ownerAccountID: NSNumber(value: user.uid)]
            try FileManager.default.setAttributes(owner, ofItemAtPath: folder)
        }
    }

    func verdict(on message: String) throws -> Verdict {
        let process = Process()
        let (output, errors) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: Self.program)
        process.arguments = ["-c", configuration, script, message]
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        // Both are a few lines, which a pipe holds.
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        let folders = Set(text.matches(of: /store message in folder: (.*)/).map { String($0.1) })
        guard process.terminationStatus == 0, folders.count == 1, let folder = folders.first else {
            let more = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
            throw Fault(output: text + more)
        }
        let flags = text.firstMatch(of: /add IMAP flags: (.*)/).map { $0.1.split(separator: " ").map(String.init) }
        return Verdict(folder: folder, keywords: Set(flags ?? []))
    }
}

/// A message whose fields go through their values at different speeds, so that few messages have many combinations.
private struct GeneratedMessage {
    let text: String

    init(_ number: Int) {
        let subjects = [
            "Re: Your order", "=?utf-8?q?Liefer=C3=BCbersicht?= spam", "AW: [list] Invoice 4711",
            "undeliverable: hello",
            "Mail delivery failure", "fwd: a  folded\r\n subject", "spam", "", "re:no space",
            "=?utf-8?b?UmU6IMOcYmVy?=",
            "the bounce of it",
        ]
        let senders = [
            "Ana <ana@example.com>", "\"Bo \\\"x\\\" Li\" <bo@news.example.org>", "mailer-daemon@mail.example",
            "postmaster@info.example", "undisclosed", "A <a@example.com>, B <b@gmail.com>",
        ]
        let recipients = ["info@happybuttons.test", "first.last@lists.example, sales@happybuttons.test", "x:;"]
        let types = [
            "text/plain; charset=utf-8", "text/plain", "multipart/mixed; boundary=b", "multipart/report; boundary=b",
            "TEXT/PLAIN; CHARSET=UTF-8",
        ]
        let received = ["", "Received: from a by b with ESMTP id 1; Mon, 2 Nov 2026 10:00:00 +0000\r\n"]
        let others = [
            "", "X-Priority: 1 (Highest)\r\n", "X-Spam-Status: Yes, score=9\r\n", "List-Id: <a.b>\r\nX-Priority:1\r\n",
        ]
        let dates = ["Mon, 2 Nov 2026 10:00:00 +0100", "Sun, 22 Nov 2026 10:00:00 +0100"]
        text = """
            \(received[number % 2])From: \(senders[number % 6])\r
            To: \(recipients[number % 3])\r
            Subject: \(subjects[number % 11])\r
            Date: \(dates[number % 2])\r
            Message-ID: <\(number).abcd@mail.example\(number % 7 == 0 ? "" : ".com")>\r
            MIME-Version: 1.0\r
            Content-Type: \(types[number % 5])\r
            \(others[number % 4])\r
            \(String(repeating: "A line of text.\r\n", count: number % 4 * 500))
            """
    }
}
