import Foundation

/// Texts made comparable in the way rules compare them, and cut into runs of letters, of digits and of the rest.
enum FoldedText {
    /// The same for every spelling of a word: without case, German letters written out.
    static func folded(_ text: String) -> String {
        var folded = ""
        for character in text.precomposedStringWithCompatibilityMapping.lowercased() {
            switch character {
            case "ä": folded += "ae"
            case "ö": folded += "oe"
            case "ü": folded += "ue"
            case "ß": folded += "ss"
            default: folded.append(character)
            }
        }
        return folded
    }

    enum Run: Equatable {
        case letters(String)
        case digits(String)
        /// Of ASCII and a few marks of print; what else there was is left out.
        case rest(String)
    }

    /// The runs of a text, compatibility characters and invisible ones resolved first: nothing hides in them.
    static func runs(of text: String) -> [Run] {
        var runs: [Run] = []
        for scalar in text.precomposedStringWithCompatibilityMapping.unicodeScalars {
            let properties = scalar.properties
            if properties.isDefaultIgnorableCodePoint || properties.generalCategory == .format { continue }
            if let digit = properties.generalCategory == .decimalNumber ? properties.numericValue : nil {
                append(.digits("\(Int(digit))"), to: &runs)
            } else if properties.isAlphabetic || isMark(properties.generalCategory) || isNumber(scalar) {
                append(.letters(String(scalar)), to: &runs)
            } else {
                let isPlain = (0x20...0x7E).contains(scalar.value) || printMarks.contains(scalar)
                append(.rest(isPlain ? String(scalar) : " "), to: &runs)
            }
        }
        return runs
    }

    private static func append(_ run: Run, to runs: inout [Run]) {
        switch (runs.last, run) {
        case (.letters(let text), .letters(let more)): runs[runs.count - 1] = .letters(text + more)
        case (.digits(let text), .digits(let more)): runs[runs.count - 1] = .digits(text + more)
        // What would begin an encoded word (RFC 2047) where there was none.
        case (.rest(let text), .rest(let more)):
            runs[runs.count - 1] = .rest(text.last == "=" && more == "?" ? text + " ?" : text + more)
        default: runs.append(run)
        }
    }

    private static func isMark(_ category: Unicode.GeneralCategory) -> Bool {
        category == .nonspacingMark || category == .spacingMark || category == .enclosingMark
    }

    /// Numerals that are no digits.
    private static func isNumber(_ scalar: Unicode.Scalar) -> Bool {
        !scalar.isASCII && scalar.properties.numericType != nil
    }

    private static let printMarks = Set("–—‘’‚“”„…·•«»§°€£".unicodeScalars)
}
