/// What a submission host says in words about when to come back: `try again in 300 seconds`, `retry in 5 minutes`.
///
/// SMTP has no field for it (RFC 5321 section 4.2.1 leaves the text to people), so this is the one place where a reply's
/// words count, and all they can do is lengthen a wait within bounds.
public enum RetryHint {
    /// Nil when the line gives no number with a unit close behind a word that asks to wait.
    public static func interval(in line: String) -> Interval? {
        interval(in: line, after: asking)
    }

    /// What Microsoft 365 answers to any command of an account that is used too much, also to a login with the right token:
    /// `Request is throttled. Suggested Backoff Time: 92415 milliseconds`. There is no response code for it.
    public static func backoff(in line: String) -> Interval? { interval(in: line, after: ["backoff"]) }

    private static func interval(in line: String, after asking: Set<String>) -> Interval? {
        let words = Self.words(of: line)
        for (index, word) in words.enumerated() where asking.contains(word) {
            let near = words[(index + 1)...].prefix(Limits.hintReach)
            for (number, unit) in zip(near, near.dropFirst()) {
                guard let count = Int64(number), let milliseconds = units[unit] else { continue }
                let (product, overflow) = count.multipliedReportingOverflow(by: milliseconds)
                let interval = overflow ? Limits.longestHint : Interval.milliseconds(product)
                return min(max(interval, .seconds(1)), Limits.longestHint)
            }
        }
        return nil
    }

    private static let asking: Set<String> = [
        "again", "retry", "wait", "later", "after", "back", "retrying", "backoff",
    ]
    /// In milliseconds.
    private static let units: [String: Int64] = [
        "ms": 1, "millisecond": 1, "milliseconds": 1, "s": 1000, "sec": 1000, "secs": 1000, "second": 1000,
        "seconds": 1000, "m": 60_000, "min": 60_000, "mins": 60_000, "minute": 60_000, "minutes": 60_000,
        "h": 3_600_000, "hr": 3_600_000, "hrs": 3_600_000, "hour": 3_600_000, "hours": 3_600_000,
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
