/// RFC 2047 decoding, with words joined as bytes before they are decoded.
///
/// Senders cut long text into encoded words wherever the length runs out, also inside a character or a keyword. So
/// neighbouring words of one charset are one string of bytes, converted once. Reads what senders really write: spaces
/// inside words, missing padding, words glued to text, RFC 2231 language suffixes. What is no encoded word stays as it
/// is. The cost is linear in the bytes.
struct EncodedWords {
    private enum Piece {
        case text(Range<Int>)
        case words(label: String, bytes: [UInt8])
    }

    private let source: [UInt8]
    private var pieces: [Piece] = []
    /// Where the next `?=` at or after some place is: searched once, not once for each `=?`.
    private var nextEnd = -1
    /// How often a converter was asked, which costs more than anything else here.
    private var conversions = 0

    /// An unstructured field value (RFC 5322 section 3.2.5) as text.
    static func decode(_ value: [UInt8], defects: inout DefectList) -> String {
        if !mayOccur(in: value[...]), !value.contains(0x1B) { return Charset.guess(value) }
        var words = EncodedWords(value)
        return words.pieces.reduce(into: "") { text, piece in text += words.text(of: piece, defects: &defects) }
    }

    /// False when there is certainly none: what can be said of most values, and soon.
    static func mayOccur(in value: ArraySlice<UInt8>) -> Bool {
        var rest = value
        while let mark = rest.index(of: UInt8(ascii: "?")) {
            if mark > value.startIndex, value[mark - 1] == UInt8(ascii: "=") { return true }
            rest = rest[(mark + 1)...]
        }
        return false
    }

    /// An address field with each run of encoded words rewritten as one word of valid UTF-8, which a parser of the
    /// address grammar can carry through unharmed, and 8-bit text converted to UTF-8.
    static func normalize(_ value: [UInt8], defects: inout DefectList) -> [UInt8] {
        var words = EncodedWords(value)
        var result: [UInt8] = []
        var run = ""
        for piece in words.pieces {
            switch piece {
            case .words: run += words.text(of: piece, defects: &defects)
            case .text:
                words.appendWord(run, to: &result)
                run = ""
                result += Array(words.text(of: piece, defects: &defects).utf8)
            }
        }
        words.appendWord(run, to: &result)
        return result
    }

    private init(_ value: [UInt8]) {
        source = value
        split()
    }

    private func appendWord(_ text: String, to result: inout [UInt8]) {
        guard !text.isEmpty else { return }
        let text = FieldText.withoutControls(text)
        result += Array("=?utf-8?B?".utf8) + Base64.encode(Array(text.utf8)) + Array("?=".utf8)
    }

    private mutating func text(of piece: Piece, defects: inout DefectList) -> String {
        switch piece {
        case .text(let range):
            let bytes = range == source.indices ? source : Array(source[range])
            // Undeclared ISO-2022-JP is 7-bit with escapes, so no guess over 8-bit bytes would find it.
            return bytes.contains(0x1B) ? decoded(bytes, from: .iso2022JP, &defects) : Charset.guess(bytes)
        case .words(let label, let bytes):
            if let charset = Charset(label: label) { return decoded(bytes, from: charset, &defects) }
            defects.add(.unknownCharset)
            return Charset.guess(bytes)
        }
    }

    private mutating func decoded(_ bytes: [UInt8], from charset: Charset, _ defects: inout DefectList) -> String {
        if charset.needsConverter {
            conversions += 1
            if conversions > Limits.conversions {
                defects.add(.undecodableText)
                return Charset.guess(bytes)
            }
        }
        return charset.decode(bytes, defects: &defects)
    }
}

extension EncodedWords {
    private struct Word {
        let label: String
        let isBase64: Bool
        let content: Range<Int>
        let end: Int
    }

    /// Takes the value apart into text and runs of words. White space between words belongs to neither (section 6.2).
    private mutating func split() {
        var textStart = 0
        var position = 0
        var base64 = Base64.Decoder()
        while let start = find(UInt8(ascii: "="), UInt8(ascii: "?"), from: position) {
            guard let word = word(at: start) else {
                position = start + 2
                continue
            }
            var label = word.label
            var bytes: [UInt8] = []
            if case .words(let before, let joined)? = pieces.last, isWhiteSpace(textStart..<start) {
                if before == label {
                    pieces.removeLast()
                    (label, bytes) = (before, joined)
                } else {
                    base64 = Base64.Decoder()
                }
            } else {
                if textStart < start { pieces.append(.text(textStart..<start)) }
                base64 = Base64.Decoder()
            }
            if word.isBase64 {
                base64.decode(source[word.content], into: &bytes)
            } else {
                base64 = Base64.Decoder()
                decodeQ(word.content, into: &bytes)
            }
            pieces.append(.words(label: label, bytes: bytes))
            position = word.end
            textStart = word.end
        }
        if textStart < source.count { pieces.append(.text(textStart..<source.count)) }
    }

    /// `=?charset*language?encoding?content?=` at `start`, or nil when something else stands there.
    private mutating func word(at start: Int) -> Word? {
        let question = UInt8(ascii: "?")
        let head = source[(start + 2)...].prefix(Limits.charsetName + 1)
        guard let mark = head.firstIndex(of: question), mark > start + 2, mark + 3 < source.count,
            source[mark + 2] == question
        else { return nil }
        let name = source[start + 2..<mark]
        guard name.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        let isBase64: Bool
        switch source[mark + 1] {
        case UInt8(ascii: "B"), UInt8(ascii: "b"): isBase64 = true
        case UInt8(ascii: "Q"), UInt8(ascii: "q"): isBase64 = false
        default: return nil
        }
        let content = mark + 3
        if nextEnd < content {
            nextEnd = find(question, UInt8(ascii: "="), from: content) ?? source.count
        }
        guard nextEnd < source.count else { return nil }
        let label = String(decoding: name.prefix { $0 != UInt8(ascii: "*") }, as: UTF8.self).lowercased()
        return Word(label: label, isBase64: isBase64, content: content..<nextEnd, end: nextEnd + 2)
    }

    private func find(_ first: UInt8, _ second: UInt8, from start: Int) -> Int? {
        source.withUnsafeBufferPointer { source in
            guard source.count >= 2, start < source.count - 1 else { return nil }
            for index in start..<source.count - 1 where source[index] == first && source[index + 1] == second {
                return index
            }
            return nil
        }
    }

    private func isWhiteSpace(_ range: Range<Int>) -> Bool {
        source[range].allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    }

    /// The Q encoding (section 4.2). A `=` without two hexadecimal digits is taken as itself.
    private func decodeQ(_ range: Range<Int>, into bytes: inout [UInt8]) {
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = source[index]
            if byte == UInt8(ascii: "="), index + 2 < range.upperBound,
                let high = TransferEncoding.hexDigit(source[index + 1]),
                let low = TransferEncoding.hexDigit(source[index + 2])
            {
                bytes.append(high << 4 | low)
                index += 3
            } else {
                bytes.append(byte == UInt8(ascii: "_") ? UInt8(ascii: " ") : byte)
                index += 1
            }
        }
    }
}
