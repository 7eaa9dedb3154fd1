/// Refusals for what the servers on the way found: spam is never answered, nor is a forged author.
///
/// Believed only against the message: whoever forges these fields gets no answer, and nothing else.
extension Message {
    var verdictRefusal: Refusal? { spam ?? authentication }

    private var spam: Refusal? {
        let answers = ["X-Spam-Flag", "X-Spam-Status", "X-Spam", "X-Spam-Verdict"]
        for name in answers {
            for value in values(of: name) {
                guard let word = HeaderSyntax.words(value).first, ["yes", "spam", "true"].contains(word) else {
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

    private var authentication: Refusal? {
        guard authenticationResult("dmarc") == "fail" else { return nil }
        return Refusal(
            .authenticationFailed, "the receiving server says dmarc=fail", source: "RFC 8601, RFC 7489 section 6.6")
    }

    /// What the topmost Authentication-Results says of a method: the last server on the way wrote that one.
    func authenticationResult(_ method: String) -> String? {
        guard let value = values(of: "Authentication-Results").first else { return nil }
        for part in HeaderSyntax.withoutComments(value).lowercased().split(separator: ";") {
            let words = part.split { $0.isWhitespace || $0 == "=" }
            if words.count >= 2, words[0] == method { return String(words[1]) }
        }
        return nil
    }
}
