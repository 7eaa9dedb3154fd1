import MailRouting
import Testing

/// The windows of one recipient: which of them closes, when it opens again, and that no history gets past them.
@Suite struct AcknowledgementWindowTests {
    private static let ana = Address(localPart: "ana", domain: "customer.example")
    private static let now = Instant(seconds: 1_700_000_000)

    private static func candidate(_ subject: String = "order", _ department: DepartmentName = "sales")
        -> AcknowledgementCandidate
    {
        AcknowledgementCandidate(recipient: ana, department: department, subject: subject)
    }

    private static func entry(_ hours: Int64, _ subject: String, _ department: DepartmentName = "sales")
        -> AcknowledgementHistory.Entry
    {
        AcknowledgementHistory.Entry(at: now - .hours(hours), department: department, subject: subject)
    }

    @Test(
        arguments: [
            ([], 0, nil, nil),
            ([entry(23, "order")], 1, .subjectWindow, 1),
            ([entry(24, "order")], 1, nil, nil),
            ([entry(1, "order", "finance")], 1, nil, nil),  // another department
            ([entry(1, "offer"), entry(2, "bill")], 2, nil, nil),
            ([entry(1, "offer"), entry(2, "bill"), entry(3, "hello")], 3, .senderWindow, 21),
            // Both close; the narrower is named, the later opening counts.
            ([entry(9, "order"), entry(2, "bill"), entry(3, "hello")], 3, .subjectWindow, 15),
            (
                [
                    entry(1, "a", "info"), entry(2, "b", "info"), entry(3, "c", "finance"), entry(4, "d", "finance"),
                    entry(5, "e", "support"),
                ], 5, .senderDay, 19
            ),
            ([], 19, nil, nil),
            ([], 20, .domainWindow, 4),
            ([entry(-400, "order")], 1, .subjectWindow, 24),  // the clock was set back: as if sent just now
        ] as [([AcknowledgementHistory.Entry], Int, Refusal.Reason?, Int64?)])
    func closes(_ sender: [AcknowledgementHistory.Entry], _ inDomain: Int, _ reason: Refusal.Reason?, _ hours: Int64?) {
        let history = AcknowledgementHistory(
            sender: sender, domain: Array(repeating: Self.now - .hours(20), count: inDomain))
        let verdict = AcknowledgementWindows().verdict(on: Self.candidate(), history, now: Self.now)
        #expect(verdict.refusal?.reason == reason)
        guard case .full(_, let until) = verdict else { return }
        #expect(hours.map { Self.now + .hours($0) } == until)
    }

    @Test func bounceClosesForThirtyDaysAndThreadForGood() {
        let windows = AcknowledgementWindows()
        func verdict(_ history: AcknowledgementHistory) -> Refusal.Reason? {
            let verdict = windows.verdict(on: Self.candidate(), history, now: Self.now)
            if case .full = verdict { Issue.record("nothing about it is to be waited for") }
            return verdict.refusal?.reason
        }
        #expect(verdict(AcknowledgementHistory(bouncedAt: Self.now - .days(30) + .milliseconds(1))) == .bouncedAddress)
        #expect(verdict(AcknowledgementHistory(bouncedAt: Self.now - .days(30))) == nil)
        #expect(verdict(AcknowledgementHistory(bouncedAt: Self.now + .days(400))) == .bouncedAddress)
        #expect(verdict(AcknowledgementHistory(isThreadAcknowledged: true)) == .threadWindow)
    }

    @Test func providersOfMailboxesToThePublicHaveACapOfTheirOwn() {
        let limits = AcknowledgementLimits(publicDomains: ["post.example"])
        func cap(_ domain: String) -> Int {
            limits.cap(for: SenderIdentity(Address(localPart: "ana", domain: domain)))
        }
        #expect(cap("customer.example") == 20)
        #expect(cap("gmail.com") == 200)
        #expect(cap("post.example") == 200)
        #expect(cap("mail.post.example") == 200, "the organisation's domain counts")
    }

