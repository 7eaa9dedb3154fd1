extension Message {
    /// Where an automatic response to this message goes (RFC 3834 section 4): the reverse-path.
    ///
    /// Never Reply-To, which a sender can point at anybody. Where no Return-Path was recorded, as in a replayed file,
    /// it is the Sender, or the author when there is exactly one. Nil when mail can be sent to none of them.
    public var replyAddress: Address? {
        let address: Address?
        switch returnPath {
        case .address(let reversePath): address = reversePath
        case .absent: address = sender ?? (from.count == 1 ? from[0] : nil)
        case .null, .malformed: address = nil
        }
        return address.flatMap { $0.isDeliverable ? $0 : nil }
    }

    /// Everyone who could have sent it, the surest first: reverse-path, Sender, authors; each address once.
    var senders: [Address] {
        var senders: [Address] = []
        if case .address(let reversePath) = returnPath {
            // Mostly it is an author's, who has a name too.
            senders.append(
                from.first { $0.localPart == reversePath.localPart && $0.domain == reversePath.domain } ?? reversePath)
        }
        for address in (sender.map { [$0] } ?? []) + from where !senders.contains(address) { senders.append(address) }
        return senders
    }
}

extension Address {
    /// Mail can be sent there: lengths of RFC 5321 section 4.5.3.1, and a domain made of labels.
    var isDeliverable: Bool {
        guard (1...64).contains(localPart.utf8.count), (1...255).contains(domain.utf8.count) else { return false }
        let isClean = localPart.utf8.allSatisfy {
            $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">")
        }
        guard isClean else { return false }
        var previous = UInt8(ascii: ".")
        for octet in domain.utf8 {
            let isBorder = octet == UInt8(ascii: ".")
            guard isBorder || octet.isInLabel else { return false }
            // No label is empty, begins or ends with a hyphen.
            let isBefore = previous == UInt8(ascii: ".")
            if isBorder && (isBefore || previous == UInt8(ascii: "-")) { return false }
            if isBefore && octet == UInt8(ascii: "-") { return false }
            previous = octet
        }
        return previous != UInt8(ascii: ".") && previous != UInt8(ascii: "-")
    }

    /// The local-part without what forwarders and bounce checks wrap around it, lower-cased: BATV
    /// (`prvs=tag=local`), SRS (`SRS0=hash=time=domain=local`) and a detail behind `+`.
    var plainLocalPart: String {
        let lower = localPart.lowercased()
        // Most have none of it.
        guard
            lower.utf8.contains(where: {
                $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: "\"")
            })
        else { return lower }
        var local = Substring(lower)
        if local.first == "\"", local.last == "\"", local.count > 1 { local = local.dropFirst().dropLast() }
        if local.hasPrefix("prvs=") || local.hasPrefix("srs0=") || local.hasPrefix("srs1=") || local.hasPrefix("srs0+")
        {
            local = local.split(separator: "=").last ?? local
        }
        if let plus = local.firstIndex(of: "+"), plus != local.startIndex { local = local[..<plus] }
        return String(local)
    }
}

extension UInt8 {
    /// Letters, digits, hyphen, and everything beyond ASCII.
    fileprivate var isInLabel: Bool {
        self >= 0x80 || self == UInt8(ascii: "-") || (0x30...0x39).contains(self) || (0x61...0x7A).contains(self | 0x20)
    }
}
