import Foundation
import MailAgent
import MailConfig
import MailRouting
import MailTransport
import Testing

@testable import MailroomCommands

/// Whatever strangers write into their header, an acknowledgement stays one: the shipped templates, the whole way from
/// the header as it was fetched to the bytes that are sent, read back by our own parser and by Python's.
@Suite struct HostileLetterTests {
    /// Read once: a letter costs little, the templates do not.
    private static let catalogue = Result { try TemplateCatalogue.load(folder: Repository.path("config/templates")) }

    private static func writer(bounces: Address? = nil) throws -> AcknowledgementWriter {
        let catalogue = try catalogue.get()
        let settings = AcknowledgementSettings(
            enabled: true, courtesy: .royal, defaultLanguage: .english, maximumAge: .days(3), bounceAddress: bounces)
        return AcknowledgementWriter(catalogue, settings, loopToken: "t0ken")
    }

    private static let department = Department(
        name: "support", destination: MailboxAddress(account: "support", mailbox: .inbox),
        sender: Address(displayName: "Happy Buttons Qualität", localPart: "support", domain: "buttons.test"))
    private static let recipient = Address(localPart: "jm", domain: "customer.example")

    private static func job(_ header: [UInt8], _ template: TemplateName, _ language: Language) -> Acknowledgement {
        Acknowledgement(
            template: template, language: language, department: "support", recipient: recipient,
            messageID: "ack.0123@buttons.test", header: header,
            fingerprint: Fingerprint(digest: "ab", size: UInt32(header.count)),
            arrivedAt: Instant(seconds: 1_795_424_400))
    }

    /// One letter to one header of the generator, and what must be in it.
    private struct Letter {
        let draft: AcknowledgementDraft
        let bytes: [UInt8]
    }

    private static let templates: [TemplateName] = [
        "customer_inquiry", "general", "internal_coordination", "invoice_received", "logistics_coordination",
        "oem_order", "quality_complaint", "supplier_update",
    ]

    private static func letter(seed: Int, by writer: AcknowledgementWriter) throws -> Letter {
        var header = HostileHeader(seed: UInt64(seed))
        let template = templates[seed % templates.count]
        let language: Language = seed / templates.count % 2 == 0 ? .german : .english
        let job = job(header.octets(), template, language)
        let now = Instant(seconds: 1_795_424_460)
        let priority = Priority.allCases[seed % 4]
        return Letter(
            draft: try writer.draft(job, from: department, priority: priority, now: now),
            bytes: try writer.write(job, from: department, priority: priority, now: now).bytes)
    }

    private static let fields = [
        "From", "To", "Subject", "Date", "Message-Id", "Auto-Submitted", "X-Auto-Response-Suppress", "X-Mailroom-Loop",
        "Content-Language", "MIME-Version", "Content-Type",
    ]
    private static let threadFields: Set = ["In-Reply-To", "References"]

    @Test(arguments: 0..<400) func staysAnAcknowledgement(seed: Int) throws {
        let letter = try Self.letter(seed: seed, by: Self.writer())
        let replay = "seed \(seed): swift test --filter HostileLetterTests"
        let message = MessageParser.parse(message: letter.bytes)
        let names = (0..<message.header.count).map { message.header.name(at: $0) }
        #expect(names.filter { !Self.threadFields.contains($0) } == Self.fields, "\(replay)")
        #expect(message.to == [Self.recipient], "\(replay)")
        #expect(message.from == [Self.department.sender], "\(replay)")
        #expect(message.values(of: "Auto-Submitted") == ["auto-replied"], "\(replay)")
        #expect(message.defects == [], "\(replay)")
        let subject = try #require(message.subject)
        #expect(subject == Self.asSent(letter.draft.subject), "\(replay)")
        #expect(subject.hasPrefix("Auto: ") && subject.contains("[HB-"), "\(replay)")
        #expect(subject.unicodeScalars.count <= 200, "\(replay)")
        #expect(
            letter.bytes.allSatisfy { $0 == 0x0D || $0 == 0x0A || (0x20...0x7E).contains($0) || $0 == 0x09 },
            "\(replay)")
        #expect(letter.bytes.split(separator: 0x0A).allSatisfy { $0.count <= 998 }, "\(replay)")

        let text = letter.draft.text
        let html = try #require(letter.draft.html)
        for value in [subject, text, html] {
            #expect(!value.unicodeScalars.contains(where: Self.isHostile), "\(replay)")
        }
        // Only the tags of the template, and as many ampersands as entities.
        #expect(Self.tags(in: html).allSatisfy(Self.ownTags.contains), "\(replay): \(html)")
        #expect(html.split(separator: "&").dropFirst().allSatisfy(Self.isEntity), "\(replay): \(html)")
        #expect(Self.tags(in: html) == Self.tags(in: Self.plainHTML(of: seed)), "\(replay): \(html)")
        // Tags of templates stand as they were written, or not at all.
        if text.contains("ticket}}") { #expect(text.contains("{{"), "\(replay)") }
    }

    /// Controls and whatever hides or turns text around.
    private static func isHostile(_ scalar: Unicode.Scalar) -> Bool {
        if scalar == "\n" { return false }
        return OneLine.isHidden(scalar) || scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    }

    private static let ownTags: Set = [
        "!DOCTYPE html", "html lang=\"de\"", "html lang=\"en\"", "head", "meta charset=\"utf-8\"", "title", "/title",
        "/head",
        "body", "p", "/p", "br", "a href=\"mailto:support@buttons.test\"", "/a", "/body", "/html",
    ]

