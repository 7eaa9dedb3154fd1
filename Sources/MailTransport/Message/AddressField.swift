import CGMime
import MailRouting

/// The addresses of one address field (RFC 5322 section 3.4), read by GMime with names decoded by `EncodedWords`.
enum AddressField {
    static func parse(_ value: ArraySlice<UInt8>, defects: inout DefectList) -> [Address] {
        guard !value.isEmpty else { return [] }
        if let addresses = PlainAddresses.parse(value) { return addresses }
        return parseByGMime(Array(value), defects: &defects)
    }

    static func parseByGMime(_ value: [UInt8], defects: inout DefectList) -> [Address] {
        let isPlain =
            value.allSatisfy { $0 < 0x80 && $0 != 0 && $0 != 0x1B } && !EncodedWords.mayOccur(in: value[...])
        var text = isPlain ? value : EncodedWords.normalize(value, defects: &defects)
        if let end = indexOfColon(Limits.groups, in: text) {
            text.removeSubrange(end...)
            defects.add(.tooManyAddresses)
        }
        guard let list = text.withCString({ cgmime_address_list_parse($0, Limits.addresses) }) else { return [] }
        defer { cgmime_address_list_free(list) }
        if cgmime_address_list_is_cut(list) { defects.add(.tooManyAddresses) }
        return (0..<cgmime_address_list_count(list)).compactMap { index in
            let name = cgmime_address_list_name(list, index).flatMap { displayName(String(cString: $0)) }
            guard let spec = cgmime_address_list_spec(list, index),
                let address = Address(String(cString: spec), displayName: name)
            else {
                defects.add(.badAddress)
                return nil
            }
            return address
        }
    }

    /// Where colon number `count` stands: GMime calls itself for each group, and each group begins with a colon.
    private static func indexOfColon(_ count: Int, in value: [UInt8]) -> Int? {
        var seen = 0
        return value.firstIndex { byte in
            if byte == UInt8(ascii: ":") { seen += 1 }
            return seen == count
        }
    }

    private static func displayName(_ text: String) -> String? {
        let name = FieldText.printable(text)
        return name.isEmpty ? nil : name
    }
}
