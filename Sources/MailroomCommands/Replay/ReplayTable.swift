import Foundation
import MailRouting

/// The rows of a replay in columns as wide as the terminal. Columns are fixed, so rows are printed as they come.
struct ReplayTable: Sendable {
    private let widths: [Int]
    private let style: TextStyle

    private static let titles = ["file", "subject", "from", "priority", "department", "rule", "acknowledge"]
    /// What each column needs at least, together the 80 columns of an ordinary terminal,
    /// and how the rest of the line is shared.
    private static let needs = [10, 12, 10, 8, 8, 9, 11]
    private static let shares = [3, 4, 2, 0, 1, 2, 3]

    init(columns: Int, style: TextStyle) {
        let gaps = 2 * (Self.needs.count - 1)
        let rest = max(0, columns - gaps - Self.needs.reduce(0, +))
        let total = Self.shares.reduce(0, +)
        widths = zip(Self.needs, Self.shares).map { $0 + rest * $1 / total }
        self.style = style
    }

    var header: String { style.paint(line(Self.titles), .bold) }

    func line(of row: ReplayRow) -> String {
        switch row.outcome {
        case .failure(let fault): return style.paint(line([ending(row.file, 0), fault.reason]), .red)
        case .success(let judged):
            let decision = judged.decision
            let text = line([
                ending(row.file, 0), judged.message.subject ?? "(no subject)",
                judged.message.from.first?.spec ?? "(nobody)", decision.priority.name,
                decision.folder.map { "\(decision.department)/\($0)" } ?? decision.department.rawValue,
                decision.rule.rawValue, acknowledgement(judged),
            ])
            return decision.priority == .critical ? style.paint(text, .yellow) : text
        }
    }

    private func acknowledgement(_ judged: ReplayRow.Judged) -> String {
        switch judged.decision.acknowledgement {
        case .send(let template, let language, _): "\(template) (\(language.tag))"
        case .refused(_, let refusal): "no: \(refusal.evidence)"
        case .notAsked: "none"
        }
    }

    /// The end of a path tells files apart, not its beginning.
    private func ending(_ path: String, _ column: Int) -> String {
        path.count > widths[column] ? "…" + path.suffix(widths[column] - 1) : path
    }

    private func line(_ cells: [String]) -> String {
        var text = ""
        for (index, cell) in cells.enumerated() {
            if index > 0 { text += "  " }
            // The last cell of a short row has the rest of the line to itself.
            text +=
                index == cells.count - 1
                ? ColumnText.harmless(cell, atMost: remaining(from: index))
                : ColumnText.fitted(cell, to: widths[index])
        }
        return text
    }

    private func remaining(from column: Int) -> Int {
        widths[column...].reduce(0, +) + 2 * (widths.count - column - 1)
    }
}
