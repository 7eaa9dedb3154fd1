/// What names that servers see may be made of.
extension String {
    /// An IMAP keyword is an atom (RFC 9051 section 9, flag-keyword); 64 octets fit every server we know.
    var isKeyword: Bool {
        (1...64).contains(utf8.count)
            && utf8.allSatisfy { (0x21...0x7E).contains($0) && !"(){%*\"\\]".utf8.contains($0) }
    }

    /// An IMAP mailbox name in readable form that can be sent and listed.
    var isMailboxName: Bool {
        (1...255).contains(utf8.count)
            && !unicodeScalars.contains { $0.value < 0x20 || $0 == "*" || $0 == "%" }
    }
}
