import Glibc

/// The header of one message: its octets as they came, and where the names and values of its fields stand in them.
///
/// A header has some thirty fields and a decision reads five. So nothing is unfolded, decoded or copied before it is
/// asked for, and names are compared in place, once.
public struct Header: Sendable {
    private var octets: [UInt8]
    private var fields: [Field]
    /// A bit for each `FieldName` some field has: the gate asks for two hundred names, and a message has one or two.
    private var known: UInt64 = 0
    private let decode: @Sendable ([UInt8]) -> String

    /// Where one field stands in the octets.
    public struct Field: Sendable {
        // Small numbers, because there are thirty of these for every message: a header has 64 KiB at most.
        private let nameStart: Int32
        private let nameEnd: Int32
        private var valueStart: Int32
        private var valueEnd: Int32
        /// Where the decoded value ends that follows the value of a field that was made; negative for one that was
        /// read. The decoded value of most is the value itself.
        fileprivate let decodedEnd: Int32
        fileprivate var hash: UInt32 = 0
        fileprivate var known = FieldName.other

        /// - Parameters:
        ///   - name: where its name stands, without white space and colon.
        ///   - value: where its value stands, from the octet behind the colon, folds and all.
        public init(name: Range<Int>, value: Range<Int>) { self.init(name: name, value: value, decodedEnd: -1) }

        fileprivate init(name: Range<Int>, value: Range<Int>, decodedEnd: Int) {
            nameStart = Int32(name.lowerBound)
            nameEnd = Int32(name.upperBound)
            valueStart = Int32(value.lowerBound)
            valueEnd = Int32(value.upperBound)
            self.decodedEnd = Int32(decodedEnd)
        }

        /// The value goes on in the next line.
        public mutating func extend(to end: Int) { valueEnd = Int32(end) }

        fileprivate var name: Range<Int> { Int(nameStart)..<Int(nameEnd) }
        fileprivate var value: Range<Int> { Int(valueStart)..<Int(valueEnd) }
        /// Of a field that was made; nothing in it is folded.
        fileprivate var decoded: Range<Int>? {
            decodedEnd < 0 ? nil : decodedEnd == valueEnd ? value : Int(valueEnd)..<Int(decodedEnd)
        }
    }

    public init() { self.init([], fields: []) { String(decoding: $0, as: UTF8.self) } }

    /// - Parameters:
    ///   - octets: the header as it came.
    ///   - fields: where its fields stand in it.
    ///   - decode: the text of an unfolded value, its encoded words decoded (RFC 2047).
    public init(_ octets: [UInt8], fields: [Field], decode: @escaping @Sendable ([UInt8]) -> String) {
        self.octets = octets
        self.fields = fields
        self.decode = decode
        name()
    }

    /// Of fields that no message brought along: examples beside rules, tests.
    init(_ made: [HeaderField]) {
        self.init()
        for field in made {
            let start = octets.count
            octets += field.name.utf8
            let name = start..<octets.count
            octets += field.value.utf8
            let value = name.upperBound..<octets.count
            if field.decoded != field.value { octets += field.decoded.utf8 }
            fields.append(Field(name: name, value: value, decodedEnd: octets.count))
        }
        name()
    }

    /// Finds out which fields they are.
    private mutating func name() {
        var known: UInt64 = 0
        octets.withUnsafeBufferPointer { octets in
            fields.withUnsafeMutableBufferPointer { fields in
                for place in fields.indices {
                    let name = UnsafeBufferPointer(rebasing: octets[fields[place].name])
                    let hash = HeaderNames.hash(name)
                    fields[place].hash = hash
                    fields[place].known = FieldName.of(name, hash: hash)
                    known |= 1 << UInt64(fields[place].known.rawValue)
                }
            }
        }
        self.known = known
    }
}

extension Header {
    /// How many fields there are.
    public var count: Int { fields.count }

    /// A field as a value of its own.
    public subscript(index: Int) -> HeaderField {
        HeaderField(name: name(at: index), value: value(at: index), decoded: decodedValue(at: index))
    }

    /// As it came.
    public func name(at index: Int) -> String { String(decoding: octets[fields[index].name], as: UTF8.self) }
    /// Which of the names anybody asks for; told once, when the header was taken apart.
    public func knownName(at index: Int) -> FieldName { fields[index].known }

