import FoundationEssentials
import MailRouting
import Testing

/// `docs/acknowledgements.md` has every reason of a refusal, in the table of its tier.
@Suite struct AcknowledgementsPageTests {
    @Test(arguments: Refusal.Reason.allCases)
    func describesTheReason(_ reason: Refusal.Reason) throws {
        let path = Repository.path("docs/acknowledgements.md")
        let page = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        var heading = ""
        var places: [String] = []
        for line in page.split(separator: "\n") {
            if line.hasPrefix("#") { heading = String(line) }
            if line.hasPrefix("|"), line.contains("| `\(reason.rawValue)` |") { places.append(heading) }
        }
        let trusted = "### Refused unless the sender is trusted"
        #expect(places.count == 1, "one row for '\(reason.rawValue)'")
        #expect((places.first == trusted) == (reason.tier == .unlessTrusted), "in the table of its tier")
    }
}
