import MailRouting
import MailTransport
import Testing

/// What came back is told from what did not, whoever's mail system wrote it.
@Suite struct DeliveryReportTests {
    private static func read(_ bytes: [UInt8]) -> Message {
        var message = MessageParser.parse(header: bytes, textPreview: nil, size: bytes.count)
        // As the agent does it: the body is read only when the header speaks for a report.
        if message.mayBeDeliveryReport { message.body = MessageParser.body(of: bytes, isReport: true) }
        return message
    }

    @Test(arguments: BounceSample.all, ["\r\n", "\n"])
    func isRecognised(sample: BounceSample, lineEnd: String) {
        let message = Self.read(Array(sample.message.replacing("\n", with: lineEnd).utf8))
        let response = message.acknowledgementResponse(token: "token-1")
        #expect(response?.kind.rawValue == sample.kind)
        #expect(response?.status == sample.status)
        #expect(response?.failedAddress?.spec == sample.address)
        guard let response, !sample.name.contains("loop field") else { return }
        #expect(response.acknowledgements == [MessageID(BounceSample.id)])
    }

    /// Every one of them is for the rules and never answered.
    @Test(arguments: BounceSample.all.filter { $0.kind != nil })
    func isNeverAnswered(sample: BounceSample) {
        let gate = AutoResponseGuard(
            GatePolicy(ownAddresses: ["info@buttons.example"], maximumAge: .days(3), loopToken: "token-1"))
        let now = Instant(seconds: 1_700_000_000)
        let message = Self.read(Array(sample.message.utf8))
        #expect(
            gate.judge(message, Circumstances(mailbox: "info", arrivedAt: now, now: now)) != nil)
    }

    @Test func anotherInstallationsTokenIsNotOurs() {
        let sample = BounceSample.all.first { $0.name.contains("loop field") }
        let message = Self.read(Array((sample?.message ?? "").utf8))
        #expect(message.acknowledgementResponse(token: "token-2") == nil)
        #expect(message.acknowledgementResponse(token: "") == nil)
    }

    @Test func diagnosticIsShortAndSafeToPrint() throws {
        let sample = BounceSample.all[0].message
        let text = sample.replacing(
            "smtp; 550", with: "smtp; 550 \u{1B}[31m" + String(repeating: "x", count: 5000))
        let report = try #require(MessageParser.body(of: Array(text.utf8), isReport: true).report)
        let diagnostic = try #require(report.recipients.first?.diagnostic)
        #expect(diagnostic.unicodeScalars.count <= 200)
        #expect(!diagnostic.unicodeScalars.contains("\u{1B}"))
    }

    /// Reports of any size and shape: read in bounded pieces, and nothing is made of them that is not there.
    @Test func hostileReportsAreBounded() {
        let group = "Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        let header = "Return-Path: <>\r\nContent-Type: message/delivery-status\r\n\r\n"
        let many = MessageParser.body(
            of: Array((header + String(repeating: group, count: 5000)).utf8), isReport: true)
        #expect(many.report?.recipients.count == 32)
        let ids = (0..<5000).map { _ in "<\(BounceSample.id)>" }.joined(separator: " ")
        let fakes = String(repeating: "ack.ack.00112233445566778899aabbccddee@ ack.", count: 20_000)
        let text = MessageParser.body(of: Array(("Return-Path: <>\r\n\r\n" + fakes + ids).utf8), isReport: true)
        #expect((text.report?.returned.count ?? 0) <= 1)
        let digits = String(repeating: "5.1.1.5.4", count: 100_000)
        #expect(
            MessageParser.body(of: Array(("Return-Path: <>\r\n\r\n" + digits).utf8), isReport: true).report == nil)
        for bytes in [[], Array("\r\n".utf8), Array(header.utf8), Array((header + "\r\n\r\n\r\n").utf8)] {
            #expect(MessageParser.body(of: bytes, isReport: true).report == nil)
        }
    }

    /// The samples with octets changed, cut out and doubled: nothing crashes, and what is named is formed as ours.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func damagedReportsAreRead(seed: UInt64) {
        var state = seed
        func next(below bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % max(1, bound)
        }
        for sample in BounceSample.all {
            for _ in 0..<40 {
                var bytes = Array(sample.message.utf8)
                for _ in 0...next(below: 12) {
                    let place = next(below: bytes.count)
                    switch next(below: 3) {
                    case 0: bytes[place] = UInt8(next(below: 256))
                    case 1: bytes.removeSubrange(place..<min(bytes.count, place + 1 + next(below: 40)))
                    default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 60)], at: place)
                    }
                }
                let response = Self.read(bytes).acknowledgementResponse(token: "token-1")
                let isFormed = response?.acknowledgements.allSatisfy(\.isFormedAsAcknowledgement) ?? true
                #expect(isFormed, "seed \(seed), \(sample.name)")
            }
        }
    }
}
