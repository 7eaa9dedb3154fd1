import MailRouting

/// Addresses as nearly all mail programs write them: ASCII names, quoted or not, and dot-atoms.
///
/// A reader of exactly that, because most address fields are no more and are read for every message. It answers nil as
/// soon as it meets something else (comments, groups, escapes, routes, encoded words, mistakes), and GMime reads the
/// field.
struct PlainAddresses {
    /// Only as long as a closure of `FieldScanner.read`.
    private var scanner: FieldScanner

    static func parse(_ value: ArraySlice<UInt8>) -> [Address]? {
        guard !EncodedWords.mayOccur(in: value) else { return nil }
        return FieldScanner.read(value) { scanner in
            var reader = PlainAddresses(scanner: scanner)
            var addresses: [Address] = []
            repeat {
                guard addresses.count < Limits.addresses, let address = reader.address() else { return nil }
                addresses.append(address)
            } while reader.scanner.take(UInt8(ascii: ","))
            return reader.scanner.isAtEnd ? addresses : nil
        }
    }

    /// `local@domain` and nothing else.
    static func addrSpec(_ value: ArraySlice<UInt8>) -> Address? {
        FieldScanner.read(value) { scanner in
            var reader = PlainAddresses(scanner: scanner)
            guard let address = reader.addrSpec(called: nil), reader.scanner.isAtEnd else { return nil }
            return address
        }
    }

    /// `local@domain`, `name <local@domain>` or `"name" <local@domain>`, with the white space around it.
    private mutating func address() -> Address? {
        scanner.skipSpaces()
        if scanner.take(UInt8(ascii: "\"")) {
            guard let name = quotedName() else { return nil }
            scanner.skipSpaces()
            return inBrackets(called: name)
        }
        let start = scanner.place
        if let address = addrSpec(called: nil) {
            scanner.skipSpaces()
            if scanner.isAtEnd || scanner.next == UInt8(ascii: ",") { return address }
        }
        // What was no address is the first word of a name.
        scanner.goBack(to: start)
        guard let name = words() else { return nil }
        return inBrackets(called: name)
    }

    private mutating func inBrackets(called name: String) -> Address? {
        guard scanner.take(UInt8(ascii: "<")), let address = addrSpec(called: name), scanner.take(UInt8(ascii: ">"))
        else { return nil }
        scanner.skipSpaces()
        return address
    }

    private mutating func addrSpec(called name: String?) -> Address? {
        guard let local = dotAtom(), scanner.take(UInt8(ascii: "@")), let domain = dotAtom(), !isEncoded(domain) else {
            return nil
        }
        return Address(displayName: name, localPart: scanner.text(local), domain: scanner.text(domain))
    }

    /// Whether there may be a label in Punycode (RFC 5891), which is shown decoded.
    private func isEncoded(_ domain: Range<Int>) -> Bool {
        domain.dropFirst().contains {
            scanner.octet(at: $0) == UInt8(ascii: "-") && scanner.octet(at: $0 - 1) == UInt8(ascii: "-")
        }
    }

    /// Atoms with single dots between them (RFC 5322 section 3.2.3).
    private mutating func dotAtom() -> Range<Int>? {
        var previous = UInt8(ascii: ".")
        var isDotted = true
        let atoms = scanner.range { octet in
            let isDot = octet == UInt8(ascii: ".")
            guard isDot || Self.isAtomOctet(octet) else { return false }
            if isDot, previous == UInt8(ascii: ".") { isDotted = false }
            previous = octet
            return true
        }
        return isDotted && previous != UInt8(ascii: ".") ? atoms : nil
    }

    /// The rest of a quoted string without escapes; spaces inside stand alone and not at the ends.
    private mutating func quotedName() -> String? {
        let text = scanner.range { $0 != UInt8(ascii: "\"") }
        guard scanner.take(UInt8(ascii: "\"")) else { return nil }
        return name(text) { $0 != UInt8(ascii: "\\") }
    }

    /// Atoms with a space between them, up to the bracket.
    private mutating func words() -> String? {
        var text = scanner.range { $0 != UInt8(ascii: "<") }
        while let last = text.last, scanner.octet(at: last) == 0x20 { text.removeLast() }
        return name(text, Self.isAtomOctet)
    }

    private func name(_ text: Range<Int>, _ isAllowed: (UInt8) -> Bool) -> String? {
        var previous: UInt8 = 0x20
        for place in text {
            let octet = scanner.octet(at: place)
            let isGood = octet == 0x20 ? previous != 0x20 : octet > 0x20 && octet < 0x7F && isAllowed(octet)
            guard isGood else { return nil }
            previous = octet
        }
        return previous == 0x20 ? nil : scanner.text(text)
    }

    /// The atext of RFC 5322 section 3.2.3.
    private static func isAtomOctet(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "+"),
            UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"),
            UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "?"),
            UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
