/// Refusals that a standard asks for, from what the header says of itself.
extension Message {
    var reversePathRefusal: Refusal? {
        switch returnPath {
        case .null:
            return Refusal(.nullReversePath, "the reverse-path is null", source: "RFC 3834 section 2")
        case .malformed(let text):
            return Refusal(.malformedReversePath, "the reverse-path is '\(shown(text))'", source: "RFC 3834 section 4")
        case .address(let address) where !address.isDeliverable:
            return Refusal(
                .malformedReversePath, "the reverse-path is '\(shown(address.spec))'", source: "RFC 3834 section 4")
        case .address, .absent: return nil
        }
    }

    /// Any value but `no`, also one that no standard knows, also none at all.
    var autoSubmitted: Refusal? {
        guard let value = octets(of: .autoSubmitted).first(where: { HeaderSyntax.token($0) != "no" }) else {
            return nil
        }
        let said = HeaderSyntax.token(value)
        return Refusal(
            .autoSubmitted, "Auto-Submitted is \(said.isEmpty ? "empty" : shown(said))", source: "RFC 3834 section 5")
    }

    /// From the header, also where a gateway changed the type and left its parameter; and from the parts, where they
    /// were read.
    var report: Refusal? {
        if contentType.isReport || isContainer && contentType.parameters["report-type"] != nil {
            return Refusal(.report, "the content type is \(shown(contentType.description))", source: "RFC 6522")
        }
        if octets(of: .contentType).contains(where: Self.hasReportType) {
            return Refusal(.report, "the content type has a report-type", source: "RFC 6522")
        }
        if let part = body?.programParts.first(where: \.isReport) {
            return Refusal(.report, "there is a part \(shown(part.description))", source: "RFC 6522")
        }
        for value in octets(of: .contentClass) {
            let name = HeaderSyntax.token(value)
            guard name.hasSuffix(":dsn") || name.hasSuffix(":mdn") || name.hasOctets(of: "report") else { continue }
            return Refusal(.report, "Content-Class is \(shown(name))", source: "MS-OXCMAIL section 2.2.3")
        }
        return aggregateReport
    }

    private var isContainer: Bool { contentType.type == "message" || contentType.type == "multipart" }

    /// A robot's report on our domain's mail: the subject of RFC 7489 section 7.2.1.1 and RFC 8460 section 5.3.
    private var aggregateReport: Refusal? {
        if header.has(.reportDomain) {
            return Refusal(.report, "there is a field TLS-Report-Domain", source: "RFC 8460 section 5.3")
        }
        guard let subject, subject.utf8.contains(UInt8(ascii: ":")) else { return nil }
        // ASCII and the letters of Latin-1 fold to no other text than they look like; hardly a subject goes on from here.
        let isPlain = subject.utf8.allSatisfy { $0 < 0xC0 || $0 == 0xC3 }
        if isPlain, !Self.submitter.occurs(in: subject.utf8.lazy.map(HeaderNames.lowercased)) { return nil }
        let text = Self.folded(subject)
        guard text.hasOctets(of: "report domain:"), text.hasOctets(of: "submitter:") else { return nil }
        return Refusal(.report, "the subject is that of an aggregate report", source: "RFC 7489 section 7.2.1.1")
    }

    private static let submitter = LiteralSet(["submitter:"])

    private static func hasReportType(_ value: ArraySlice<UInt8>) -> Bool {
        // A phrase without white space is in ASCII whether or not it is folded.
        let isPossible = value.withUnsafeBufferPointer { octets in
            octets.contains { $0 >= 0x80 }
                || octets.indices.contains { place in
                    octets[place] == UInt8(ascii: "=") && place >= 11 && octets[place - 1] | 0x20 == UInt8(ascii: "e")
                }
        }
        return isPossible && folded(String(decoding: value, as: UTF8.self)).hasOctets(of: "report-type=")
    }

    private static let suppressions: Set<String> = ["all", "autoreply", "oof"]

    var suppression: Refusal? {
        for value in octets(of: .autoResponseSuppress) {
            guard let word = HeaderSyntax.words(value).first(where: Self.suppressions.contains) else { continue }
            return Refusal(
                .suppressionRequested, "X-Auto-Response-Suppress has \(word)",
                source: "MS-OXCMAIL section 2.2.3.2.14")
        }
        return nil
    }

    private static let precedences: Set<String> = ["bulk", "list", "junk", "auto_reply", "auto-reply", "autoreply"]

    var precedence: Refusal? {
        guard header.has(.precedence) || header.has(.xPrecedence) || header.has(.preference) else { return nil }
        for name in [FieldName.precedence, .xPrecedence, .preference] {
            for value in octets(of: name) {
                guard let word = HeaderSyntax.words(value).first(where: Self.precedences.contains) else { continue }
                return Refusal(.bulkPrecedence, "\(name.text) is \(word)", source: "RFC 3834 section 2")
            }
        }
        return nil
    }

    /// Fields of list software from before and beside RFC 2369; `X-List-*` and `List-*` are known by their beginning.
    static let listFields = [
        "feedback-id", "mailing-list", "x-mailing-list", "x-mailinglist", "x-beenthere", "x-mailman-version",
        "x-ml-name", "x-mlserver", "x-ml-count", "x-listname", "x-listserver", "x-listprocessor-version",
        "x-listmember",
        "x-majordomo-version", "x-sympa-to", "x-google-group-id", "x-google-group", "x-egroups-return",
        "x-egroups-approved-by", "x-yahoo-newman-property", "x-yahoo-newman-id", "x-mailer-lid", "x-mailer-recptid",
        "x-campaign", "x-campaignid", "x-campaign-id", "x-mailgun-list-id", "x-mc-user", "x-newsletter",
        "x-csa-complaints", "x-bulkmail", "x-bulk", "x-mass-mail", "x-subscription", "x-unsubscribe",
        "x-unsubscribe-web", "x-mailchimp-campaign", "x-ezmlm-list", "x-mailing-id", "x-mailingid",
        "x-bulk-mail", "x-mailman-approved-at", "x-topica-id", "x-mailjet-campaign", "x-rpcampaign", "x-elqpod",
        "x-sfmc-stack", "x-kmail-message", "x-discourse-topic-id", "x-discourse-post-id",
    ]
    static let listFamilies = ["list-", "x-list-"]

    var list: Refusal? {
        guard let place = header.firstPlace(of: .ofList) else { return nil }
        return Refusal(
            .mailingList, "there is a field \(shown(header.name(at: place)))", source: "RFC 3834 section 2, RFC 2369")
    }

    /// A reply, a cancellation or an invitation: calendars send them by themselves and read what comes back. Of parts
    /// within, only a reply counts: people put their invitations into mail.
    var calendar: Refusal? {
        let isCalendar =
            contentType.isCalendar || contentType.parameters["method"] != nil
            || header.has(.calendarOriginator)
            || octets(of: .contentClass).contains { HeaderSyntax.token($0).hasOctets(of: "calendarmessage") }
        if isCalendar { return Refusal(.calendar, "a calendar sent it", source: "RFC 6047") }
        let replies = ["reply", "counter", "declinecounter"]
        let isReply = body?.programParts.contains { part in
            part.isCalendar && part.parameters["method"].map { replies.contains($0.lowercased()) } == true
        }
        return isReply == true ? Refusal(.calendar, "there is a calendar's reply in it", source: "RFC 6047") : nil
    }
}