    @Test(
        arguments: [
            ("Ana@Customer.Example", "ana@customer.example", "customer.example"),
            ("ana+button-7@customer.example", "ana@customer.example", "customer.example"),
            ("ana@n17.mail.customer.example", "ana@n17.mail.customer.example", "customer.example"),
            ("prvs=0123456789=ana@customer.example", "ana@customer.example", "customer.example"),
            ("ana@shop.customer.co.uk", "ana@shop.customer.co.uk", "customer.co.uk"),
            ("a.n.a@gmail.com", "ana@gmail.com", "gmail.com"),
            ("A.na+x@googlemail.com", "ana@gmail.com", "gmail.com"),
            // Forwarded: the author's mailbox, but the mail goes to the forwarder.
            ("SRS0=ab=cd=customer.example=ana@n7.forward.test", "ana@customer.example", "forward.test"),
            ("SRS0+ab=cd=customer.example=ana+x@forward.test", "ana@customer.example", "forward.test"),
            ("SRS1=ab=first.test==ab=cd=customer.example=ana@forward.test", "ana@customer.example", "forward.test"),
            ("SRS0=ab=cd=googlemail.com=a.na@forward.test", "ana@gmail.com", "forward.test"),
            ("SRS0=ab=ana@forward.test", "ana@forward.test", "forward.test"),
            ("a.n.a@customer.example", "a.n.a@customer.example", "customer.example"),
        ])
    func spellingsOfOneSenderAreOne(spec: String, sender: String, domain: String) throws {
        let identity = SenderIdentity(try #require(Address(spec)))
        #expect(identity.sender == sender)
        #expect(identity.domain == domain)
    }

    @Test(
        arguments: [
            ("Re: AW: Offer  42", "offer 42"), ("OFFER 42", "offer 42"), ("offer\t42", "offer 42"), (nil, ""),
            ("Größe", "groesse"),
        ] as [(String?, String)])
    func subjectIsComparedAsRulesDo(subject: String?, expected: String) {
        #expect(Sample.message(subject).windowSubject == expected)
    }

    @Test func longSubjectsAndIdentifiersAreCut() {
        #expect(Sample.message(String(repeating: "x", count: 5000)).windowSubject.utf8.count == 200)
        var message = Sample.message("x")
        message.references = (0..<300).map { MessageID("\($0)@\(String(repeating: "y", count: 1000))") }
        let identifiers = message.threadIdentifiers
        #expect(identifiers.count <= 42)
        #expect(identifiers.allSatisfy { $0.rawValue.utf8.count == 250 })
        #expect(identifiers.first?.rawValue.hasPrefix("0@") == true)
        #expect(identifiers.last?.rawValue.hasPrefix("299@") == true)
    }

    @Test func threadIsNamedByItsRootFirst() {
        var message = Sample.message("x")
        message.messageID = "own@customer.example"
        #expect(message.threadIdentifiers == ["own@customer.example"])
        message.inReplyTo = ["parent@customer.example"]
        #expect(message.threadIdentifiers == ["parent@customer.example", "own@customer.example"])
        message.references = ["root@customer.example", "parent@customer.example"]
        #expect(
            message.threadIdentifiers == [
                "root@customer.example", "parent@customer.example", "own@customer.example",
            ])
    }

    /// Mail at random from a few senders of one organisation, some under ever new addresses: whatever is let through, no
    /// 24 hours hold more than any figure says.
    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func noDayHoldsMoreThanTheFigures(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let windows = AcknowledgementWindows()
        struct Sent { let at: Instant, identity: SenderIdentity, department: DepartmentName, subject: String }
        var sent: [Sent] = []
        var now = Self.now
        for _ in 0..<1500 {
            now = now + .milliseconds(Int64.random(in: 0...3_600_000, using: &random))
            let local = ["ana", "Ana+1", "bo", "fresh\(random.next())"].randomElement(using: &random) ?? ""
            let host = ["", "mx."].randomElement(using: &random) ?? ""
            let candidate = AcknowledgementCandidate(
                recipient: Address(localPart: local, domain: "\(host)customer.example"),
                department: ["sales", "info", "finance"].randomElement(using: &random) ?? "",
                subject: "subject \(Int.random(in: 0..<4, using: &random))")
            let identity = SenderIdentity(candidate.recipient)
            let history = AcknowledgementHistory(
                sender: sent.filter { $0.identity.sender == identity.sender }.map {
                    .init(at: $0.at, department: $0.department, subject: $0.subject)
                }, domain: sent.filter { $0.identity.domain == identity.domain }.map(\.at))
            guard windows.verdict(on: candidate, history, now: now) == .open else { continue }
            sent.append(
                Sent(at: now, identity: identity, department: candidate.department, subject: candidate.subject))
        }
        func most<Key: Hashable>(_ key: (Sent) -> Key) -> Int {
            Dictionary(grouping: sent, by: key).values.map { group in
                group.map { end in
                    group.count { $0.at <= end.at && end.at - $0.at < AcknowledgementLimits.width }
                }.max() ?? 0
            }.max() ?? 0
        }
        #expect(most { "\($0.identity.sender) \($0.department) \($0.subject)" } == 1, "seed \(seed)")
        #expect(most { "\($0.identity.sender) \($0.department)" } <= 3, "seed \(seed)")
        #expect(most(\.identity.sender) <= 5, "seed \(seed)")
        #expect(most(\.identity.domain) == 20, "seed \(seed): the cap is reached and never passed")
    }
}

/// The same numbers for the same seed, on every machine.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
