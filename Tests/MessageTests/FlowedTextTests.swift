import Testing

@testable import MailTransport

/// format=flowed as RFC 3676 has it.
@Suite struct FlowedTextTests {
    @Test(arguments: [
        ("", ""), ("a\n", "a\n"), ("a\n\n\nb", "a\n\n\nb\n"), ("a  \n", "a\n"),
        ("-- \nHappy Buttons\n", "-- \nHappy Buttons\n"),
        (">no quotation\n", " >no quotation\n"), ("From here on\n", " From here on\n"), (" indented\n", "  indented\n"),
        ("Fromage\n", "Fromage\n"),
    ])
    func writesShortLines(text: String, flowed: String) { #expect(FlowedText.flowed(text) == flowed) }

    @Test func breaksParagraphsBehindSpaces() {
        let word = String(repeating: "ä", count: 9)
        let paragraph = Array(repeating: word, count: 15).joined(separator: " ")
        let line = String(repeating: "\(word) ", count: 7)
        #expect(FlowedText.flowed("\(paragraph)\nend\n") == "\(line)\n\(line)\n\(word)\nend\n")
    }

    @Test func keepsALongWordWhole() {
        let word = String(repeating: "x", count: 200)
        #expect(FlowedText.flowed("a \(word) b\n") == "a \n\(word) \nb\n")
        #expect(FlowedText.flowed("-- \(word)\n") == "-- \(word)\n")
        #expect(FlowedText.flowed("\(word)\n") == "\(word)\n")
    }

    /// What a reader of flowed text puts together is what was written, its lines are short and none looks like a quotation.
    @Test(arguments: 0..<300) func isReadBackAsItWasWritten(seed: UInt64) {
        var chance = SeededChance(seed: seed)
        let words = [
            "a", "Knöpfe", ">", "From", "-- ", "--", " ", "日本語", "Perlmuttknopfmacherhandwerk", "👨‍👩‍👧‍👦", ".", "x@y.example",
        ]
        let paragraphs = (0..<Int.random(in: 1...6, using: &chance)).map { _ in
            let count = Int.random(in: 0...40, using: &chance)
            return (0..<count).map { _ in words.randomElement(using: &chance) ?? "" }.joined(separator: " ")
        }
        let text = paragraphs.joined(separator: "\n") + "\n"
        let flowed = FlowedText.flowed(text)
        let context = "seed \(seed): \(text.debugDescription)"
        let read = TextLine.lines(ofFlowed: String(flowed.dropLast()), deletesSpace: false)
        #expect(read.map { String($0.text) } == paragraphs.map(Self.trimmed), "\(context)")
        #expect(read.allSatisfy { $0.kind == .plain }, "\(context)")
        for line in flowed.split(separator: "\n") where line.contains(" ") {
            #expect(
                line.unicodeScalars.count <= 78 || !line.dropLast().contains(" ") || line.hasPrefix(" "), "\(context)")
            #expect(!line.hasPrefix(">") && !line.hasPrefix("From "), "\(context)")
        }
    }

    private static func trimmed(_ text: String) -> String {
        var text = text
        while text.last == " " { text.removeLast() }
        return text
    }
}

/// SplitMix64: the same numbers for the same seed, everywhere.
struct SeededChance: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
