import MailRouting

/// Dates, time zones and instants.
extension Reading {
    func zone(_ node: YAMLNode) -> Zone? {
        guard let text = text(node) else { return nil }
        guard let zone = Zone(text) else {
            report(
                at: node, "unknown time zone \(text.quotedForFinding)",
                suggestion: Spelling.question(Spelling.closest(to: text, among: Zone.knownNames))
                    ?? "use a name of the IANA database, such as Europe/Berlin")
            return nil
        }
        return zone
    }

    func date(_ node: YAMLNode) -> CivilDate? {
        text(node).flatMap { date($0, at: node.location, length: node.length) }
    }

    /// `2026-12-24` (ISO 8601).
    func date(_ text: String, at location: SourceLocation, length: Int) -> CivilDate? {
        if let date = CalendarDate(iso: text) { return date.date }
        let isWritten = text.utf8.count == 10 && text.split(separator: "-").map(\.utf8.count) == [4, 2, 2]
        report(
            at: location, length: length,
            isWritten ? "there is no date \(text.quotedForFinding)" : "expected a date, found \(text.quotedForFinding)",
            suggestion: isWritten ? nil : "such as 2026-12-24")
        return nil
    }

    /// `2026-08-31T09:00` in `zone`, or with `Z` or an offset of its own (RFC 3339). Seconds may stand there and count
    /// for nothing: no condition looks at them.
    func instant(in zone: Zone?) -> (YAMLNode) -> Instant? {
        { node in
            guard let text = self.text(node) else { return nil }
            let parts = text.split(separator: "T", maxSplits: 1)
            let time = parts.last?.prefix(5) ?? ""
            let rest = parts.last?.dropFirst(5) ?? ""
            let offset = rest.hasPrefix(":") ? rest.dropFirst(3) : rest
            guard parts.count == 2, let date = CalendarDate(iso: String(parts[0])),
                let minute = TimeDecoder.minute(time), minute < 1440
            else { return self.expected("an instant", node, suggestion: "such as 2026-08-31T09:00") }
            if offset.isEmpty {
                if let zone { return zone.instant(of: date.date, minute: minute) }
                return self.expected(
                    "an instant with its offset", node,
                    suggestion: "write \(text)+02:00, or 'zone: Europe/Berlin' at the top of \(RuleFolder.mainName)")
            }
            guard let east = Self.minutesEast(offset) else {
                return self.expected("an instant", node, suggestion: "such as 2026-08-31T09:00+02:00")
            }
            return Instant(seconds: Int64(date.date.day * 86_400 + (minute - east) * 60))
        }
    }

    /// `Z` or `+02:00`.
    private static func minutesEast(_ offset: Substring) -> Int? {
        if offset == "Z" { return 0 }
        guard let sign = offset.first, sign == "+" || sign == "-" else { return nil }
        return TimeDecoder.minute(offset.dropFirst()).map { sign == "-" ? -$0 : $0 }
    }
}
