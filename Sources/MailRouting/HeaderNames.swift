/// Names of header fields that are asked about together: one look tells whether a field has one of them, and which.
///
/// Standards and programs have some two hundred names that matter, and every field of every message is held against
/// them; almost none has one.
public struct HeaderNames: Sendable {
    private let names: [[UInt8]]
    private let hashes: [UInt32]
    /// Places in `names` by the hash of the name, with open addressing; negative is free.
    private let slots: [Int16]

    /// - Parameter names: in any case, each once.
    public init(_ names: [String]) {
        self.names = names.map { $0.utf8.map(Self.lowercased) }
        hashes = self.names.map(Self.hash)
        // At a quarter full, the first slot answers nearly always.
        var size = 64
        while size < names.count * 4 { size *= 2 }
        var slots = [Int16](repeating: -1, count: size)
        for number in self.names.indices {
            var slot = Int(hashes[number]) & (size - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = Int16(number)
        }
        self.slots = slots
    }

    /// The place in the list of the name whose hash this is and which `isNamed` recognises; nil when there is none.
    func number(hash: UInt32, _ isNamed: ([UInt8]) -> Bool) -> Int? {
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let number = Int(slots[slot])
            if hashes[number] == hash, isNamed(names[number]) { return number }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// FNV-1a over the octets in lower case: names are compared without case (RFC 5322 section 1.2.2).
    static func hash(_ name: some Sequence<UInt8>) -> UInt32 {
        var hash: UInt32 = 2_166_136_261
        for octet in name { hash = (hash ^ UInt32(lowercased(octet))) &* 16_777_619 }
        return hash
    }

    @inline(__always) static func lowercased(_ octet: UInt8) -> UInt8 {
        octet &- 0x41 < 26 ? octet | 0x20 : octet
    }
}
