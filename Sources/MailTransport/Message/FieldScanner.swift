/// A place in a field value that moves on as the value is read, for values plain enough to be read in one go.
struct FieldScanner {
    private let octets: ArraySlice<UInt8>
    private(set) var place: Int
    private let end: Int

    init(_ octets: ArraySlice<UInt8>) {
        self.octets = octets
        place = octets.startIndex
        end = octets.endIndex
    }

    var isAtEnd: Bool { place == end }
    var next: UInt8? { place < end ? octets[place] : nil }

    mutating func take(_ octet: UInt8) -> Bool {
        guard place < end, octets[place] == octet else { return false }
        place += 1
        return true
    }

    mutating func skipSpaces() {
        while place < end, octets[place] == 0x20 || octets[place] == 0x09 { place += 1 }
    }

    /// The octets from here on that `isIncluded` takes.
    mutating func range(while isIncluded: (UInt8) -> Bool) -> Range<Int> {
        let start = place
        while place < end, isIncluded(octets[place]) { place += 1 }
        return start..<place
    }

    /// A number of as many digits.
    mutating func number(digits: ClosedRange<Int>) -> Int? {
        var (value, count) = (0, 0)
        while count < digits.upperBound, place < end, octets[place] &- 0x30 < 10 {
            value = value * 10 + Int(octets[place] - 0x30)
            count += 1
            place += 1
        }
        return count >= digits.lowerBound ? value : nil
    }

    mutating func goBack(to place: Int) { self.place = place }

    func octet(at place: Int) -> UInt8 { octets[place] }
    func text(_ range: Range<Int>) -> String {
        octets[range].withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }
}
