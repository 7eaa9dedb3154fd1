public import MailRouting

extension TLSPolicy {
    /// Whether this policy may be used with `host` (a name or an address literal, as configured): plaintext only to
    /// this machine, unless forced. A mistyped configuration must not send a password in the clear.
    public func permits(host: String) -> Bool {
        switch self {
        case .implicit, .startTLS: true
        case .none(let forced): forced || TLSPolicy.isLoopback(host)
        }
    }

    /// Whether `host` can only mean this machine: RFC 6761 section 6.3 names, 127.0.0.0/8 and ::1.
    public static func isLoopback(_ host: String) -> Bool {
        let name = host.lowercased()
        if name == "localhost" || name.hasSuffix(".localhost") || name == "::1" { return true }
        let numbers = name.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers[0] == "127"
            && numbers.allSatisfy { UInt8($0) != nil && $0.allSatisfy(\.isNumber) }
    }
}
