import MailRouting

/// Sizes and lengths of time: a number with its unit, so that nobody has to remember what `120` means.
extension Reading {
    /// `90s`, `2m`, `72h`, `30d`, within `range`.
    func interval(_ range: ClosedRange<Interval>) -> (YAMLNode) -> Interval? {
        { node in
            let unit: [Character: Int64] = ["s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
            guard let text = node.spelling, let last = text.last, let factor = unit[last],
                let number = self.digits(text.dropLast())
            else {
                return self.expected(
                    "a length of time", node, suggestion: "write a number and s, m, h or d, such as 2m or 3d")
            }
            let (milliseconds, overflow) = Int64(number).multipliedReportingOverflow(by: factor)
            let value = Interval(milliseconds: milliseconds)
            guard !overflow, range.contains(value) else {
                let bounds = "\(self.words(range.lowerBound)) to \(self.words(range.upperBound))"
                return self.expected("a length of time from \(bounds)", node)
            }
            return value
        }
    }

    /// `20MB`, `512KiB`, `1000`: decimal and binary units as IEC 80000-13 has them; octets without a unit.
    func size(_ range: ClosedRange<Int>) -> (YAMLNode) -> Int? {
        { node in
            let units = [
                ("KIB", 1 << 10), ("MIB", 1 << 20), ("GIB", 1 << 30), ("KB", 1000), ("MB", 1_000_000),
                ("GB", 1_000_000_000), ("B", 1), ("", 1),
            ]
            let text = node.spelling?.uppercased() ?? "-"
            guard let unit = units.first(where: { text.hasSuffix($0.0) }),
                let number = self.digits(text.dropLast(unit.0.count))
            else {
                return self.expected("a size", node, suggestion: "write a number and B, KB, MB or GB, such as 20MB")
            }
            let (octets, overflow) = number.multipliedReportingOverflow(by: unit.1)
            guard !overflow, range.contains(octets) else {
                return self.expected("a size from \(range.lowerBound) to \(range.upperBound) octets", node)
            }
            return octets
        }
    }

    private func digits(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }

    /// In the largest unit that leaves no rest.
    private func words(_ interval: Interval) -> String {
        let seconds = interval.milliseconds / 1000
        if seconds % 86_400 == 0 { return "\(seconds / 86_400)d" }
        if seconds % 3600 == 0 { return "\(seconds / 3600)h" }
        return seconds % 60 == 0 ? "\(seconds / 60)m" : "\(seconds)s"
    }
}
