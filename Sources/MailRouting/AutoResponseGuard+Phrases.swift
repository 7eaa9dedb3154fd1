extension AutoResponseGuard {
    /// The phrases by which the gate knows automatic mail in subjects, and the words its senders call themselves by, all
    /// folded: whoever rewrites mail and wants it to be decided alike must leave these as they are.
    public static var knownPhrases: [String] {
        Message.absencePhrases + Message.receiptPhrases + Message.failurePhrases + Message.systemWords
            + ["report domain:", "submitter:"]
    }
}
