import Foundation

/// The one way texts and terms are made comparable, so that a rule finds a word however it was typed.
///
/// NFKC, case folded, white space and control characters collapsed to one space, invisible characters (soft hyphens,
/// zero-width characters, bidirectional controls, variation selectors) removed, German spellings folded. The work is
/// bounded: only the first `limit` scalars are looked at, and of a run of combining marks only the first
/// `Limits.combiningMarks`. ASCII with German letters, most of all subjects, takes a path of its own.
enum TextNormalization {
    /// Which differences a text keeps.
    enum Form {
        /// For every operator but `regex`: nothing is kept.
        case folded
        /// For `regex`: case and German spelling are kept; the regex ignores the one and is widened for the other.
        case readable
        /// For `subject.raw`: only case is folded, nothing is removed.
        case raw
    }

    /// `text` in the given form, as UTF-8.
    static func normalized(_ text: String, _ form: Form, limit: Int = Limits.matchedScalars) -> [UInt8] {
        if let octets = plain(text, form, limit) { return octets }
        if form == .raw {
            return uncontrolled(folded(text.unicodeScalars.prefix(limit), german: false))
        }
        let composed = String(String.UnicodeScalarView(visible(text, limit))).precomposedStringWithCompatibilityMapping
        switch form {
        case .readable: return collapsed(Array(composed.utf8))
        default: return collapsed(folded(composed.unicodeScalars, german: true))
        }
    }

    /// The whole answer for a text of ASCII and the letters of Latin-1, where NFKC changes nothing.
    private static func plain(_ text: String, _ form: Form, _ limit: Int) -> [UInt8]? {
        var text = text
        return text.withUTF8 { text -> [UInt8]? in
            // No character takes more octets than it had, and it had two at most.
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: min(text.count, limit * 2)) { octets in
                guard let count = write(text, form, limit, to: octets) else { return nil }
                return Array(octets[..<count])
            }
        }
    }

    /// How many octets were written; nil when something else than ASCII and Latin-1 comes.
    private static func write(
        _ text: UnsafeBufferPointer<UInt8>, _ form: Form, _ limit: Int, to octets: UnsafeMutableBufferPointer<UInt8>
    ) -> Int? {
        var count = 0
        var scalars = 0
        var place = 0
        while place < text.count, scalars < limit {
            let octet = text[place]
            if octet <= 0x20 || octet == 0x7F {
                // But for `raw`, runs of white space and controls become one space and none comes first.
                if form == .raw || count > 0 && octets[count - 1] != 0x20 {
                    octets[count] = 0x20
                    count += 1
                }
                place += 1
            } else if octet < 0x80 {
                octets[count] = form == .readable ? octet : HeaderNames.lowercased(octet)
                count += 1
                place += 1
            } else if octet == 0xC3, text[place + 1] & 0x3F != 0x17, text[place + 1] & 0x3F != 0x37 {
                (octets[count], octets[count + 1]) = latin(text[place + 1], form)
                count += 2
                place += 2
            } else {
                return nil
            }
            scalars += 1
        }
        if form != .raw, count > 0, octets[count - 1] == 0x20 { count -= 1 }
        return count
    }

    /// A letter between `À` and `ÿ`, given by the second octet of its UTF-8 form.
    private static func latin(_ second: UInt8, _ form: Form) -> (UInt8, UInt8) {
        let lower = second < 0x9F ? second + 0x20 : second
        switch lower {
        case _ where form == .readable: return (0xC3, second)
        case 0x9F: return (0x73, 0x73)  // ß
        case 0xA4 where form == .folded: return (0x61, 0x65)  // ä
        case 0xB6 where form == .folded: return (0x6F, 0x65)  // ö
        case 0xBC where form == .folded: return (0x75, 0x65)  // ü
        default: return (0xC3, lower)
        }
    }

    /// What a reader sees of `text`: invisible scalars gone, runs of combining marks and the whole cut to size.
    private static func visible(_ text: String, _ limit: Int) -> [Unicode.Scalar] {
        var kept: [Unicode.Scalar] = []
        var marks = 0
        for scalar in text.unicodeScalars.prefix(limit) {
            let properties = scalar.properties
            if scalar.isASCII {
                marks = 0
            } else {
                if properties.isDefaultIgnorableCodePoint || properties.generalCategory == .format { continue }
                marks = properties.canonicalCombiningClass == .notReordered ? 0 : marks + 1
                if marks > Limits.combiningMarks { continue }
            }
            kept.append(properties.isWhitespace || properties.generalCategory == .control ? " " : scalar)
        }
        return kept
    }

    /// Case folded: the lower case of the upper case, which also joins `ß` with `ss` and both lower-case sigmas.
    private static func folded(_ scalars: some Sequence<Unicode.Scalar>, german: Bool) -> [UInt8] {
        var octets: [UInt8] = []
        for scalar in scalars {
            if scalar.isASCII {
                let octet = UInt8(scalar.value)
                octets.append((0x41...0x5A).contains(octet) ? octet | 0x20 : octet)
                continue
            }
            // The Turkish capital I with a dot is an i to everybody who types a rule.
            if scalar == "\u{130}" {
                octets.append(0x69)
                continue
            }
            for upper in scalar.properties.uppercaseMapping.unicodeScalars {
                for lower in upper.properties.lowercaseMapping.unicodeScalars { append(lower, german, to: &octets) }
            }
        }
        return octets
    }

    private static func append(_ lower: Unicode.Scalar, _ german: Bool, to octets: inout [UInt8]) {
        switch lower {
        case _ where german && GermanSpelling.plain(lower) != nil:
            GermanSpelling.plain(lower)?.withUTF8Buffer { octets.append(contentsOf: $0) }
        case "\u{2018}", "\u{2019}", "\u{2BC}", "\u{B4}": octets.append(0x27)
        default: octets.append(contentsOf: UTF8.encode(lower) ?? UTF8.encodedReplacementCharacter)
        }
    }

    /// Control characters become spaces, because two of them have a meaning in the texts that are matched.
    private static func uncontrolled(_ octets: [UInt8]) -> [UInt8] {
        octets.map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }
    }

    /// Runs of white space and control characters (all ASCII by now) become one space; none at either end.
    private static func collapsed(_ octets: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(octets.count)
        for octet in octets {
            if octet > 0x20 && octet != 0x7F {
                result.append(octet)
            } else if let last = result.last, last != 0x20 {
                result.append(0x20)
            }
        }
        if result.last == 0x20 { result.removeLast() }
        return result
    }
}
