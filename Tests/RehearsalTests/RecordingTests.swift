import Foundation
import MailRehearsal
import MailRouting
import MailTransport
import Testing

/// What a recording keeps: everything that is decided by, and who is the same as whom.
@Suite struct RecordingTests {
    private func week(_ seed: UInt64) throws -> [(account: AccountName, bytes: [UInt8])] {
        try Shipped.simulation(seed: seed, noise: true).messages().map { ($0.account, $0.stored) }
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func aWeekIsDecidedAlike(_ seed: UInt64) throws {
        let rig = try RecordingRig()
        let recording = try rig.record(try week(seed))
        #expect(recording.finds == [], "seed \(seed)")
        for (message, recorded) in zip(rig.played(recording.week), recording.week.messages) {
            #expect(
                rig.decision(on: message) == recorded.decided, "seed \(seed), message \(message.number): \(recorded)")
            #expect(message.mark.language == recorded.language ?? .english)
        }
    }

    @Test func theSameSeedIsTheSameFileAndAnotherIsNot() throws {
        var rig = try RecordingRig()
        let messages = try week(7)
        let first = try rig.record(messages).text
        #expect(try rig.record(messages).text == first)
        rig.seed = 2
        #expect(try rig.record(messages).text != first)
        rig.seed = nil
        #expect(try rig.record(messages).text != rig.record(messages).text)
    }

