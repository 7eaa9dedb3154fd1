import Foundation
import MailRehearsal
import MailRouting
import MailTransport
import Testing

/// Whoever gets a recording learns nobody's name from it, wherever and however it stood in the real mail.
@Suite struct AnonymityTests {
    /// What must not come out. Long enough that none of them comes about by chance.
    private static let names = [
        "Quandtmeier", "Zürbriggen", "Lüdenscheidt", "Oshaughnessy", "Иванопулов", "田中角栄", "Papadimitriou",
        "Żółkiewski",
    ]
    private static let domains = ["quandtmeier-werke.de", "zuerbriggen.co.uk", "xn--mller-brombel-osb.de"]
    private static let numbers = ["4711093355", "0049301234567", "99887766"]
    private static let locals = ["h.quandtmeier", "zuerbriggen_oskar", "lüdenscheidt"]

    private static var planted: [String] { names + domains + numbers + locals + ["quandtmeier-werke", "zuerbriggen"] }

    /// Everything a text can be written as in a header.
    private static func spellings(_ text: String) -> [[UInt8]] {
        let latin = text.data(using: .isoLatin1) ?? Data(text.utf8)
        func quoted(_ data: Data) -> String { data.map { String(format: "=%02X", $0) }.joined() }
        return [
            Array(text.utf8), Array(text.uppercased().utf8), Array(latin),
            Array("=?utf-8?B?\(Data(text.utf8).base64EncodedString())?=".utf8),
            Array("=?iso-8859-1?Q?\(quoted(latin))?=".utf8),
            Array("=?windows-1252?b?\(latin.base64EncodedString())?=".utf8),
            Array("=?UTF-8?q?\(quoted(Data(text.utf8)))?=".utf8),
            Array("=?utf-16be?B?\((text.data(using: .utf16BigEndian) ?? Data()).base64EncodedString())?=".utf8),
            // Cut in two, with what nobody sees between.
            Array((String(text.prefix(4)) + "\u{200B}" + text.dropFirst(4)).utf8),
            Array((String(text.prefix(3)) + "\u{AD}" + text.dropFirst(3)).utf8),
            Array(
                text.unicodeScalars.map { scalar in
                    // Full-width letters and digits.
                    let isWide = (0x21...0x7E).contains(scalar.value)
                    return String(isWide ? Unicode.Scalar(scalar.value + 0xFEE0) ?? scalar : scalar)
                }.joined().utf8),
        ]
    }

    /// One message with planted words in every field there is.
    private static func message(_ number: Int, _ chance: inout SeededChance) -> [UInt8] {
        func one(_ choices: [String]) -> [UInt8] {
            spellings(choices.randomElement(using: &chance) ?? "").randomElement(using: &chance) ?? []
        }
        func plain(_ choices: [String]) -> String { choices.randomElement(using: &chance) ?? "" }
        func address() -> [UInt8] {
            Array("\(plain(["h.quandtmeier", "zuerbriggen_oskar", "hq99887766"]))@\(plain(domains))".utf8)
        }
        func field(_ name: String, _ values: [[UInt8]]) -> [UInt8] {
            Array("\(name): ".utf8) + values.joined(separator: Array(" ".utf8)) + Array("\r\n".utf8)
        }
        func mailbox() -> [UInt8] { one(names) + Array(" <".utf8) + address() + Array(">".utf8) }
        func id() -> [UInt8] { Array("<\(plain(numbers)).\(plain(["a", "b", "quandtmeier"]))@\(plain(domains))>".utf8) }
        var header = field("Return-Path", [Array("<".utf8) + address() + Array(">".utf8)])
        header += field("Received", [Array("from mail.".utf8) + Array(plain(domains).utf8)])
        header += field("From", [mailbox()])
        header += field("To", [Array("info@buttons.test, ".utf8) + mailbox()])
        header += field(
            "Subject", [one(names), Array("Reklamation".utf8), one(numbers), one(domains), one(names), one(locals)])
        header += field("Message-ID", [id()])
        let others: [[UInt8]] = [
            field("Sender", [mailbox()]), field("Reply-To", [mailbox()]), field("Cc", [mailbox()]),
            field("Delivered-To", [address()]), field("X-Original-To", [address()]),
            field("In-Reply-To", [id()]), field("References", [id(), id(), id()]),
            field("List-Id", [one(names), Array("<".utf8) + Array(plain(domains).utf8) + Array(">".utf8)]),
            field("List-\(plain(["Quandtmeier", "Unsubscribe"]))", [address()]),
            field("X-Auto-Reply-\(plain(["Quandtmeier", "4711093355"]))", [one(names)]),
            field("X-Mailer", [one(names), Array("Outlook".utf8), one(numbers)]),
            field("User-Agent", [one(names)]), field("Organization", [one(names)]),
            field("Thread-Topic", [one(names), one(numbers)]),
            field("X-Spam-Status", [Array("No, ".utf8) + one(names)]),
            field("X-Priority", [one(numbers)]), field("Importance", [one(names)]),
            field("Precedence", [one(names)]), field("Auto-Submitted", [one(names)]),
            field("X-Mailroom-Loop", [one(names)]), field("Content-Class", [one(names), Array(":dsn".utf8)]),
            field("Content-Language", [one(names)]), field("TLS-Report-Domain", [Array(plain(domains).utf8)]),
            field("X-MS-Exchange-Calendar-Originator-Id", [address()]),
            field(
                "Content-Type",
                [Array("text/x-quandtmeier; charset=\"zuerbriggen\"; name=\"".utf8) + one(names) + Array("\"".utf8)]),
            field(
                "Authentication-Results",
                [
                    Array(
                        "mx.\(plain(domains)); spf=fail smtp.mailfrom=\(plain(domains)); dmarc=quandtmeier (4711093355)"
                            .utf8)
                ]),
            field("X-Quandtmeier", [one(names)]),
        ]
        for other in others where Int.random(in: 0..<3, using: &chance) == 0 { header += other }
        return header + Array("\r\nQuandtmeier 4711093355\r\n".utf8)
    }

