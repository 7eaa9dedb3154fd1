/// Refusals for what the servers on the way found: spam is never answered, nor is a forged author.
///
/// Believed only against the message: whoever forges these fields gets no answer, and nothing else. Where the
/// configuration says how our server signs its results, only those count.
extension Message {
    func verdictRefusal(by server: ReceivingServer) -> Refusal? {
        spam ?? spam(by: server) ?? authentication(by: server)
    }

    private var spam: Refusal? {
        let answers = ["X-Spam-Flag", "X-Spam-Status", "X-Spam", "X-Spam-Verdict"]
        for name in answers {
            for value in values(of: name) {
                guard let word = HeaderSyntax.firstWord(value), ["yes", "spam", "true"].contains(word) else {
                    continue
                }
                return Refusal(.spam, "\(name) is \(word)", source: "the receiving server's filter")
            }
        }
        // Exchange's spam confidence level, 5 and above are junk.
        for value in values(of: "X-MS-Exchange-Organization-SCL") {
            guard let level = Int(HeaderSyntax.token(value)), level >= 5 else { continue }
            return Refusal(.spam, "the spam confidence level is \(level)", source: "the receiving server's filter")
        }
        return nil
    }

    private func spam(by server: ReceivingServer) -> Refusal? {
        guard let name = server.spamField, isSpam(by: server) == true else { return nil }
        return Refusal(.spam, "\(name) says so", source: "the receiving server's filter")
    }

    private func authentication(by server: ReceivingServer) -> Refusal? {
        guard authenticationForGate(.dmarc, by: server) == .fail else { return nil }
        return Refusal(
            .authenticationFailed, "the receiving server says dmarc=fail", source: "RFC 8601, RFC 7489 section 6.6")
    }

    /// What was found by a method. As long as nobody says which server is ours, the topmost Authentication-Results
    /// counts: the last server on the way wrote that one.
    func authenticationForGate(_ method: SenderCheck, by server: ReceivingServer) -> SenderCheckResult? {
        if server.authservID != nil { return authentication(method, by: server) }
        return values(of: "Authentication-Results").first.flatMap { AuthenticationResults($0)[method] }
    }
}