    @Test func thePeopleAreTheSamePeople() throws {
        let rig = try RecordingRig()
        let texts = [
            "From: Eva Grün <eva.gruen@nord.firma.de>\r\nTo: info@buttons.test\r\nMessage-ID: <1@firma.de>\r\nSubject: Anfrage 4711\r\n\r\n",
            "From: Karl Weiss <k.weiss@firma.de>\r\nTo: Eva Grün <EVA.GRUEN@nord.firma.de>\r\nIn-Reply-To: <1@firma.de>\r\n"
                + "Message-ID: <2@firma.de>\r\nSubject: AW: Anfrage 4711 und 4712, sagt Frau GRÜN\r\n\r\n",
            "From: A <a@andere-firma.de>\r\nTo: info@buttons.test\r\nReferences: <1@firma.de> <2@firma.de>\r\n\r\n",
        ]
        let messages = try rig.record(texts.map { ("info", Array($0.utf8)) }).week.messages
        let eva = try #require(messages[0].header.from.first)
        #expect(messages[1].header.to.first?.address == eva.address)
        #expect(messages[0].header.to.map(\.address) == ["info@buttons.test"])
        // The same firm has the same domain, also below it; another has another.
        let domains = try messages.map { try #require($0.header.from.first.flatMap { Address($0.address) }).domain }
        #expect(domains[0].hasSuffix(".\(domains[1])"))
        #expect(domains[1] != domains[2] && domains.allSatisfy { $0.hasSuffix(".example") })
        // The same word and the same number, in the shape they had.
        let words = try #require(eva.name).split(separator: " ")
        let subject = try #require(messages[1].header.subject)
        #expect(subject.hasSuffix(words[1].uppercased()))
        let number = try #require(messages[0].header.subject).split(separator: " ")[1]
        #expect(number.count == 4 && number != "4711" && subject.contains(number))
        // Threads stay threads.
        let ids = messages.map(\.header.messageId)
        #expect(messages[1].header.inReplyTo == [try #require(ids[0])])
        #expect(messages[2].header.references == [try #require(ids[0]), try #require(ids[1])])
        #expect(messages[2].header.messageId == nil)
    }

    @Test(arguments: [
        ("MAILER-DAEMON@firma.de", Refusal.Reason.systemSender), ("no-reply@firma.de", .noReplyAddress),
        ("team-bounces+ana=x.de@liste.firma.de", .systemSender), ("bitte.nicht.antworten@firma.de", .noReplyAddress),
    ])
    func programsStayPrograms(_ sender: String, _ reason: Refusal.Reason) throws {
        let rig = try RecordingRig()
        let header =
            "Return-Path: <\(sender)>\r\nFrom: \(sender)\r\nTo: info@buttons.test\r\nMessage-ID: <1@a.de>\r\nSubject: Hallo\r\n\r\n"
        let recording = try rig.record([("info", Array(header.utf8))])
        let message = try #require(rig.played(recording.week).first)
        let parsed = MessageParser.parse(message: message.stored)
        let now = message.arrivedAt
        let refusal = rig.router.responseGuard.judge(parsed, Circumstances(mailbox: "info", arrivedAt: now, now: now))
        #expect(refusal?.reason == reason)
    }

    /// A word that a rule asks for within words stays there, and nothing else of the word does.
    @Test func partsThatRulesAskForStay() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("rules-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let text = """
            version: 1
            lists: {gross: [gross.example]}
            routes:
              - {id: part, subject: {contains: [rekl]}, department: support, acknowledge: none}
              - {id: field, header.X-Kunde: {word: [gold]}, department: sales, acknowledge: none}
              - {id: listed, when: {from-domain: {in: gross}}, department: sales, acknowledge: none}
              - otherwise: {id: rest, department: info, acknowledge: none}
            """
        try Data(text.utf8).write(to: folder.appendingPathComponent("main.yaml"))
        let rig = try RecordingRig(rules: folder.path)
        let recording = try rig.record([
            ("info", Array("From: a@b.de\r\nSubject: Herrn Quandts Reklamationsfall\r\n\r\n".utf8)),
            ("info", Array("From: a@b.de\r\nX-Kunde: Gold Quandt\r\nSubject: x\r\n\r\n".utf8)),
            ("info", Array("From: quandt@nord.gross.example\r\nSubject: x\r\n\r\n".utf8)),
        ])
        #expect(recording.finds == [])
        let subject = try #require(recording.week.messages[0].header.subject)
        #expect(subject.lowercased().contains("rekl") && !subject.contains("amation") && !subject.contains("Quandt"))
        #expect(!recording.text.lowercased().contains("quandt"))
        #expect(
            zip(rig.played(recording.week), recording.week.messages).allSatisfy { rig.decision(on: $0) == $1.decided })
        #expect(recording.week.messages.map(\.decided.rule) == ["part", "field", "listed"])
    }

    // MARK: The file

    private static let heading = #"{"mailroom_recording":1,"messages":1,"week":"2026-W48","zone":"Europe/Berlin"}"#

    @Test func whatIsNoRecordingIsRefusedWithItsLine() throws {
        let rig = try RecordingRig()
        let good = try rig.record([("info", Array("From: a@b.de\r\nSubject: x\r\n\r\n".utf8))]).text
        #expect(try RecordedWeek(Data(good.utf8)).messages.count == 1)
        let address = try #require(try RecordedWeek(Data(good.utf8)).messages.first?.header.from.first?.address)
        let faults: [(String, Int)] = [
            ("", 1), ("hello", 1), (good.replacing("\"mailroom_recording\":1", with: "\"mailroom_recording\":2"), 1),
            (good.replacing("Europe/Berlin", with: "Europe/Nowhere"), 1), (Self.heading + "\n", 1),
            (good + good, 4), (good.replacing("\"day\":", with: "\"tag\":"), 2),
            (good.replacing("\"priority\":\"", with: "\"priority\":\"very "), 2),
            (good.replacing(address, with: "a b@c.example"), 2),
            (good.replacing(address, with: "a\\r\\nBcc: x@c.example"), 2),
            (good.replacing("\"subject\":\"", with: "\"subject\":\"\\r\\nBcc: x"), 2),
            (good.replacing("\"day\":", with: "\"day\":9999999,\"x\":"), 2),
        ]
        for (text, line) in faults {
            #expect("\(text.prefix(300))") { try RecordedWeek(Data(text.utf8)) } throws: { error in
                (error as? RecordedWeek.Unreadable)?.line == line
            }
        }
    }

    /// Only as large as the rules can tell.
    @Test func sizesAreThoseTheRulesCanTell() throws {
        let rig = try RecordingRig()
        #expect(rig.rules.leastSize(like: 3_000) == 0)
        #expect(rig.rules.leastSize(like: 21_000_000) == 20_000_001)
        #expect(rig.rules.leastSize(like: 20_000_000) == 0)
    }
}
