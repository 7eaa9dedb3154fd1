import MailRouting
import Testing

@Suite("an address among octets") struct AddressMentionTests {
    private static let ann = Address(localPart: "Ann", domain: "Customer.example")

    static let texts: [(String, Int)] = [
        ("ann@customer.example", 1), ("ANN@CUSTOMER.EXAMPLE", 1), ("From: \"Ann\" <ann@customer.example>\r\n", 1),
        ("mailto:ann@customer.example?x", 1), ("(ann@customer.example)", 1), ("ann@customer.example.", 1),
        ("ann@customer.example. Next", 1), ("to ann@customer.example,ann@customer.example", 2),
        ("joann@customer.example", 0), ("jo.ann@customer.example", 0), ("ann@customer.example.org", 0),
        ("ann@customer.examples", 0), ("ann@customer.example-x", 0), ("ann@customer", 0), ("", 0),
        ("=ann@customer.example", 1), ("+ann@customer.example", 0), ("ä\u{61}nn@customer.example", 0),
    ]

    @Test("is found as itself and not as a part of another", arguments: texts)
    func count(_ text: String, _ expected: Int) {
        #expect(AddressMention(Self.ann).count(in: Array(text.utf8)) == expected)
    }

    @Test("is found among octets of every kind")
    func binary() {
        let needle = Array("ann@customer.example".utf8)
        for octet in UInt8.min...UInt8.max {
            let bytes = [0xFF, 0x00, 0x20] + needle + [0x00, octet]
            #expect(AddressMention(Self.ann).count(in: bytes) == 1, "\(octet)")
        }
    }
}
