/// The domains that nobody can own (RFC 2606 section 2): what made-up people may write from.
public enum ReservedDomain {
    private static let names = ["example", "test"]

    /// Whether a domain is one of them or below one.
    public static func contains(_ domain: String) -> Bool {
        let domain = domain.lowercased()
        return names.contains { domain == $0 || domain.hasSuffix(".\($0)") }
    }
}