    /// The value as it came, on one line: line ends taken out (RFC 5322 section 2.2.3), white space trimmed.
    public func octets(at index: Int) -> ArraySlice<UInt8> {
        let field = fields[index]
        if field.decodedEnd >= 0 { return octets[field.value] }
        let line = octets.withUnsafeBufferPointer { Self.unfolded(UnsafeBufferPointer(rebasing: $0[field.value])) }
        return line.map { Self.trimmed($0, $0.indices) } ?? Self.trimmed(octets, field.value)
    }

    /// Whether the value is printable ASCII, TAB and line ends, as nearly all are.
    public func isPlain(at index: Int) -> Bool {
        octets.withUnsafeBufferPointer { Self.isPlain(UnsafeBufferPointer(rebasing: $0[fields[index].value])) }
    }

    /// The same of any octets. Without branches, so that many are looked at at once.
    public static func isPlain(_ octets: UnsafeBufferPointer<UInt8>) -> Bool {
        var odd: UInt8 = 0
        for octet in octets {
            let isSpace = UInt8(octet == 0x0A ? 1 : 0) | UInt8(octet == 0x0D ? 1 : 0) | UInt8(octet == 0x09 ? 1 : 0)
            odd |= UInt8(octet &- 0x20 > 0x5E ? 1 : 0) & ~isSpace
        }
        return odd == 0
    }

    /// Undecoded; octets that are no UTF-8 become U+FFFD.
    public func value(at index: Int) -> String { String(decoding: octets(at: index), as: UTF8.self) }

    /// Encoded words decoded (RFC 2047).
    public func decodedValue(at index: Int) -> String {
        if let decoded = fields[index].decoded { return String(decoding: octets[decoded], as: UTF8.self) }
        return decode(Array(octets(at: index)))
    }

    /// Whether there is any field of this name.
    public func has(_ name: FieldName) -> Bool { known & 1 << UInt64(name.rawValue) != 0 }

    /// The place of the first field of this name.
    public func firstPlace(of name: FieldName) -> Int? {
        has(name) ? fields.firstIndex { $0.known == name } : nil
    }

    /// The places of the fields of this name, in order.
    public func places(of name: FieldName) -> [Int] {
        has(name) ? fields.indices.filter { fields[$0].known == name } : []
    }

    /// The places of the fields called `name`, in any case, in order: for names that a rule brings along.
    public func places(of name: String) -> [Int] {
        var name = name
        return name.withUTF8 { name in
            let hash = HeaderNames.hash(name)
            return fields.indices.filter { fields[$0].hash == hash && isNamed(fields[$0], name) }
        }
    }

    private func isNamed(_ field: Field, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        octets[field.name].elementsEqual(name) { HeaderNames.lowercased($0) == HeaderNames.lowercased($1) }
    }

    /// Without its line ends; nil when it has none. Each search goes on where the one before ended, so that a value of
    /// nothing but line ends costs no more than another.
    private static func unfolded(_ value: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var (lf, cr) = (index(of: 0x0A, in: value, from: 0), index(of: 0x0D, in: value, from: 0))
        guard min(lf, cr) < value.count else { return nil }
        var line: [UInt8] = []
        line.reserveCapacity(value.count)
        var start = 0
        while start < value.count {
            let end = min(lf, cr)
            if end > start { line += UnsafeBufferPointer(rebasing: value[start..<end]) }
            start = end + 1
            if lf < start { lf = index(of: 0x0A, in: value, from: start) }
            if cr < start { cr = index(of: 0x0D, in: value, from: start) }
        }
        return line
    }

    /// Where `octet` comes next; the end when it does not.
    private static func index(of octet: UInt8, in value: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        guard let base = value.baseAddress, start < value.count,
            let found = memchr(base + start, Int32(octet), value.count - start)
        else { return value.count }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }

    private static func trimmed(_ value: [UInt8], _ range: Range<Int>) -> ArraySlice<UInt8> {
        var (start, end) = (range.lowerBound, range.upperBound)
        value.withUnsafeBufferPointer { value in
            while start < end, value[start] == 0x20 || value[start] == 0x09 { start += 1 }
            while start < end, value[end - 1] == 0x20 || value[end - 1] == 0x09 { end -= 1 }
        }
        return value[start..<end]
    }
}

extension Header: Equatable {
    public static func == (left: Header, right: Header) -> Bool {
        left.count == right.count && (0..<left.count).allSatisfy { left[$0] == right[$0] }
    }
}