    private static func tags(in html: String) -> [String] {
        html.split(separator: "<").dropFirst().map { String($0.prefix { $0 != ">" }) }
    }

    private static func isEntity(_ text: Substring) -> Bool {
        ["lt;", "gt;", "amp;", "quot;", "#39;"].contains { text.utf8.starts(with: $0.utf8) }
    }

    /// The same letter to somebody who wrote nothing strange.
    private static func plainHTML(of seed: Int) -> String {
        let header = Array("From: Erika Mustermann <em@customer.example>\r\nSubject: Angebot\r\n".utf8)
        let language: Language = seed / templates.count % 2 == 0 ? .german : .english
        let job = job(header, templates[seed % templates.count], language)
        let draft = try? writer().draft(
            job, from: department, priority: .normal, now: Instant(seconds: 1_795_424_460))
        return draft?.html ?? ""
    }

    /// Python's parser, which shares no line with GMime, finds the same fields, subject, parts and text.
    @Test func readsTheSameInAnotherLanguagesParser() async throws {
        let writer = try Self.writer()
        let seeds = 0..<120
        let letters = try seeds.map { try Self.letter(seed: $0, by: writer) }
        let files = Dictionary(
            uniqueKeysWithValues: zip(seeds, letters).map {
                ("\($0).eml", String(decoding: $1.bytes, as: UTF8.self))
            })
        try await withFolder(files) { folder in
            let read = try JSONDecoder().decode([ReadByPython].self, from: Self.python(folder, count: seeds.count))
            #expect(read.count == seeds.count)
            for (seed, (read, letter)) in zip(seeds, zip(read, letters)) {
                let replay = "seed \(seed)"
                #expect(read.defects == [], "\(replay)")
                #expect(read.fields.filter { !Self.threadFields.contains($0) } == Self.fields, "\(replay)")
                #expect(read.to == [Self.recipient.spec], "\(replay)")
                #expect(read.subject == Self.asSent(letter.draft.subject), "\(replay)")
                #expect(read.types == ["text/plain", "text/html"], "\(replay)")
                #expect(read.format == "flowed", "\(replay)")
                #expect(Self.canonical(read.text) == Self.canonical(Self.stuffed(letter.draft.text)), "\(replay)")
                #expect(Self.canonical(read.html) == Self.canonical(letter.draft.html ?? ""), "\(replay)")
            }
        }
    }

    private struct ReadByPython: Decodable {
        let fields: [String]
        let to: [String]
        let subject: String
        let types: [String]
        let format: String
        let text: String
        let html: String
        let defects: [String]
    }

    /// Lines put together as RFC 3676 section 4.2 says, by Python.
    private static let script = """
        import email, email.policy, json, sys
        read = []
        for number in range(int(sys.argv[2])):
            with open(f"{sys.argv[1]}/{number}.eml", "rb") as file:
                message = email.message_from_binary_file(file, policy=email.policy.default)
            parts = list(message.iter_parts())
            lines = parts[0].get_content().split("\\n")
            text = ""
            for line in lines:
                line = line.removesuffix("\\r")
                if line.startswith(" "):
                    line = line[1:]
                text += line if line.endswith(" ") and line != "-- " else line + "\\n"
            read.append({
                "fields": message.keys(), "to": [a.addr_spec for a in message["To"].addresses],
                "subject": str(message["Subject"]), "types": [p.get_content_type() for p in parts],
                "format": parts[0].get_param("format"), "text": text, "html": parts[1].get_content(),
                "defects": [repr(d) for p in message.walk() for d in p.defects]
                    + [repr(d) for f in message.values() for d in f.defects],
            })
        json.dump(read, sys.stdout)
        """

    private static func python(_ folder: String, count: Int) throws -> Data {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = ["-c", script, folder, "\(count)"]
        let output = "\(folder)/read.json"
        try Data().write(to: URL(fileURLWithPath: output))
        process.standardOutput = FileHandle(forWritingAtPath: output)
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "python3 is missing or could not read a letter")
        return try Data(contentsOf: URL(fileURLWithPath: output))
    }

    /// What looks like an encoded word is not sent as one.
    private static func asSent(_ subject: String) -> String { subject.replacing("=?", with: "= ?") }

    /// Line ends and what may stand behind the last of them set aside.
    private static func canonical(_ text: String) -> String {
        text.replacing("\r\n", with: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func stuffed(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var line = String(line)
            while line.last == " " { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }

    // MARK: The envelope

    @Test func goesOutWithTheNullReversePathUnlessBouncesAreWanted() throws {
        let job = Self.job(Array("Subject: a\r\n".utf8), "general", .german)
        let now = Instant(seconds: 1_795_424_460)
        let plain = try Self.writer().write(job, from: Self.department, priority: .normal, now: now)
        #expect(plain.envelope == Envelope(reversePath: nil, forwardPaths: [Self.recipient]))
        let bounces = Address(localPart: "support", domain: "buttons.test")
        let wanted = try Self.writer(bounces: bounces).write(job, from: Self.department, priority: .normal, now: now)
        #expect(
            wanted.envelope
                == Envelope(reversePath: bounces, forwardPaths: [Self.recipient], wantsNotification: true))
        #expect(wanted.bytes == plain.bytes)
    }
}
