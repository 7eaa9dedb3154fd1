/// Refusals for senders that are programs, or that say themselves that nobody reads what is sent to them.
extension Message {
    /// - Parameter senders: as the message's own `senders`.
    func senderRefusal(_ senders: [Address], by server: ReceivingServer) -> Refusal? {
        systemSender(senders) ?? unreadSender(senders) ?? foreignReversePath(by: server)
    }

    /// RFC 5230 section 4.6 and RFC 3834 section 2 name the first of these; the others are the accounts of daemons.
    private static let systemNames: Set<String> = [
        "mailer-daemon", "mailerdaemon", "mailer_daemon", "maildaemon", "mail-daemon", "mdaemon", "mailer",
        "postmaster",
        "listserv", "listproc", "majordomo", "mailman", "sympa", "ezmlm", "mmdf", "uucp", "daemon", "nobody", "root",
        "cron", "www-data", "apache", "httpd", "double-bounce", "bounce", "bounces", "bouncer", "errors-to",
        "autoresponder",
        "auto-responder", "autoreply", "auto-reply", "autoresponse", "vacation", "newsletter", "newsletters",
        "notification", "notifications", "notify", "ndr", "mail-system", "mailsystem",
    ]
    private static let systemPrefixes = LiteralSet(["owner-", "bounce-", "bounces-", "bounce_", "bounces_"])
    /// Backwards, so that they are prefixes too.
    private static let systemSuffixes = LiteralSet(
        [
            "-request", "-owner", "-bounce", "-bounces", "-errors", "-relay", "_bounce", "_bounces", ".bounces",
            ".bounce",
        ].map { $0.utf8.reversed() })
    private static let returnPaths = LiteralSet(["-bounces+", "-bounce+", "-return-"])
    private static let systemDisplayNames = LiteralSet(
        [
            "mail delivery system", "mail delivery subsystem", "mail delivery service", "mailer-daemon",
            "mailer daemon",
        ])

    private func systemSender(_ senders: [Address]) -> Refusal? {
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
        // `postmaster\@host`, `mailer-daemon=host`: what stands before the first odd character counts.
        let head = local.unicodeScalars.prefix {
            $0.isLetterOrNumber || $0 == "-" || $0 == "_" || $0 == "."
        }
        if systemNames.contains(local) { return true }
        if head.endIndex < local.endIndex, systemNames.contains(String(head)) { return true }
        if systemPrefixes.begins(local.utf8) || systemSuffixes.begins(local.utf8.reversed()) { return true }
        // Variable envelope return paths: `list-bounces+ana=customer.example`, `list-return-42-ana=...`.
        if returnPaths.occurs(in: address.localPart.utf8.lazy.map(HeaderNames.lowercased)) { return true }
        let host = address.domain.utf8.prefix { $0 != UInt8(ascii: ".") }
        return host.elementsEqual("bounce".utf8) || host.elementsEqual("bounces".utf8)
    }

    /// What such addresses are called, without their dots and hyphens.
    private static let unreadNames = LiteralSet(
        [
            "noreply", "donotreply", "dontreply", "notreply", "noresponse", "donotrespond", "donotanswer", "noanswer",
            "unmonitored", "nichtantworten", "keineantwort", "keinereply", "bittenichtantworten", "nepasrepondre",
            "noresponder", "norisponder", "nonrispondere", "naoresponda", "nieodpowiadaj", "nobodyreads",
        ])

    private func unreadSender(_ senders: [Address]) -> Refusal? {
        for address in senders {
            let name = String(
                String.UnicodeScalarView(address.plainLocalPart.unicodeScalars.filter(\.isLetterOrNumber)))
            guard Self.unreadNames.occurs(in: name.utf8) else { continue }
            return Refusal(
                .noReplyAddress, "the sender is \(shown(address.spec))", source: "the address says that nobody reads it"
            )
        }
        return nil
    }

    /// From says one organisation, the envelope another: a forgery, a bulk service, or a forwarder we would answer
    /// instead of the author. A DMARC pass by the receiving server (the topmost Authentication-Results) proves that the
    /// author's domain allows it.
    private func foreignReversePath(by server: ReceivingServer) -> Refusal? {
        guard case .address(let reversePath) = returnPath, !from.isEmpty else { return nil }
        // A forwarder wraps the address it got (SRS): the wrapped domain is the sender's own.
        let wrapped = reversePath.localPart.lowercased()
        let parts = wrapped.hasPrefix("srs") ? wrapped.split(separator: "=") : []
        let domain = parts.count >= 4 ? String(parts[parts.count - 2]) : reversePath.domain
        // Nearly always they are the same.
        if from.contains(where: { $0.domain == domain }) { return nil }
        if from.contains(where: { $0.organisation == Address(localPart: "x", domain: domain).organisation }) {
            return nil
        }
        if authenticationForGate(.dmarc, by: server) == .pass { return nil }
        return Refusal(
            .foreignReversePath, "From is \(shown(from[0].domain)), the reverse-path \(shown(reversePath.domain))",
            source: "RFC 7489 section 3.1")
    }
}

extension Unicode.Scalar {
    fileprivate var isLetterOrNumber: Bool {
        if isASCII { return (0x61...0x7A).contains(value | 0x20) || (0x30...0x39).contains(value) }
        return Character(self).isLetter || Character(self).isNumber
    }
}

extension Address {
    /// The domain an organisation registered, as far as that can be told without the public suffix list: the last two
    /// labels, or three where the last but one is a registry's (`co.uk`, `com.au`).
    fileprivate var organisation: String {
        let labels = domain.split(separator: ".")
        guard labels.count > 2 else { return domain }
        let registries: Set<Substring> = ["co", "com", "net", "org", "gov", "edu", "ac", "ne", "or", "go", "gob", "gv"]
        let isRegistry = labels[labels.count - 1].count == 2 && registries.contains(labels[labels.count - 2])
        return labels.suffix(isRegistry ? 3 : 2).joined(separator: ".")
    }
}
