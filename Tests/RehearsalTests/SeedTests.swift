import MailRehearsal
import MailRouting
import MailTransport
import Testing

/// One seed is one week, for ever; and every message of it can be read.
@Suite struct SeedTests {
    @Test(arguments: [1, 2, 3, 1_000_003, .max] as [UInt64])
    func theSameSeedIsTheSameWeek(_ seed: UInt64) throws {
        let first = try Shipped.simulation(seed: seed, noise: true).messages()
        let second = try Shipped.simulation(seed: seed, noise: true).messages()
        #expect(first == second)
    }

    /// What a seed gives is a promise to everybody who noted one: when this changes, it is said in the changelog.
    @Test func aSeedIsTheSameNextYear() throws {
        let messages = try Shipped.simulation(seed: 7, noise: true).messages()
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for octet in messages.flatMap(\.stored) { hash = (hash ^ UInt64(octet)) &* 0x100_0000_01B3 }
        #expect(String(hash, radix: 16) == "949f5a1f0fbe834d")
    }

    @Test func otherSeedsAreOtherWeeks() throws {
        var seen: Set<MessageID> = []
        for seed in 1...40 as ClosedRange<UInt64> {
            let messages = try Shipped.simulation(seed: seed).messages()
            #expect(messages.count == 56)
            // Not one message is in two weeks.
            #expect(seen.isDisjoint(with: messages.map(\.messageID)), "seed \(seed)")
            seen.formUnion(messages.map(\.messageID))
        }
        #expect(seen.count == 40 * 56)
    }

    @Test(arguments: 1...25 as ClosedRange<UInt64>)
    func everythingCanBeRead(_ seed: UInt64) throws {
        let simulation = try Shipped.simulation(seed: seed, noise: true)
        for message in simulation.messages() {
            let parsed = MessageParser.parse(message: message.stored)
            let shown: Comment = "seed \(seed), message \(message.number), \(message.mark.type)"
            #expect(parsed.messageID == message.messageID, shown)
            #expect(
                parsed.values(of: SimulationMark.fieldName).compactMap(SimulationMark.init) == [message.mark], shown)
            #expect(parsed.subject?.isEmpty == false, shown)
            #expect(parsed.subject?.contains("\u{FFFD}") == false, shown)
            // A date of 1995 knows no seconds.
            let late = message.arrivedAt - (parsed.arrivalDate ?? Instant(seconds: 0))
            let isBroken = String(decoding: message.bytes, as: UTF8.self).contains("QuickMail")
            #expect(isBroken ? (.seconds(0)...(.seconds(59))).contains(late) : late == .seconds(0), shown)
            let sender = try #require(parsed.from.first, shown)
            #expect(sender.domain.hasSuffix(".example"), shown)
            let text = try #require(MessageParser.text(of: message.stored), shown)
            #expect(text.contains(message.mark.message) && text.contains(simulation.id), shown)
            #expect(!text.contains("{") && !text.contains("\u{FFFD}"), shown)
            // Lines as SMTP has them (RFC 5321 section 4.5.3.1.6).
            let lines = message.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
            #expect(lines.allSatisfy { $0.count <= 999 }, shown)
            #expect(lines.dropLast().allSatisfy { $0.last == 0x0D }, shown)
        }
    }

    @Test func theMarkIsReadAsItIsWritten() throws {
        for message in try Shipped.simulation(noise: true).messages() {
            let field = String(decoding: message.bytes, as: UTF8.self).split(separator: SimulationMark.fieldName + ": ")
            #expect(field.count == 2)
        }
        #expect(SimulationMark("id=a; message=b") == nil)
        #expect(SimulationMark("") == nil)
    }

    /// In real mail they vary: so many kinds must be among a few weeks.
    @Test func thereIsVariety() throws {
        var seen: Set<String> = []
        for seed in 1...10 as ClosedRange<UInt64> {
            for message in try Shipped.simulation(seed: seed, noise: true).messages() {
                let text = String(decoding: message.bytes, as: UTF8.self)
                for mark in Self.marks where text.contains(mark) { seen.insert(mark) }
            }
        }
        #expect(seen == Set(Self.marks))
    }

    private static let marks = [
        "charset=utf-8", "charset=windows-1252", "charset=iso-8859-15", "quoted-printable", "base64", "8bit",
        "multipart/alternative", "multipart/mixed", "multipart/report", "application/pdf", "image/png",
        "X-Priority: 1 (Highest)", "Importance: high", "Priority: urgent", "X-MSMail-Priority: High",
        "IMPORTANCE: HIGH",
        "In-Reply-To:", "\r\n> ", "List-Id:", "Auto-Submitted:", "X-Spam-Flag: YES", "Cc: ", "QuickMail",
    ]
}
