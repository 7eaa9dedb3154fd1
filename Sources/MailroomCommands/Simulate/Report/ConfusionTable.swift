/// How often each expectation met each outcome: rows are what was expected, columns what came of it.
struct ConfusionTable: Sendable {
    let title: String
    private var counts: [String: [String: Int]] = [:]

    init(_ title: String, _ pairs: [(expected: String, actual: String)]) {
        self.title = title
        for pair in pairs { counts[pair.expected, default: [:]][pair.actual, default: 0] += 1 }
    }

    /// On the diagonal.
    var right: Int { counts.reduce(0) { $0 + ($1.value[$1.key] ?? 0) } }
    var all: Int { counts.values.reduce(0) { $0 + $1.values.reduce(0, +) } }

    /// What was expected.
    var rows: [String] { counts.keys.sorted() }
    /// What came of it. What was expected comes in the order of the rows, so that what is right is a diagonal.
    var columns: [String] { rows + Set(counts.values.flatMap(\.keys)).subtracting(rows).sorted() }

    func count(expected: String, actual: String) -> Int { counts[expected]?[actual] ?? 0 }

    /// Those that are not empty, row by row.
    var cells: [(expected: String, actual: String, count: Int)] {
        rows.flatMap { row in
            columns.map { (row, $0, count(expected: row, actual: $0)) }.filter { $0.2 > 0 }
        }
    }

    var lines: [String] {
        let (rows, columns) = (rows, columns)
        let names = (rows + [title]).map(\.utf8.count).max() ?? 0
        func cells(_ texts: [String]) -> String {
            zip(columns, texts).map { column, text in
                String(repeating: " ", count: max(0, max(column.utf8.count, 5) - text.utf8.count) + 2) + text
            }.joined()
        }
        func padded(_ text: String) -> String { text + String(repeating: " ", count: max(0, names - text.utf8.count)) }
        return [padded(title) + cells(columns)]
            + rows.map { row in
                padded(row) + cells(columns.map { counts[row]?[$0].map(String.init) ?? "." })
            } + ["\(right) of \(all) right"]
    }
}
