import MailRehearsal
import MailRouting

/// How many messages of which kind arrive on which day.
struct SimulationTable {
    private let messages: [SimulatedMessage]

    init(_ messages: [SimulatedMessage]) { self.messages = messages }

    var lines: [String] {
        let types = Set(messages.map(\.mark.type)).sorted()
        let days = Weekday.allCases.filter { day in
            day <= .friday || messages.contains { $0.mark.day == day.rawValue }
        }
        let width = max(7, types.map(\.rawValue.utf8.count).max() ?? 0) + 2
        func line(_ name: String, _ cells: [String]) -> String {
            ColumnText.fitted(name, to: width) + cells.map { Self.right($0, 6) }.joined()
        }
        func counts(_ isMeant: (SimulatedMessage) -> Bool) -> [String] {
            let meant = messages.filter(isMeant)
            return days.map { day in "\(meant.count { $0.mark.day == day.rawValue })" } + ["\(meant.count)"]
        }
        return [line("", days.map { String($0.name.prefix(3)) } + ["week"])]
            + types.map { type in line(type.rawValue, counts { $0.mark.type == type }) }
            + [line("all", counts { _ in true })]
    }

    private static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(1, width - text.utf8.count)) + text
    }
}
