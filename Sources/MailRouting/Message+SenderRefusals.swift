/// Refusals for senders that are programs, or that say themselves that nobody reads what is sent to them.
extension Message {
    /// RFC 5230 section 4.6 and RFC 3834 section 2 name the first of these; the others are the accounts of daemons.
    private static let systemNames = HeaderNames([
        "mailer-daemon", "mailerdaemon", "mailer_daemon", "maildaemon", "mail-daemon", "mdaemon", "mailer",
        "postmaster",
        "listserv", "listproc", "majordomo", "mailman", "sympa", "ezmlm", "mmdf", "uucp", "daemon", "nobody", "root",
        "cron", "www-data", "apache", "httpd", "double-bounce", "bounce", "bounces", "bouncer", "errors-to",
        "autoresponder",
        "auto-responder", "autoreply", "auto-reply", "autoresponse", "vacation", "newsletter", "newsletters",
        "notification", "notifications", "notify", "ndr", "mail-system", "mailsystem", "bounced", "bounce-handler",
        "mail-delivery", "maildelivery", "mail-robot", "mailrobot", "mailbot", "automailer", "auto-mailer", "automated",
        "auto-confirm", "autoconfirm", "auto_reply", "auto_responder", "auto.reply", "auto.responder", "listmaster",
        "list-manager", "listserver", "www-run", "wwwrun", "nagios", "icinga", "zabbix", "logwatch", "logcheck",
        "anacron", "jenkins", "bugzilla", "wordpress", "calendar-notification", "dmarcreport", "dmarc-report",
        "dmarc-reports", "tlsrpt", "fbl", "feedback-loop", "antispam-challenge",
    ])
    private static let systemPrefixes = LiteralSet(
        ["owner-", "bounce-", "bounces-", "bounce_", "bounces_", "bounce.", "bounces.", "mailer-daemon", "msprvs1="])
    /// Backwards, so that they are prefixes too.
    private static let systemSuffixes = LiteralSet(
        [
            "-request", "-owner", "-bounce", "-bounces", "-errors", "-relay", "_bounce", "_bounces", ".bounces",
            ".bounce", "-owners", "-subscribe", "-unsubscribe", "-mailer-daemon", "-autoreply", "-notification",
            "-notifications",
        ].map { $0.utf8.reversed() })
    private static let returnPaths = LiteralSet(["-bounces+", "-bounce+", "-return-"])
    private static let systemDisplayNames = LiteralSet(
        [
            "mail delivery system", "mail delivery subsystem", "mail delivery service", "mailer-daemon",
            "mailer daemon", "mail delivery subsytem", "mail administrator", "mailzustellung", "auto-reply",
            "autoresponder",
            "auto responder", "autoreply", "automatische antwort", "automatic reply",
        ])

    /// - Parameter senders: as the message's own `senders`.
    func systemSender(_ senders: [Address]) -> Refusal? {
        for address in senders where Self.isSystem(address) {
            return Refusal(
                .systemSender, "the sender is \(shown(address.spec))",
                source: "RFC 3834 section 2, RFC 5230 section 4.6")
        }
        // A From that holds no address can still say who wrote it.
        let names = from.isEmpty ? values(of: "From") : from.compactMap(\.displayName)
        for name in names where Self.systemDisplayNames.occurs(in: Self.folded(name).utf8) {
            return Refusal(.systemSender, "the sender is called \(shown(name))", source: "RFC 3834 section 2")
        }
        return nil
    }

    private static func isSystem(_ address: Address) -> Bool {
        let local = address.plainLocalPart
        if isSystemName(local) { return true }
        // `postmaster\@host`, `mailer-daemon=host`: what stands before the first odd character counts.
        if let odd = local.unicodeScalars.firstIndex(where: { !$0.isInSystemName }), isSystemName(String(local[..<odd]))
        {
            return true
        }
        if systemPrefixes.begins(local.utf8) || systemSuffixes.begins(local.utf8.reversed()) { return true }
        // Variable envelope return paths: `list-bounces+ana=customer.example`, `list-return-42-ana=...`.
        if returnPaths.occurs(in: address.localPart.utf8.lazy.map(HeaderNames.lowercased)) { return true }
        let host = address.domain.utf8.prefix { $0 != UInt8(ascii: ".") }
        return host.elementsEqual("bounce".utf8) || host.elementsEqual("bounces".utf8)
    }

    private static func isSystemName(_ name: String) -> Bool {
        var name = name
        return name.withUTF8 { systemNames.number(of: $0) != nil }
    }

    /// What such addresses are called, without their dots and hyphens.
    private static let unreadNames = LiteralSet(
        [
            "noreply", "donotreply", "dontreply", "notreply", "noresponse", "donotrespond", "donotanswer", "noanswer",
            "unmonitored", "nichtantworten", "keineantwort", "keinereply", "bittenichtantworten", "nepasrepondre",
            "noresponder", "norisponder", "nonrispondere", "naoresponda", "nieodpowiadaj", "nobodyreads", "noreplay",
            "noreplies", "keineantworten", "norepondre", "nepasreponde", "noresponda", "nonresponder", "naoresponder",
            "nieodpisuj", "neodpovidejte", "nevalaszolj", "ikkesvar", "svarainte", "svaraej", "alavastaa",
            "geenantwoord",
            "nietbeantwoorden", "nietantwoorden", "donotemail", "donotsend", "devnull", "unattended", "notmonitored",
        ])

    /// - Parameter senders: as the message's own `senders`.
    func unreadSender(_ senders: [Address]) -> Refusal? {
        for address in senders where Self.isUnread(address.plainLocalPart) {
            return Refusal(
                .noReplyAddress, "the sender is \(shown(address.spec))", source: "the address says that nobody reads it"
            )
        }
        return nil
    }

    private static func isUnread(_ local: String) -> Bool {
        var local = local
        let ofASCII: Bool? = local.withUTF8 { octets in
            guard octets.allSatisfy({ $0 < 0x80 }) else { return nil }
            return unreadNames.occurs(in: octets.lazy.filter { Unicode.Scalar($0).isLetterOrNumber })
        }
        return ofASCII
            ?? unreadNames.occurs(
                in: String(String.UnicodeScalarView(local.unicodeScalars.filter(\.isLetterOrNumber))).utf8)
    }

    /// From says one organisation, the envelope another: a forgery, a bulk service, or a forwarder we would answer
    /// instead of the author. A DMARC pass by the receiving server proves that the author's domain allows it; while
    /// nobody says which server that is, nothing does, because anybody can write such a field.
    func foreignReversePath(by server: ReceivingServer) -> Refusal? {
        guard case .address(let reversePath) = returnPath, !from.isEmpty else { return nil }
        // A forwarder wraps the address it got: the wrapped domain is the sender's own.
        let origin = reversePath.origin
        // Nearly always they are the same.
        if from.contains(where: { $0.domain == origin.domain }) { return nil }
        if from.contains(where: { $0.organisation == origin.organisation }) { return nil }
        if authentication(.dmarc, by: server) == .pass { return nil }
        return Refusal(
            .foreignReversePath, "From is \(shown(from[0].domain)), the reverse-path \(shown(reversePath.domain))",
            source: "RFC 7489 section 3.1")
    }
}

extension Unicode.Scalar {
    fileprivate var isInSystemName: Bool { isLetterOrNumber || self == "-" || self == "_" || self == "." }

    fileprivate var isLetterOrNumber: Bool {
        if isASCII { return (0x61...0x7A).contains(value | 0x20) || (0x30...0x39).contains(value) }
        return Character(self).isLetter || Character(self).isNumber
    }
}
