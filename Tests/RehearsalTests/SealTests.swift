import MailRehearsal
import MailRouting
import MailTransport
import Testing

/// Whoever has the key can make a mark that counts, for one message; nobody else can.
@Suite struct SealTests {
    private static func key(_ digit: Character = "1") throws -> SimulationKey {
        try #require(SimulationKey(String(repeating: digit, count: 64)))
    }

    private static func simulation(of bytes: [UInt8]) throws -> SimulationID? {
        try key().simulation(of: MessageParser.parse(message: bytes))
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func everyMessageOfAWeekIsKnownByItsSeal(_ seed: UInt64) throws {
        let plain = try Shipped.simulation(seed: seed, noise: true)
        let (key, other) = (try Self.key(), try Self.key("2"))
        let week = plain.sealed(by: key.seal)
        for (message, bare) in zip(week.messages(), plain.messages()) {
            let parsed = MessageParser.parse(message: message.stored)
            let shown: Comment = "seed \(seed), message \(message.number)"
            #expect(SimulationKey.mayBeMarked(message.bytes), shown)
            #expect(key.simulation(of: parsed) == SimulationID(week.id), shown)
            #expect(other.simulation(of: parsed) == nil, shown)
            // The mark says the same with a seal and without, and is worth nothing without.
            #expect(
                parsed.values(of: SimulationMark.fieldName).compactMap(SimulationMark.init) == [message.mark], shown)
            #expect(message.mark == bare.mark && message.messageID == bare.messageID, shown)
            #expect(try Self.simulation(of: bare.bytes) == nil, shown)
        }
    }

    private static func sealed() throws -> String {
        let message = try #require(
            try Shipped.simulation().sealed(by: key().seal).messages().first { $0.mark.template != nil })
        return String(decoding: message.bytes, as: UTF8.self)
    }

    /// What servers may do to a header on its way changes nothing.
    @Test func foldingMeansNothing() throws {
        let text = try Self.sealed()
        #expect(try Self.simulation(of: Array(text.replacing(";\r\n ", with: "; ").utf8)) != nil)
        #expect(try Self.simulation(of: Array(text.replacing("; day", with: ";\r\n\t day").utf8)) != nil)
        #expect(try Self.simulation(of: Array(("Received: by x\r\n" + text).utf8)) != nil)
    }

    @Test(
        "what a stranger may do with a mark he has seen",
        arguments: [
            "another Message-ID", "another author", "another simulation", "another day", "a second mark",
            "a second author", "no Message-ID", "an upper-case seal", "a cut seal", "an empty seal",
        ])
    func forgery(_ what: String) throws {
        let text = try Self.sealed()
        #expect(try Self.simulation(of: Array(text.utf8)) != nil)
        let from = try #require(text.firstMatch(of: /From: [^\r]*<[^@]*@/)).output
        let id = try #require(text.firstMatch(of: /Message-ID: <[^>]*>\r\n/)).output
        let seal = try #require(text.firstMatch(of: /seal=[0-9a-f]{64}/)).output
        let forged =
            switch what {
            case "another Message-ID": text.replacing(id, with: "Message-ID: <mine@stranger.example>\r\n")
            case "another author": text.replacing(from, with: "From: Eve <eve@")
            case "another simulation": text.replacing("id=normal-", with: "id=other-")
            case "another day": text.replacing("day=", with: "day=1")
            case "a second mark": "X-Mailroom-Simulation: id=a\r\n" + text
            case "a second author": text.replacing("From: ", with: "From: eve@stranger.example,\r\n ")
            case "no Message-ID": text.replacing(id, with: "")
            case "an upper-case seal": text.replacing(seal, with: "seal=" + seal.dropFirst(5).uppercased())
            case "a cut seal": text.replacing(seal, with: seal.dropLast())
            default: text.replacing(seal, with: "seal=")
            }
        #expect(forged != text)
        #expect(try Self.simulation(of: Array(forged.utf8)) == nil)
    }

    @Test func aKeyIsSixtyFourDigits() {
        #expect(SimulationKey(String(repeating: "a", count: 63)) == nil)
        #expect(SimulationKey(String(repeating: "a", count: 65)) == nil)
        #expect(SimulationKey(String(repeating: "g", count: 64)) == nil)
        #expect(SimulationKey("") == nil)
        var generator = SystemRandomNumberGenerator()
        let (one, two) = (SimulationKey.random(using: &generator), SimulationKey.random(using: &generator))
        #expect(one != two && SimulationKey(one) != nil)
    }

    /// RFC 4231 has no key of this length; the value was computed with Python's hmac.
    @Test func theSealIsHMAC() throws {
        let key = try #require(SimulationKey((0..<32).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()))
        #expect(
            key.seal("what do ya want for nothing?")
                == "099805f4ac310786968565c098db515cc50862b420ae31e20238312344bed36a")
    }
}
