/// Refusals for what the servers on the way found: spam is never answered, nor is a forged author.
///
/// Believed only against the message: whoever forges these fields gets no answer, and nothing else. Where the
/// configuration says how our server signs its results, only those count.
extension Message {
    func spamRefusal(by server: ReceivingServer) -> Refusal? { spam ?? spam(by: server) }

    /// The fields filters answer yes or no in, and the words they say yes with.
    private static let spamFields = [
        FieldName.spamFlag, .spamStatus, .spam, .spamVerdict, .bogosity, .dspamResult, .barracudaFlag, .barracudaStatus,
    ]

    private var spam: Refusal? {
        for name in Self.spamFields where header.has(name) {
            for value in octets(of: name) {
                guard let word = HeaderSyntax.firstWord(value), ["yes", "spam", "true"].contains(word) else {
                    continue
                }
                return Refusal(.spam, "\(name.text) is \(word)", source: "the receiving server's filter")
            }
        }
        // Exchange's spam confidence level, 5 and above are junk.
        for value in octets(of: .exchangeSpamLevel) {
            guard let level = Int(HeaderSyntax.token(value)), level >= 5 else { continue }
            return Refusal(.spam, "the spam confidence level is \(level)", source: "the receiving server's filter")
        }
        return nil
    }

    private func spam(by server: ReceivingServer) -> Refusal? {
        guard let name = server.spamField, isSpam(by: server) == true else { return nil }
        return Refusal(.spam, "\(name) says so", source: "the receiving server's filter")
    }

    /// DMARC's word is the last one: a message that was forwarded fails SPF and a list breaks signatures, and DMARC
    /// knows what that means for the author. Where it says nothing, a failed SPF or DKIM refuses, unless the other one
    /// passed for the author's own domain, which is what DMARC would have asked.
    ///
    /// As long as nobody says which server is ours, the topmost Authentication-Results counts: the last server on the way
    /// wrote that one. A pass in it weighs against a fail in it and against nothing else, so whoever forges the field gains
    /// nothing that leaving it out would not give.
    func authenticationRefusal(by server: ReceivingServer) -> Refusal? {
        guard header.has(.authenticationResults) else { return nil }
        let values = octets(of: .authenticationResults).prefix(server.authservID == nil ? 1 : Int.max)
        // Only a fail refuses, and most messages have none.
        guard values.contains(where: { Self.fail.occurs(in: $0.lazy.map(HeaderNames.lowercased)) }) else { return nil }
        let fields = values.map(AuthenticationResults.init)
            .filter { server.authservID == nil || $0.server == server.authservID }
        switch Self.result(of: .dmarc, in: fields) {
        case .pass: return nil
        case .fail: return failed(.dmarc)
        default: break
        }
        if fails(.spf, unless: .dkim, in: fields) { return failed(.spf) }
        if fails(.dkim, unless: .spf, in: fields) { return failed(.dkim) }
        return nil
    }

    private static let fail = LiteralSet([SenderCheckResult.fail.rawValue])

    /// What the first field says that speaks of the method.
    private static func result(
        of method: SenderCheck, in fields: [AuthenticationResults]
    ) -> SenderCheckResult? {
        for field in fields { if let result = field[method] { return result } }
        return nil
    }

    private func fails(
        _ method: SenderCheck, unless other: SenderCheck, in fields: [AuthenticationResults]
    ) -> Bool {
        guard Self.result(of: method, in: fields) == .fail else { return false }
        guard from.count == 1, let field = fields.first(where: { $0[other] != nil }) else { return true }
        return !field.passed(other, for: from[0].domain)
    }

    private func failed(_ method: SenderCheck) -> Refusal {
        Refusal(
            .authenticationFailed, "the receiving server says \(method.rawValue)=fail",
            source: method == .dmarc ? "RFC 8601, RFC 7489 section 6.6" : "RFC 8601 section 2.7")
    }

    /// Whether `server` proves that `domain` sent the message: the method passed, and for this domain.
    func isAuthenticated(_ method: SenderCheck, for domain: String, by server: ReceivingServer) -> Bool {
        authenticationResults(method, by: server)?.passed(method, for: domain) == true
    }
}
