import MailJournal
import MailRouting

/// What went to each department, hour by hour, as stacked bars; and the same as a table, for those who cannot see it.
struct FlowChart {
    private let words: Words
    private let clock: Clockface
    private let hours: [Instant]
    /// The largest first; beyond what can be told apart by colour, they are one.
    private let departments: [(name: String, total: Int, counts: [Int])]

    private static let colours = 6
    private static let (width, height, floor) = (720, 150, 128)

    init(_ dashboard: Dashboard) {
        words = dashboard.words
        clock = dashboard.clock
        let hour = Interval.hours(1).milliseconds
        let last = dashboard.snapshot.at.milliseconds / hour
        hours = (0..<24).map { Instant(milliseconds: (last - 23 + $0) * hour) }
        let first = last - 23
        var counts: [String: [Int]] = [:]
        for item in dashboard.metrics.flow {
            let place = Int(item.hour.milliseconds / hour - first)
            guard (0..<24).contains(place) else { continue }
            counts[item.department.rawValue, default: [Int](repeating: 0, count: 24)][place] += item.count
        }
        let sorted = counts.map { (name: $0.key, total: $0.value.reduce(0, +), counts: $0.value) }
            .sorted { ($1.total, $0.name) < ($0.total, $1.name) }
        guard sorted.count > Self.colours else {
            departments = sorted
            return
        }
        let rest = sorted[(Self.colours - 1)...]
        let sums = (0..<24).map { place in rest.reduce(0) { $0 + $1.counts[place] } }
        departments =
            sorted[..<(Self.colours - 1)] + [(dashboard.words("andere", "others"), sums.reduce(0, +), sums)]
    }

    var markup: Markup {
        if departments.isEmpty {
            return
                "<p class=\"empty\">\(words("In den letzten 24 Stunden kam nichts an.", "Nothing arrived in the last 24 hours."))</p>"
        }
        let legend = departments.enumerated().map { place, department -> Markup in
            "<li><span class=\"swatch bg\(place)\" aria-hidden=\"true\"></span>\(department.name) <b>\(department.total)</b></li>"
        }
        return "\(picture)<ul class=\"legend\">\(legend.joined())</ul>\(table)"
    }

    private var picture: Markup {
        let totals = (0..<24).map { place in departments.reduce(0) { $0 + $1.counts[place] } }
        let top = Self.roundTop(totals.max() ?? 1)
        let step = Self.width / 24
        var bars = Markup()
        for place in 0..<24 {
            var base = Self.floor
            for (colour, department) in departments.enumerated() where department.counts[place] > 0 {
                let height = max(1, department.counts[place] * (Self.floor - 10) / top)
                base -= height
                bars +=
                    "<rect class=\"c\(colour)\" x=\"\(place * step + 4)\" y=\"\(base)\" width=\"\(step - 8)\" height=\"\(height)\" rx=\"2\"/>"
            }
            if place % 3 == 2 {
                bars +=
                    "<text class=\"tick\" x=\"\(place * step + step / 2)\" y=\"\(Self.height - 4)\" text-anchor=\"middle\">\(clock.hour(hours[place]))</text>"
            }
        }
        return """
            <svg class="chart" viewBox="0 0 \(Self.width) \(Self.height)" role="img" aria-label="\(words("Nachrichten je Stunde, höchstens", "Messages an hour, at most")) \(totals.max() ?? 0)">
            <line class="rule" x1="0" x2="\(Self.width)" y1="10" y2="10"/><line class="rule" x1="0" x2="\(Self.width)" y1="\(Self.floor)" y2="\(Self.floor)"/>
            <text class="tick" x="0" y="8">\(top)</text>\(bars)</svg>
            """
    }

    /// A round figure nothing goes beyond.
    private static func roundTop(_ most: Int) -> Int {
        var unit = 1
        while true {
            for factor in [1, 2, 5] where factor * unit >= most { return factor * unit }
            unit *= 10
        }
    }

    private var table: Markup {
        let heads = departments.map { "<th scope=\"col\" class=\"number\">\($0.name)</th>" as Markup }
        let rows = (0..<24).filter { place in departments.contains { $0.counts[place] > 0 } }.map { place -> Markup in
            let cells = departments.map { "<td class=\"number\">\($0.counts[place])</td>" as Markup }
            return "<tr><th scope=\"row\">\(clock.hour(hours[place])):00</th>\(cells.joined())</tr>"
        }
        return """
            <details data-key="flow-table"><summary>\(words("Als Tabelle", "As a table"))</summary><table><thead><tr><th scope="col">\(words("Stunde", "Hour"))</th>\(heads.joined())</tr></thead><tbody>\(rows.joined())</tbody></table></details>
            """
    }
}
