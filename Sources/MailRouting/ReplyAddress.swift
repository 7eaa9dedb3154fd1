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

    /// Everyone who could have sent it, the surest first: reverse-path, Sender, authors.
    var senders: [Address] {
        var senders: [Address] = []
        if case .address(let reversePath) = returnPath { senders.append(reversePath) }
        if let sender { senders.append(sender) }
        return senders + from
    }
}

extension Address {
    /// Mail can be sent there: lengths of RFC 5321 section 4.5.3.1, and a domain made of labels.
    var isDeliverable: Bool {
        guard (1...64).contains(localPart.utf8.count), (1...255).contains(domain.utf8.count) else { return false }
        let isClean = localPart.unicodeScalars.allSatisfy {
            $0.value > 0x20 && $0.value != 0x7F && !"<>".contains(Character($0))
        }
        let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
        return isClean
            && labels.allSatisfy { label in
                !label.isEmpty && label.first != "-" && label.last != "-"
                    && label.unicodeScalars.allSatisfy {
                        $0 == "-" || $0.properties.isAlphabetic || $0.isDigit || !$0.isASCII
                    }
            }
    }

    /// The local-part without what forwarders and bounce checks wrap around it, lower-cased: BATV
    /// (`prvs=tag=local`), SRS (`SRS0=hash=time=domain=local`) and a detail behind `+`.
    var plainLocalPart: String {
        var local = Substring(localPart.lowercased())
        if local.first == "\"", local.last == "\"", local.count > 1 { local = local.dropFirst().dropLast() }
        if local.hasPrefix("prvs=") || local.hasPrefix("srs0=") || local.hasPrefix("srs1=") || local.hasPrefix("srs0+")
        {
            local = local.split(separator: "=").last ?? local
        }
        if let plus = local.firstIndex(of: "+"), plus != local.startIndex { local = local[..<plus] }
        return String(local)
    }
}

extension Unicode.Scalar {
    fileprivate var isDigit: Bool { (0x30...0x39).contains(value) }
}
