import CGMime
import MailRouting

/// The addresses of one address field (RFC 5322 section 3.4), read by GMime with names decoded by `EncodedWords`.
enum AddressField {
    static func parse(_ value: [UInt8], defects: inout DefectList) -> [Address] {
        guard !value.isEmpty else { return [] }
        let isPlain = value.allSatisfy { $0 < 0x80 && $0 != 0 && $0 != 0x1B } && !holdsEncodedWord(value)
        var text = isPlain ? value : EncodedWords.normalize(value, defects: &defects).filter { $0 != 0 }
        text.append(0)
        let list = text.withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                cgmime_address_list_parse($0.baseAddress, Limits.addresses)
            }
        }
        guard let list else { return [] }
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

    private static func holdsEncodedWord(_ value: [UInt8]) -> Bool {
        zip(value, value.dropFirst()).contains { $0 == UInt8(ascii: "=") && $1 == UInt8(ascii: "?") }
    }

    private static func displayName(_ text: String) -> String? {
        let name = FieldText.printable(text)
        return name.isEmpty ? nil : name
    }
}
