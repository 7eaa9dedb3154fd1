/// Refusals that a standard asks for, from what the header says of itself.
extension Message {
    var standardRefusal: Refusal? {
        reversePathRefusal ?? autoSubmitted ?? report ?? suppression ?? precedence ?? list ?? calendar
    }

    private var reversePathRefusal: Refusal? {
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
    private var autoSubmitted: Refusal? {
        guard let value = values(of: "Auto-Submitted").first(where: { HeaderSyntax.token($0) != "no" }) else {
            return nil
        }
        let said = HeaderSyntax.token(value)
        return Refusal(
            .autoSubmitted, "Auto-Submitted is \(said.isEmpty ? "empty" : shown(said))", source: "RFC 3834 section 5")
    }

    private static let reportTypes: Set<String> = [
        "multipart/report", "message/delivery-status", "message/global-delivery-status",
        "message/disposition-notification", "message/global-disposition-notification", "message/feedback-report",
        "message/tracking-status",
    ]

    /// Also where a gateway changed the type and left its parameter.
    var report: Refusal? {
        let isReport = contentType.type == "message" || contentType.type == "multipart"
        if isReport && Self.reportTypes.contains(contentType.description)
            || contentType.parameters["report-type"] != nil
        {
            return Refusal(.report, "the content type is \(shown(contentType.description))", source: "RFC 6522")
        }
        return values(of: "Content-Type").contains { Self.folded($0).hasOctets(of: "report-type=") }
            ? Refusal(.report, "the content type has a report-type", source: "RFC 6522") : nil
    }

    private var suppression: Refusal? {
        let refused: Set<String> = ["all", "autoreply", "oof"]
        for value in values(of: "X-Auto-Response-Suppress") {
            guard let word = HeaderSyntax.words(value).first(where: refused.contains) else { continue }
            return Refusal(
                .suppressionRequested, "X-Auto-Response-Suppress has \(word)",
                source: "MS-OXCMAIL section 2.2.3.2.14")
        }
        return nil
    }

    private var precedence: Refusal? {
        let refused: Set<String> = ["bulk", "list", "junk", "auto_reply", "auto-reply", "autoreply"]
        for name in ["Precedence", "X-Precedence"] {
            for value in values(of: name) {
                guard let word = HeaderSyntax.words(value).first(where: refused.contains) else { continue }
                return Refusal(.bulkPrecedence, "\(name) is \(word)", source: "RFC 3834 section 2")
            }
        }
        return nil
    }

    /// Fields of list software from before and beside RFC 2369; `X-List-*` and `List-*` are known by their beginning.
    private static let listFields = HeaderNames([
        "feedback-id", "mailing-list", "x-mailing-list", "x-mailinglist", "x-beenthere", "x-mailman-version",
        "x-ml-name", "x-mlserver", "x-ml-count", "x-listname", "x-listserver", "x-listprocessor-version",
        "x-listmember",
        "x-majordomo-version", "x-sympa-to", "x-google-group-id", "x-google-group", "x-egroups-return",
        "x-egroups-approved-by", "x-yahoo-newman-property", "x-yahoo-newman-id", "x-mailer-lid", "x-mailer-recptid",
        "x-campaign", "x-campaignid", "x-campaign-id", "x-mailgun-list-id", "x-mc-user", "x-newsletter",
        "x-csa-complaints", "x-bulkmail", "x-bulk", "x-mass-mail", "x-subscription", "x-unsubscribe",
        "x-unsubscribe-web", "x-mailchimp-campaign", "x-ezmlm-list",
    ])
    private static let listFamilies = LiteralSet(["list-", "x-list-"])

    var list: Refusal? {
        for place in 0..<header.count
        where header.number(at: place, among: Self.listFields) != nil
            || header.name(at: place, beginsWithOneOf: Self.listFamilies)
        {
            return Refusal(
                .mailingList, "there is a field \(shown(header.name(at: place)))",
                source: "RFC 3834 section 2, RFC 2369")
        }
        return nil
    }

    /// A reply, a cancellation or an invitation: calendars send them by themselves and read what comes back.
    var calendar: Refusal? {
        let isCalendar =
            contentType.subtype == "calendar" && contentType.type == "text" || contentType.parameters["method"] != nil
            || values(of: "Content-Class").contains { HeaderSyntax.token($0).hasOctets(of: "calendarmessage") }
        return isCalendar ? Refusal(.calendar, "a calendar sent it", source: "RFC 6047") : nil
    }
}
