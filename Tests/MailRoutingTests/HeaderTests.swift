import Testing

@testable import MailRouting

@Suite("A header is read in place")
struct HeaderTests {
    private static let text = "Subject: a\r\n\tb \r\nX-Empty:\r\nSUBJECT: c"

    private static var header: Header {
        var header = Header(Array(text.utf8)) { String(decoding: $0, as: UTF8.self).uppercased() }
        header.append(name: 0..<7, value: 8..<15)
        header.append(name: 17..<24, value: 25..<25)
        header.append(name: 27..<34, value: 35..<37)
        return header
    }

    @Test("names are found in any case, values unfolded and trimmed")
    func values() {
        #expect(Self.header.places(of: "sUBJECT") == [0, 2])
        #expect(Self.header.places(of: "subjec") == [])
        #expect((0..<3).map(Self.header.value) == ["a\tb", "", "c"])
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

    @Test("of many names a field has the one it has")
    func names() {
        let names = HeaderNames((0..<200).map { "X-Name-\($0)" } + ["subject"])
        #expect(Self.header.number(at: 0, among: names) == 200)
        #expect(Self.header.number(at: 1, among: names) == nil)
        #expect(Self.header.number(at: 2, among: names) == 200)
    }
}
