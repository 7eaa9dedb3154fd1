import MailRouting

extension SubmissionReply {
    /// Whether the host speaks about how much the account sends or about itself, and not about this message: then
    /// everything has to wait, not this message alone.
    ///
    /// The reply code says so (421; 450, 451, 452 and 454, which providers use when somebody sends too fast), unless an
    /// enhanced status code (RFC 3463) names something of this message: its address, its mailbox, its content. We send
    /// to one recipient at a time, so "too many recipients" (4.5.3) can only mean too many in a time.
    var asksForPatience: Bool {
        guard isTransient else { return false }
        // The host ends the connection itself: whatever it says in words, nothing goes on here.
        if endsConnection { return true }
        guard let enhancedCode else { return [450, 451, 452, 454].contains(code) }
        switch (enhancedCode.subject, enhancedCode.detail) {
        // Mail system: full, shutting down, not accepting; security and policy: rate limits, authentication for now.
        case (3, 1), (3, 2), (7, _): return true
        // Congestion; too many recipients.
        case (4, 5), (5, 3): return true
        // "Other", of no or of unknown status: what the reply code alone says.
        case (0, _): return [450, 451, 452, 454].contains(code)
        default: return false
        }
    }

    /// How long the host asks to wait; only a transient reply can ask.
    var retryAfter: Interval? { isTransient ? RetryHint.interval(in: lines.joined(separator: " ")) : nil }
}
