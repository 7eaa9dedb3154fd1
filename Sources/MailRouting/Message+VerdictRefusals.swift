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
    func authenticationRefusal(by server: ReceivingServer) -> Refusal? {
        switch authenticationForGate(.dmarc, by: server) {
        case .pass: return nil
        case .fail: return failed(.dmarc)
        default: break
        }
        if fails(.spf, unless: .dkim, by: server) { return failed(.spf) }
        if fails(.dkim, unless: .spf, by: server) { return failed(.dkim) }
        return nil
    }

    private func fails(_ method: SenderCheck, unless other: SenderCheck, by server: ReceivingServer) -> Bool {
        guard authenticationForGate(method, by: server) == .fail else { return false }
        guard from.count == 1, let results = resultsForGate(other, by: server) else { return true }
        return !results.passed(other, for: from[0].domain)
    }

    private func failed(_ method: SenderCheck) -> Refusal {
        Refusal(
            .authenticationFailed, "the receiving server says \(method.rawValue)=fail",
            source: method == .dmarc ? "RFC 8601, RFC 7489 section 6.6" : "RFC 8601 section 2.7")
    }

    /// What was found by a method.
    func authenticationForGate(_ method: SenderCheck, by server: ReceivingServer) -> SenderCheckResult? {
        resultsForGate(method, by: server)?[method]
    }

    /// The field that speaks of a method. As long as nobody says which server is ours, the topmost
    /// Authentication-Results counts: the last server on the way wrote that one.
    private func resultsForGate(_ method: SenderCheck, by server: ReceivingServer) -> AuthenticationResults? {
        if server.authservID != nil { return authenticationResults(method, by: server) }
        return firstOctets(of: .authenticationResults).map(AuthenticationResults.init)
    }

    /// Whether `server` proves that `domain` sent the message: the method passed, and for this domain.
    func isAuthenticated(_ method: SenderCheck, for domain: String, by server: ReceivingServer) -> Bool {
        authenticationResults(method, by: server)?.passed(method, for: domain) == true
    }
}
