/// The header of one message: its octets as they came, and where the names and values of its fields stand in them.
///
/// A header has some thirty fields and a decision reads five. So nothing is unfolded, decoded or copied before it is
/// asked for, and names are compared in place.
public struct Header: Sendable {
    private var octets: [UInt8]
    private var fields: [Field] = []
    /// Of the names, for each field: names are looked for more often than anything else.
    private var hashes: [UInt32] = []
    private let decode: @Sendable ([UInt8]) -> String

    private struct Field {
        let name: Range<Int>
        /// What follows the colon, folds and all.
        var value: Range<Int>
        /// The decoded value, where a field was made and not read; nothing in it is folded.
        let decoded: Range<Int>?
    }

    public init() { self.init([]) { String(decoding: $0, as: UTF8.self) } }

    /// - Parameters:
    ///   - octets: the header as it came; its fields are then named with `append`.
    ///   - decode: the text of an unfolded value, its encoded words decoded (RFC 2047).
    public init(_ octets: [UInt8], decode: @escaping @Sendable ([UInt8]) -> String) {
        self.octets = octets
        self.decode = decode
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
            let decoded = field.decoded == field.value ? value : value.upperBound..<octets.count
            append(Field(name: name, value: value, decoded: decoded))
        }
    }

    /// Takes another field out of the octets.
    ///
    /// - Parameters:
    ///   - name: where its name stands, without white space and colon.
    ///   - value: where its value stands, from the octet behind the colon, folds and all.
    public mutating func append(name: Range<Int>, value: Range<Int>) {
        append(Field(name: name, value: value, decoded: nil))
    }

    private mutating func append(_ field: Field) {
        if fields.isEmpty {
            fields.reserveCapacity(32)
            hashes.reserveCapacity(32)
        }
        fields.append(field)
        hashes.append(
            octets.withUnsafeBufferPointer { HeaderNames.hash(UnsafeBufferPointer(rebasing: $0[field.name])) })
    }
}

extension Header {
    /// How many fields there are.
    public var count: Int { fields.count }

    /// A field as a value of its own.
    public subscript(index: Int) -> HeaderField {
        HeaderField(name: name(at: index), value: value(at: index), decoded: decodedValue(at: index))
    }

    public func name(at index: Int) -> String { String(decoding: octets[fields[index].name], as: UTF8.self) }

    /// The value as it came, on one line: line ends taken out (RFC 5322 section 2.2.3), white space trimmed.
    public func octets(at index: Int) -> ArraySlice<UInt8> {
        let field = fields[index]
        if field.decoded != nil { return octets[field.value] }
        return Self.trimmed(Self.unfolded(octets[field.value]))
    }

    /// Undecoded; octets that are no UTF-8 become U+FFFD.
    public func value(at index: Int) -> String { String(decoding: octets(at: index), as: UTF8.self) }

    /// Encoded words decoded (RFC 2047).
    public func decodedValue(at index: Int) -> String {
        if let decoded = fields[index].decoded { return String(decoding: octets[decoded], as: UTF8.self) }
        return decode(Array(octets(at: index)))
    }

    /// The places of the fields called `name`, in any case, in order.
    public func places(of name: String) -> [Int] {
        let hash = HeaderNames.hash(name.utf8)
        var places: [Int] = []
        for index in hashes.indices where hashes[index] == hash && isNamed(fields[index], name.utf8) {
            places.append(index)
        }
        return places
    }

    /// Which of `names` the field has; nil when it has another one.
    public func number(at index: Int, among names: HeaderNames) -> Int? {
        names.number(hash: hashes[index]) { isNamed(fields[index], $0) }
    }

    /// Whether a field's name begins with one of `prefixes`, which are in lower case.
    func name(at index: Int, beginsWithOneOf prefixes: LiteralSet) -> Bool {
        prefixes.begins(octets[fields[index].name].lazy.map(HeaderNames.lowercased))
    }

    private func isNamed(_ field: Field, _ name: some Collection<UInt8>) -> Bool {
        guard field.name.count == name.count else { return false }
        return zip(octets[field.name], name).allSatisfy {
            $0 == $1 || HeaderNames.lowercased($0) == HeaderNames.lowercased($1)
        }
    }

    private static func unfolded(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isFolded = value.withUnsafeBufferPointer { value in
            value.contains { $0 == 0x0A || $0 == 0x0D }
        }
        guard isFolded else { return value }
        return value.withUnsafeBufferPointer { value in
            Array(unsafeUninitializedCapacity: value.count) { line, count in
                for octet in value where octet != 0x0A && octet != 0x0D {
                    line[count] = octet
                    count += 1
                }
            }[...]
        }
    }

    private static func trimmed(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var (start, end) = (value.startIndex, value.endIndex)
        while start < end, value[start] == 0x20 || value[start] == 0x09 { start += 1 }
        while start < end, value[end - 1] == 0x20 || value[end - 1] == 0x09 { end -= 1 }
        return value[start..<end]
    }
}

extension Header: Equatable {
    public static func == (left: Header, right: Header) -> Bool {
        left.count == right.count && (0..<left.count).allSatisfy { left[$0] == right[$0] }
    }
}
