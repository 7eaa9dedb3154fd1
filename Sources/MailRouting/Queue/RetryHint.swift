/// What a submission host says in words about when to come back: `try again in 300 seconds`, `retry in 5 minutes`.
///
/// SMTP has no field for it (RFC 5321 section 4.2.1 leaves the text to people), so this is the one place where a reply's
/// words count, and all they can do is lengthen a wait within bounds.
public enum RetryHint {
    /// Nil when the line gives no number with a unit close behind a word that asks to wait.
    public static func interval(in line: String) -> Interval? {
        let words = Self.words(of: line)
        for (index, word) in words.enumerated() where asking.contains(word) {
            let near = words[(index + 1)...].prefix(Limits.hintReach)
            for (number, unit) in zip(near, near.dropFirst()) {
                guard let count = Int64(number), let seconds = units[unit] else { continue }
                let (product, overflow) = count.multipliedReportingOverflow(by: seconds)
                let interval = overflow ? Limits.longestHint : Interval.seconds(product)
                return min(max(interval, .seconds(1)), Limits.longestHint)
            }
        }
        return nil
    }

    private static let asking: Set<String> = ["again", "retry", "wait", "later", "after", "back", "retrying"]
    private static let units: [String: Int64] = [
        "s": 1, "sec": 1, "secs": 1, "second": 1, "seconds": 1, "m": 60, "min": 60, "mins": 60, "minute": 60,
        "minutes": 60, "h": 3600, "hr": 3600, "hrs": 3600, "hour": 3600, "hours": 3600,
    ]

    /// Runs of letters and runs of digits, in small letters: `300s` is two words.
    private static func words(of line: String) -> [String] {
        var words: [String] = []
        var word = ""
        var isNumber = false
        for byte in line.utf8.prefix(Limits.hintOctets) {
            let isDigit = (0x30...0x39).contains(byte)
            let isLetter = (0x61...0x7A).contains(byte | 0x20)
            if !word.isEmpty, !(isDigit || isLetter) || isDigit != isNumber {
                words.append(word)
                word = ""
            }
            guard isDigit || isLetter else { continue }
            isNumber = isDigit
            word.unicodeScalars.append(Unicode.Scalar(isDigit ? byte : byte | 0x20))
        }
        return word.isEmpty ? words : words + [word]
    }
}
