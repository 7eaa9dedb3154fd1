import MailRouting
import Testing

@testable import MailConfig

/// Files made to hurt: each is refused with a finding, in bounded memory and time.
@Suite struct HostileFileTests {
    private func message(_ bytes: [UInt8]) -> String? {
        let reading = Reading()
        let text = SourceText(file: "t.yaml", bytes: bytes)
        reading.add(text)
        do {
            _ = try reading.finish(YAMLDocument.root(of: text, reading))
            return nil
        } catch {
            return error.all.first?.message
        }
    }

    @Test(arguments: [("[", 10_000), ("{a: ", 10_000), ("- ", 10_000), ("? ", 10_000)])
    func depth(_ opening: String, _ count: Int) {
        let text = String(repeating: opening, count: count)
        #expect(message(Array(text.utf8))?.contains("inside each other") == true)
    }

    @Test func depthUpToTheLimitIsRead() {
        let depth = Limits.depth
        let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        #expect(message(Array(text.utf8)) == nil)
        #expect(message(Array("[\(text)]".utf8)) != nil)
    }

    @Test func aliasBomb() {
        var text = "a: &a [x, x]\n"
        for (name, before) in zip("bcdefghij", "abcdefghi") {
            text += "\(name): &\(name) [*\(before), *\(before), *\(before), *\(before), *\(before)]\n"
        }
        #expect(message(Array(text.utf8)) == "anchors (&name) are not supported")
    }

    @Test(
        arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82]] as [[UInt8]])
    func invalidUTF8(_ bytes: [UInt8]) {
        #expect(message(Array("a: ".utf8) + bytes) == "this is not UTF-8 text")
    }

    @Test func utf16IsNotUTF8() {
        #expect(message([0xFF, 0xFE, 0x61, 0x00, 0x3A, 0x00]) == "this is not UTF-8 text")
    }

    @Test func aScalarOfAMegabyte() {
        let text = "a: \"" + String(repeating: "x", count: 1_000_000) + "\""
        #expect(message(Array(text.utf8)) == "a text of more than 65536 octets")
    }

    @Test func aLongLineIsNotShownWhole() throws {
        let text = "a: [" + String(repeating: "x,", count: 100_000) + "\n&"
        let error = #expect(throws: Diagnostics.self) { try parsed(text) }
        #expect(try #require(error).description.utf8.count < 2000)
    }

    @Test func moreValuesThanTheLimit() {
        let text = "[" + String(repeating: "x,", count: Limits.nodes) + "]"
        #expect(message(Array(text.utf8)) == "more than \(Limits.nodes) values in one file")
    }

    @Test func aByteOrderMarkIsNoPartOfTheFirstKey() throws {
        let node = try parsed("\u{FEFF}a: 1")
        #expect(node.location.column == 1)
    }

    @Test func carriageReturnsCountAsLinesWhereTheyAreAlone() throws {
        let error = #expect(throws: Diagnostics.self) { try parsed("a: 1\rb: 2\r\nb: 3\n") }
        #expect(try #require(error).description.hasPrefix("t.yaml:3:1: error: duplicate key 'b'"))
    }

    @Test(arguments: ["no", "on", "yes", "22:30", "1e3", "0o8", "1_000", "12e", "null0", "1.5"])
    func plainTextsStayTexts(_ text: String) throws {
        let node = try parsed(text)
        #expect(node.spelling == text)
        #expect(node.boolean == nil && node.integer == nil && !node.isNull)
    }

    @Test(arguments: [("7", 7), ("-7", -7), ("+7", 7), ("0o17", 15), ("0x1F", 31), ("007", 7)])
    func plainNumbersAreNumbers(_ text: String, _ number: Int) throws {
        #expect(try parsed(text).integer == number)
        #expect(try parsed("\"\(text)\"").integer == nil)
    }

    @Test func aFolderWithAMarkedListFileIsRefused() throws {
        let disk = try RuleFolderOnDisk(bytes: [
            "main.yaml": Array(
                RuleSample.main(with: "complaint: {file: c.txt}", insteadOf: "complaint: [Reklamation, Mangel]").utf8),
            "c.txt": Array("ok\n".utf8) + [0xFF, 0x0A],
        ])
        let found = findings { () throws(Diagnostics) in
            try RuleSetReader.read(disk.folder, names: RuleSample.names) { _ in "" }
        }
        try disk.remove()
        #expect(found.first?.hasPrefix("rules/c.txt:2:1: error: this is not UTF-8 text") == true)
    }
}
