import Testing

@testable import MailRouting

@Suite("A header is read in place")
struct HeaderTests {
    private static let text = "Subject: a\r\n\tb \r\nX-Empty:\r\nSUBJECT: c"

    private static var header: Header {
        var folded = Header.Field(name: 0..<7, value: 8..<10)
        folded.extend(to: 15)
        let fields = [
            folded, Header.Field(name: 17..<24, value: 25..<25), Header.Field(name: 27..<34, value: 35..<37),
        ]
        return Header(Array(text.utf8), fields: fields) { String(decoding: $0, as: UTF8.self).uppercased() }
    }

    @Test("names are found in any case, values unfolded and trimmed")
    func values() {
        #expect(Self.header.places(of: "sUBJECT") == [0, 2])
        #expect(Self.header.places(of: "subjec") == [])
        #expect((0..<3).map(Self.header.value) == ["a\tb", "", "c"])
    }

    @Test("fields are known by what they are, and whether there are any")
    func known() {
        #expect(Self.header.places(of: .subject) == [0, 2])
        #expect(Self.header.firstPlace(of: .subject) == 0)
        #expect(Self.header.knownName(at: 1) == .other)
        #expect(Self.header.has(.subject) && !Self.header.has(.from))
        #expect(Self.header.places(of: .from) == [] && Self.header.firstPlace(of: .from) == nil)
    }

    @Test("every known name is told from every other, whatever its case", arguments: FieldName.allCases)
    func names(name: FieldName) {
        guard !name.text.isEmpty else { return }
        #expect(Self.known(name.text.uppercased()) == name)
        #expect(Self.known("q" + name.text) == .other)
    }

    @Test("lists and programs are told by names of their own and by families, and no name is of two kinds")
    func kinds() {
        for name in Message.listFields { #expect(Self.known(name) == .ofList) }
        for name in Message.programMarks { #expect(Self.known(name) == .ofProgram) }
        for name in Message.tellers.keys { #expect(Self.known(name) == .telling) }
        for family in Message.listFamilies { #expect(Self.known(family.uppercased() + "x") == .ofList) }
        for family in Message.programFamilies { #expect(Self.known(family + "x") == .ofProgram) }
    }

    private static func known(_ name: String) -> FieldName {
        var name = name
        return name.withUTF8 { FieldName.of($0, hash: HeaderNames.hash($0)) }
    }

    @Test("line ends are taken out of a value, however many and of whatever kind")
    func unfolding() {
        for (value, expected) in [
            ("\r\n a\r\n\tb\n", "a\tb"), ("\r\r\n\n", ""), ("a\rb\nc", "abc"), (" plain ", "plain"),
        ] {
            let field = Header.Field(name: 0..<1, value: 2..<(2 + value.utf8.count))
            let header = Header(Array("X:\(value)".utf8), fields: [field]) { _ in "" }
            #expect(header.value(at: 0) == expected)
        }
    }

    @Test("a value is decoded by who read the header")
    func decoding() {
        #expect(Self.header.decodedValue(at: 0) == "A\tB")
    }

    @Test("fields that were made say what they were made of")
    func made() {
        let fields = [
            HeaderField(name: "Subject", value: " two\nlines ", decoded: "other"), HeaderField(name: "X", value: ""),
        ]
        var message = Message()
        message.headerFields = fields
        #expect(message.headerFields == fields)
        #expect(message.values(of: "subject") == [" two\nlines "])
    }

    @Test("of many names a text is the one it is, in any case")
    func manyNames() {
        let names = HeaderNames((0..<200).map { "X-Name-\($0)" } + ["subject"])
        func number(_ name: String) -> Int? {
            var name = name
            return name.withUTF8 { names.number(of: $0) }
        }
        #expect(number("SUBJECT") == 200)
        #expect(number("x-nAme-17") == 17)
        #expect(number("x-name-200") == nil)
        #expect(number("") == nil)
    }
}
