/// A place in a field value that moves on as the value is read, for values plain enough to be read in one go.
///
/// Over octets in place: the scanner must not outlive the closure it is given to.
struct FieldScanner {
    private let octets: UnsafeBufferPointer<UInt8>
    private(set) var place = 0

    private init(_ octets: UnsafeBufferPointer<UInt8>) { self.octets = octets }

    /// Reads a value from its beginning.
    static func read<Result>(_ value: ArraySlice<UInt8>, _ body: (inout FieldScanner) -> Result) -> Result {
        value.withUnsafeBufferPointer { octets in
            var scanner = FieldScanner(octets)
            return body(&scanner)
        }
    }

    private var end: Int { octets.count }
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
        String(decoding: UnsafeBufferPointer(rebasing: octets[range]), as: UTF8.self)
    }
}
