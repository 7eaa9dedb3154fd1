import MailRouting

/// Host names, addresses and paths.
extension Reading {
    /// A host name (RFC 1123 section 2.1), an IPv4 address or an IPv6 address without brackets.
    func host(_ node: YAMLNode) -> String? {
        guard let text = text(node) else { return nil }
        guard HostName.isHost(text) else {
            return expected("a host name or an IP address", node, suggestion: hostSuggestion(text))
        }
        return text.lowercased()
    }

    private func hostSuggestion(_ text: String) -> String? {
        if text.contains("://") {
            return "write the host name alone, without '\(text.prefix(while: { $0 != ":" }))://'"
        }
        if text.utf8.contains(where: { $0 >= 0x80 }) { return "write an international name in its xn-- form" }
        return text.contains(":") ? "the port has a key of its own: 'port'" : nil
    }

    /// What may follow EHLO: a host name, or an address literal such as `[192.0.2.1]` (RFC 5321 section 4.1.3).
    func ehloName(_ node: YAMLNode) -> String? {
        guard let text = text(node) else { return nil }
        let literal = text.dropFirst().dropLast()
        let isLiteral =
            text.hasPrefix("[") && text.hasSuffix("]")
            && (HostName.isIPv4(literal) || (literal.hasPrefix("IPv6:") && HostName.isIPv6(literal.dropFirst(5))))
        guard isLiteral || HostName.isName(text[...]) else {
            return expected(
                "a host name or an address literal", node, suggestion: "such as mail.example.org or [192.0.2.1]")
        }
        return text
    }

    /// `local@domain`.
    func address(_ node: YAMLNode) -> Address? {
        guard let text = text(node) else { return nil }
        guard let address = Address(text), HostName.isName(address.domain[...]), address.localPart.utf8.count <= 64,
            !address.localPart.contains(where: { "<>()[]:;,\\\" @".contains($0) })
        else { return expected("an address", node, suggestion: "such as info@example.org") }
        return address
    }

    /// A path, absolute or taken from `folder`; always absolute and without `.` and `..` afterwards.
    func path(from folder: String) -> (YAMLNode) -> String? {
        { node in
            guard let text = self.text(node) else { return nil }
            if text.hasPrefix("~") || text.contains("${") || text.hasPrefix("$") {
                return self.expected(
                    "a path", node,
                    suggestion: "'~' and variables are not replaced; write the path, absolute or from this file")
            }
            return FilePath.resolved(text, from: folder)
        }
    }
}

/// The syntax of host names. Nothing is looked up.
enum HostName {
    static func isHost(_ text: String) -> Bool { isName(text[...]) || isIPv6(text[...]) }

    /// Labels of letters, digits and hyphens; covers IPv4 addresses, which look like names of digits.
    static func isName(_ text: Substring) -> Bool {
        guard (1...253).contains(text.utf8.count) else { return false }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        let isAllDigits = labels.allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        return isAllDigits ? isIPv4(text) : labels.allSatisfy(isLabel)
    }

    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
            && label.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
            }
    }

    static func isIPv4(_ text: Substring) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } && UInt8($0) != nil }
    }

    static func isIPv6(_ text: Substring) -> Bool {
        let halves = text.components(separatedBy: "::")
        guard text.contains(":"), halves.count <= 2 else { return false }
        // Nothing before or behind the two colons is no group.
        let groups = halves.filter { !$0.isEmpty }.flatMap { half in
            half.split(separator: ":", omittingEmptySubsequences: halves.count == 1)
        }
        let areGroups = groups.allSatisfy { (1...4).contains($0.utf8.count) && UInt16($0, radix: 16) != nil }
        return areGroups && (halves.count == 2 ? groups.count < 8 : groups.count == 8)
    }

    /// Does not leave this machine: the only place where a connection may do without TLS unasked.
    static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || (host.hasPrefix("127.") && isIPv4(host[...]))
    }
}

extension Substring {
    /// Split at every whole occurrence of `separator`.
    fileprivate func components(separatedBy separator: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = self
        while let range = rest.firstRange(of: separator) {
            parts.append(rest[..<range.lowerBound])
            rest = rest[range.upperBound...]
        }
        return parts + [rest]
    }
}
