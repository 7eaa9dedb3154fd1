/// Words that are asked about together: one look tells whether a name is one of them, and which.
///
/// Standards and programs have some two hundred field names that matter, and every field of every message is held
/// against them; almost none is one. Names of accounts no person reads are told in the same way.
public struct HeaderNames: Sendable {
    /// One after the other, in lower case.
    private let octets: [UInt8]
    private let entries: [Entry]
    /// Places in the list by the hash of the name, with open addressing; negative is free.
    private let slots: [Int16]

    private struct Entry: Sendable {
        let hash: UInt32
        let start: Int32
        let count: Int32
    }

    /// - Parameter names: in any case, each once.
    public init(_ names: [String]) {
        var octets: [UInt8] = []
        entries = names.map { name in
            let entry = Entry(
                hash: Self.hash(name.utf8), start: Int32(octets.count), count: Int32(name.utf8.count))
            octets += name.utf8.map(Self.lowercased)
            return entry
        }
        self.octets = octets
        // At a quarter full, the first slot answers nearly always.
        var size = 64
        while size < names.count * 4 { size *= 2 }
        var slots = [Int16](repeating: -1, count: size)
        for number in entries.indices {
            var slot = Int(entries[number].hash) & (size - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = Int16(number)
        }
        self.slots = slots
    }

    /// The place of `name` in the list, in any case; nil when it is not there.
    func number(of name: UnsafeBufferPointer<UInt8>) -> Int? { number(hash: Self.hash(name), name) }

    /// The same for a name whose hash is known.
    func number(hash: UInt32, _ name: UnsafeBufferPointer<UInt8>) -> Int? {
        let mask = slots.count - 1
        var slot = Int(hash) & mask
        while slots[slot] >= 0 {
            let number = Int(slots[slot])
            if entries[number].hash == hash, isSame(entries[number], name) { return number }
            slot = (slot + 1) & mask
        }
        return nil
    }

    private func isSame(_ entry: Entry, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        guard Int(entry.count) == name.count else { return false }
        return octets.withUnsafeBufferPointer { octets in
            let start = Int(entry.start)
            var difference: UInt8 = 0
            for place in name.indices { difference |= octets[start + place] ^ Self.lowercased(name[place]) }
            return difference == 0
        }
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