    /// Everything in `text`, in each of its spellings and in base64 at any offset, that was planted.
    private func found(in text: String) -> [String] {
        let folded = Self.folded(text)
        return Self.planted.filter { secret in
            let plain = Self.folded(secret)
            return folded.contains(plain)
                || (0..<3).contains { shift in
                    let padded = Data(repeating: 0, count: shift) + Data(secret.utf8)
                    let encoded = padded.base64EncodedString().dropFirst(4).dropLast(4)
                    return encoded.count > 7 && text.contains(encoded)
                }
        }
    }

    private static func folded(_ text: String) -> String {
        let plain = ["ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"]
        let spelt = text.precomposedStringWithCompatibilityMapping.lowercased().map { plain[String($0)] ?? String($0) }
            .joined()
        return String(
            String.UnicodeScalarView(spelt.unicodeScalars.filter { !$0.properties.isDefaultIgnorableCodePoint }))
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func nothingPlantedComesOut(_ seed: UInt64) throws {
        var chance = SeededChance(seed: seed)
        let messages = (0..<200).map { number in
            (account: AccountName("info"), bytes: Self.message(number, &chance))
        }
        var rig = try RecordingRig()
        rig.seed = seed
        let recording = try rig.record(messages)
        #expect(found(in: recording.text) == [], "seed \(seed)")
        #expect(recording.finds == [], "seed \(seed)")
        for message in rig.played(recording.week) {
            let octets = String(decoding: message.stored, as: UTF8.self)
            #expect(found(in: octets) == [], "seed \(seed), message \(message.number)")
            // What a reader of the played message sees.
            let parsed = MessageParser.parse(message: message.stored)
            let seen = parsed.headerFields.map { "\($0.name) \($0.decoded)" }.joined(separator: "\n")
            #expect(found(in: seen) == [], "seed \(seed), message \(message.number)")
        }
        // And the test can see: the same search finds them in the real mail.
        let real = messages.map { message in
            MessageParser.parse(message: message.bytes).headerFields.map(\.decoded).joined(separator: "\n")
        }.joined(separator: "\n")
        #expect(Set(Self.names).isSubset(of: found(in: real)), "seed \(seed)")
    }

    /// The second net: it finds what was left, whoever left it.
    @Test(arguments: [
        ("subject", "name", "Rückfrage von quandtmeier"), ("subject", "number", "Charge 4711093355"),
        ("subject", "domain", "siehe quandtmeier-werke.de"),
        ("subject", "address", "an h.quandtmeier@quandtmeier-werke.de"),
    ])
    func theSearchFindsWhatIsLeft(_ place: String, _ kind: String, _ subject: String) throws {
        let rig = try RecordingRig()
        let header = """
            From: Hans Quandtmeier <h.quandtmeier@quandtmeier-werke.de>\r
            To: info@buttons.test\r
            Subject: Reklamation 4711093355\r
            \r

            """
        let message = MessageParser.parse(message: Array(header.utf8))
        var originals = Originals()
        originals.add(message, attachments: [], headerFields: [])
        let clean = try rig.record([("info", Array(header.utf8))])
        #expect(clean.finds == [])
        let line = try #require(clean.week.messages.first?.header.subject)
        let leaking = clean.text.replacing(line, with: subject)
        let search = RecordingSearch(originals, rules: rig.rules, household: rig.household)
        let finds = search.finds(in: try RecordedWeek(Data(leaking.utf8)))
        #expect(finds.contains { $0.kind == kind }, "\(finds)")
    }

    /// A word of everybody's stays, unless somebody is called so; a word of the rules stays in any case.
    @Test func wordsThatAreNamesGo() throws {
        let rig = try RecordingRig()
        func subject(from name: String) throws -> String? {
            let header = "From: \(name) <x@firma.example>\r\nSubject: Woche wegen Muster, dringend\r\n\r\n"
            return try rig.record([("info", Array(header.utf8))]).week.messages.first?.header.subject
        }
        #expect(try subject(from: "Anna Beispiel") == "Woche wegen Muster, dringend")
        let renamed = try #require(try subject(from: "Anna Woche"))
        #expect(!renamed.contains("Woche") && renamed.hasSuffix("wegen Muster, dringend"))
        #expect(try subject(from: "Anna Dringend")?.hasSuffix("dringend") == true)
    }
}
