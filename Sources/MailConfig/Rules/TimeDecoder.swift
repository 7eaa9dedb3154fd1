import MailRouting

/// Turns `{weekdays: monday-friday, hours: 08:00-17:00}` into a `TimeFrame`.
///
/// A class, because many lines may name the same file of dates, which is read once.
final class TimeDecoder {
    /// The `zone:` of main.yaml.
    private let zone: Zone?
    private let folder: RuleFolder
    private let reading: Reading
    private var files: [String: Set<CivilDate>] = [:]

    init(zone: Zone?, folder: RuleFolder, _ reading: Reading) {
        self.zone = zone
        self.folder = folder
        self.reading = reading
    }

    /// Nil only after a report.
    func frame(_ node: YAMLNode, anchor: YAMLNode? = nil) -> TimeFrame? {
        guard let fields = Fields(node, KnownKeys.time, of: "the time", anchor: anchor, reading) else { return nil }
        if !fields.hasUnknownKeys, fields.entries.allSatisfy({ $0.name == "zone" }) {
            reading.report(
                at: anchor ?? node, "the time is always",
                suggestion: "give it 'weekdays', 'hours', 'dates' or 'except'")
        }
        if zone == nil, !fields.has("zone") {
            fields.missing(
                "zone", hint: "write 'zone: Europe/Berlin' here, or once at the top of \(RuleFolder.mainName)")
        }
        let weekdays = fields.optional("weekdays", reading.list("weekdays", minimum: 1, weekdays)) ?? []
        let hours = fields.optional("hours", reading.list("hours", minimum: 1, hours)) ?? []
        let dates = fields.optional("dates", dates)
        let except = fields.optional("except", self.dates) ?? []
        guard let zone = fields.has("zone") ? fields.optional("zone", reading.zone) : zone else { return nil }
        return TimeFrame(zone: zone, weekdays: Set(weekdays.joined()), hours: hours, dates: dates, except: except)
    }

    /// `monday`, or `monday-friday`; a range may run over the end of the week.
    private func weekdays(_ node: YAMLNode) -> [Weekday]? {
        guard let text = reading.text(node) else { return nil }
        let names = text.split(separator: "-", omittingEmptySubsequences: false)
            .map { $0.drop { $0 == " " }.prefix { $0 != " " }.lowercased() }
        let days = names.compactMap { name in Weekday.allCases.first { $0.name == name } }
        guard days.count == names.count, let first = days.first, let last = days.last, days.count <= 2 else {
            let wrong = names.first { name in !Weekday.allCases.contains { $0.name == name } } ?? ""
            let known = Weekday.allCases.map(\.name)
            // Abbreviations are too far from the word for the usual search.
            let meant =
                wrong.count < 2 ? nil : known.first { $0.hasPrefix(wrong) } ?? Spelling.closest(to: wrong, among: known)
            return reading.expected(
                "a weekday, or a range of them", node,
                suggestion: Spelling.question(meant) ?? "such as monday or monday-friday")
        }
        if days.count == 2, first == last {
            return reading.expected("a range of weekdays", node, suggestion: "write '\(first.name)' for one day")
        }
        let count = (last.rawValue - first.rawValue + 7) % 7
        return (0...count).compactMap { Weekday(rawValue: (first.rawValue - 1 + $0) % 7 + 1) }
    }

    /// `08:00-17:00`, or over midnight `22:00-06:00`.
    private func hours(_ node: YAMLNode) -> HourRange? {
        guard let text = reading.text(node) else { return nil }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let start = Self.minute(ends[0]), let end = Self.minute(ends[1]), start < 1440 else {
            return reading.expected("hours", node, suggestion: "such as 08:00-17:00, from 00:00 up to 24:00")
        }
        guard start != end else {
            return reading.expected(
                "hours that end after they begin", node, suggestion: "leave 'hours' out for the whole day")
        }
        return HourRange(start: start, end: end)
    }

    /// Minutes since midnight of `8:00` or `08:00`; 24:00 is the end of the day.
    static func minute(_ text: some StringProtocol) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].utf8.count), parts[1].utf8.count == 2,
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60, hour * 60 + minute <= 1440
        else { return nil }
        return hour * 60 + minute
    }

    /// Dates, or `{file: PATH}`.
    private func dates(_ node: YAMLNode) -> Set<CivilDate>? {
        guard case .mapping = node.content else {
            guard let dates = reading.list("dates", minimum: 1, reading.date)(node) else { return nil }
            if dates.count > Limits.dates {
                reading.report(at: node, "more than \(Limits.dates) dates", suggestion: "use 'weekdays' and 'hours'")
            }
            return Set(dates.prefix(Limits.dates))
        }
        guard let fields = Fields(node, KnownKeys.dateFile, of: "the file of dates", reading),
            let path = fields.required("file", reading.text), let place = fields["file"]
        else { return nil }
        if let known = files[path] { return known }
        let found = folder.text(path, namedBy: place).map { text in
            path.isCalendar ? Calendar.dates(in: text, reading) : dates(inLinesOf: text)
        }
        files[path] = found ?? []
        return found
    }

    /// One date a line.
    private func dates(inLinesOf text: SourceText) -> Set<CivilDate> {
        let entries = ListEntry.lines(of: text, reading) ?? []
        if entries.count > Limits.dates {
            reading.report(at: entries[Limits.dates].location, length: 1, "more than \(Limits.dates) dates in one file")
        }
        return Set(
            entries.prefix(Limits.dates).compactMap { entry in
                reading.date(entry.text, at: entry.location, length: entry.length)
            })
    }
}
