import MailStatus

/// Values over the time of a run as lines, and the same as a table for those who cannot see it.
struct LineChart {
    /// One line.
    struct Series {
        let name: String
        let values: [Int]
    }
    /// What no line should go beyond.
    struct Limit {
        let name: String
        let value: Int
    }

    /// Names the parts of the picture for those who have it read out; unique on the page.
    let id: String
    let title: String
    /// When each value was seen, in milliseconds since the start of the run; as many as there are values.
    let times: [Int]
    /// What the simulated clock showed, for people; as many, or none.
    let shows: [String]
    let series: [Series]
    let limits: [Limit]

    private static let (width, height) = (560, 240)
    private static let (left, right, top, floor) = (58, 14, 16, 190)
    /// A limit that is so much higher than every value would press the lines to the floor.
    private static let mostHeadroom = 4
    private static let tableRows = 24

    var markup: Markup {
        guard times.count > 1 else { return "<p class=\"empty\">The run was over before anybody looked twice.</p>" }
        let legend = series.enumerated().map { place, line -> Markup in
            "<li><span class=\"swatch b\(place)\" aria-hidden=\"true\"></span>\(line.name), most <b>\(most(line))</b></li>"
        }
        let bounds = limits.map { limit -> Markup in
            let note = limit.value > ceiling ? ", beyond the picture" : ""
            return
                "<li><span class=\"swatch dash\" aria-hidden=\"true\"></span>\(limit.name) <b>\(limit.value)</b>\(note)</li>"
        }
        return "\(picture)<ul class=\"legend\">\((legend + bounds).joined())</ul>\(table)"
    }

    private func most(_ line: Series) -> Int { line.values.max() ?? 0 }
    private var highest: Int { max(1, series.map(most).max() ?? 1) }
    /// The value at the upper edge.
    private var ceiling: Int {
        Self.roundTop(max(highest, limits.map(\.value).filter { $0 <= highest * Self.mostHeadroom }.max() ?? 0))
    }

    private var picture: Markup {
        let text = series.map { "\($0.name): at most \(most($0))" }.joined(separator: "; ")
        let bounds = limits.map { "\($0.name): \($0.value)" }.joined(separator: "; ")
        return """
            <svg class="chart" viewBox="0 0 \(Self.width) \(Self.height)" role="img" aria-labelledby="\(id)-t \(id)-d">
            <title id="\(id)-t">\(title)</title><desc id="\(id)-d">\(text). \(bounds)</desc>
            \(grid)\(bars)\(lines)</svg>
            """
    }

    private var grid: Markup {
        let values = (0...4).map { place -> Markup in
            let value = ceiling * place / 4
            let y = self.y(value)
            return """
                <line class="rule" x1="\(Self.left)" x2="\(Self.width - Self.right)" y1="\(y)" y2="\(y)"/>\
                <text class="tick" x="\(Self.left - 6)" y="\(y + 5)" text-anchor="end">\(value)</text>
                """
        }
        let end = times.last ?? 0
        let instants = (0...4).map { place -> Markup in
            let time = end * place / 4
            let x = self.x(time)
            let anchor = place == 0 ? "start" : place == 4 ? "end" : "middle"
            // Where there is no room for all, every other one goes.
            let kind: Markup = place % 2 == 0 ? "tick" : "tick odd"
            let shown = shows.isEmpty ? "" : shows[times.lastIndex { $0 <= time } ?? 0]
            return """
                <text class="\(kind)" x="\(x)" y="\(Self.floor + 20)" text-anchor="\(anchor)">\(Self.clock(time))</text>\
                <text class="\(kind)" x="\(x)" y="\(Self.floor + 41)" text-anchor="\(anchor)">\(shown)</text>
                """
        }
        return values.joined() + instants.joined()
    }

    /// The limits that are in the picture.
    private var bars: Markup {
        limits.filter { $0.value <= ceiling }.map { limit -> Markup in
            let y = self.y(limit.value)
            return
                "<line class=\"limit\" x1=\"\(Self.left)\" x2=\"\(Self.width - Self.right)\" y1=\"\(y)\" y2=\"\(y)\"/>"
        }.joined()
    }

    /// Steps: what was seen holds until the next look.
    private var lines: Markup {
        series.enumerated().map { place, line -> Markup in
            var path = Markup()
            for (index, value) in line.values.enumerated() {
                let (x, y) = (self.x(times[index]), self.y(value))
                path += index == 0 ? "M\(x) \(y)" : "H\(x)V\(y)"
            }
            return "<path class=\"line l\(place)\" d=\"\(path)\"/>"
        }.joined()
    }

    private var table: Markup {
        let step = max(1, (times.count + Self.tableRows - 1) / Self.tableRows)
        let head = series.map { line -> Markup in "<th scope=\"col\">\(line.name)</th>" }.joined()
        let rows = stride(from: 0, to: times.count, by: step).map { index -> Markup in
            let end = min(index + step, times.count)
            let cells = series.map { line -> Markup in
                "<td class=\"n\">\(line.values[index..<end].max() ?? 0)</td>"
            }
            let shown: Markup = shows.isEmpty ? "" : "<td>\(shows[index])</td>"
            return "<tr><th scope=\"row\">\(Self.clock(times[index]))</th>\(shown)\(cells.joined())</tr>"
        }
        let simulated: Markup = shows.isEmpty ? "" : "<th scope=\"col\">simulated</th>"
        return """
            <details><summary>As a table</summary><div class="wide"><table><thead><tr><th scope="col">from</th>\
            \(simulated)\(head)</tr></thead><tbody>\(rows.joined())</tbody></table></div></details>
            """
    }

    private func x(_ time: Int) -> Int {
        Self.left + time * (Self.width - Self.left - Self.right) / max(1, times.last ?? 1)
    }
    private func y(_ value: Int) -> Int { Self.floor - value * (Self.floor - Self.top) / ceiling }

    /// `0:07`, `12:40`, `1:02:40`
    static func clock(_ milliseconds: Int) -> String {
        let seconds = milliseconds / 1000
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        return (hours > 0 ? "\(hours):\(two(minutes))" : "\(minutes)") + ":\(two(seconds % 60))"
    }

    /// A round figure nothing goes beyond, in four equal parts.
    static func roundTop(_ most: Int) -> Int {
        var unit = 4
        while true {
            for factor in [1, 2, 3, 5] where factor * unit >= most { return factor * unit }
            unit *= 10
        }
    }
}
