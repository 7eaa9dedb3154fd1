import Testing

@testable import MailRouting

@Suite("The analysis finds conditions that ask for what never is")
struct FactFindingTests {
    private static let place = SourceLocation(file: "rules/test.yaml", line: 7)

    private static func findings(
        _ condition: Condition, servers: [ReceivingServer]? = nil
    ) throws -> [RuleFinding.Kind] {
        let line = Route.line(Sample.line("r", condition))
        let analysis = RuleAnalysis(of: try Sample.router(Sample.rules(routes: [line])), servers: servers)
        return analysis.findings.map(\.kind).filter { $0 == .removedPrefix || $0 == .unknownFact }
    }

    @Test(
        "terms that begin with a reply prefix, which is taken off a subject before it is compared",
        arguments: [
            (TextField.subject, TextMatch.startsWith, "Re:", true),
            (.subject, .startsWith, "AW: Rechnung", true),
            (.subject, .startsWith, "re[2] : ", true),
            (.subject, .startsWith, "回复: 询价", true),
            (.subject, .is, "Fwd: Angebot", true),
            (.subject, .regex, "^Re: ", true),
            (.subject, .regex, "^Re:?", false),
            (.subject, .regex, "^Re:|Rechnung", false),
            (.subject, .regex, "Re:", false),
            (.subject, .startsWith, "Re", false),
            (.subject, .startsWith, "Rechnung:", false),
            (.subject, .contains, "Re:", false),
            (.subject, .word, "Re", false),
            (.subject, .endsWith, "Re:", false),
            (.subjectRaw, .startsWith, "Re:", false),
            (.header("subject"), .startsWith, "Re:", false),
        ])
    func prefixes(field: TextField, match: TextMatch, term: String, isFound: Bool) throws {
        let condition = Condition.text(
            TextCondition(field: field, match: match, terms: [term, "other"], list: nil, location: Self.place))
        #expect(try Self.findings(condition) == (isFound ? [.removedPrefix] : []))
    }

    @Test("and the router agrees: such a term matches neither itself nor the rest of it")
    func prefixesNeverMatch() throws {
        let condition = Condition.text(
            TextCondition(field: .subject, match: .startsWith, terms: ["Re: Rechnung"], list: nil, location: Self.place)
        )
        let router = try Sample.router(Sample.rules(routes: [.line(Sample.line("r", condition))]))
        for subject in ["Re: Rechnung", "Re: Re: Rechnung", "Rechnung", "AW: Re: Rechnung 4711"] {
            var message = Message()
            message.subject = subject
            #expect(router.decide(message, Sample.circumstances()).rule != "r")
        }
    }

    @Test("what no account's server says, also where it is denied or among others")
    func unknownFacts() throws {
        let checks = Condition.authentication(.dmarc, [.fail], at: Self.place)
        let other = Condition.size(.over(1), at: Self.place)
        let (silent, checking) = (ReceivingServer(), ReceivingServer(authservID: "mx.example"))
        let filtering = ReceivingServer(spamField: "X-Spam-Flag")
        #expect(try Self.findings(checks, servers: [silent, filtering]) == [.unknownFact])
        #expect(try Self.findings(.all([other, .not(checks)]), servers: [silent]) == [.unknownFact])
        #expect(try Self.findings(checks, servers: [silent, checking]) == [])
        #expect(try Self.findings(.spam(true, at: Self.place), servers: [checking]) == [.unknownFact])
        #expect(try Self.findings(.spam(true, at: Self.place), servers: [filtering]) == [])
        #expect(try Self.findings(checks) == [], "nobody said which accounts there are")
    }
}
