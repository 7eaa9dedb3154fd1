import MailJournal
import MailRouting

/// What an undo means for one message, as planned or as it went.
struct UndoRow {
    private let item: UndoItem
    private let progress: UndoProgress?
    private let isPlan: Bool

    init(_ item: UndoItem, _ progress: UndoProgress?, isPlan: Bool) {
        self.item = item
        self.progress = progress
        self.isPlan = isPlan
    }

    /// Not where the person wanted it, or not yet.
    var isFinding: Bool {
        switch item.verdict {
        case .bringBack, .goOn: !isPlan && progress?.isBack != true
        case .notDelivered, .notRouted: true
        case .stayed, .isBack: false
        }
    }

    var text: String {
        let what: String =
            switch item.verdict {
            case .bringBack(let from), .goOn(let from): isPlan ? "will be brought back from \(from)" : outcome(from)
            case .stayed(let copies): "is where it arrived: that is its department\(Self.remark(copies))"
            case .isBack: "is back already"
            case .notDelivered: "is not delivered yet, and stays where it arrived for now"
            case .notRouted: "is not where the agent put it, or the agent never put it anywhere"
            }
        let line = "#\(item.id)  \(item.location)  \(what)\(answer.map { "; \($0)" } ?? "")"
        return ColumnText.harmless(line, atMost: 1000)
    }

    /// Nothing is brought back, so nothing of it is cleared away; but a person should know.
    private static func remark(_ copies: [MailboxAddress]) -> String {
        copies.isEmpty ? "" : "; its copies stay in \(copies.map(\.description).joined(separator: ", "))"
    }

    private func outcome(_ from: MailboxAddress) -> String {
        guard let progress else { return "was not brought back from \(from)" }
        let detail = progress.detail ?? "no detail"
        return switch progress.state {
        case "done": progress.isBack ? detail : "is not in \(from) any more: somebody took it, and it is left to them"
        case "held", "failed": "stays in \(from): \(detail); mend that and run the same command again"
        default: "is still in \(from): \(detail); the agent, or the same command again, goes on"
        }
    }

    private var answer: String? {
        switch item.acknowledgement {
        case .none: nil
        case .dropped: isPlan ? "its acknowledgement will not be sent" : "its acknowledgement is not sent any more"
        case .sent(let to): "its acknowledgement was sent\(to.map { " to \($0)" } ?? "") and cannot be unsent"
        case .mayBeSent(let to): "its acknowledgement may have been sent\(to.map { " to \($0)" } ?? "")"
        }
    }

    var json: JSONLine {
        var line = JSONLine()
        line.add("arrival", Int(item.id.value))
        line.add("arrived", item.location.description)
        line.add("verdict", verdict.name)
        line.add("from", verdict.from?.description)
        switch item.acknowledgement {
        case .none: add(&line, "none", nil)
        case .dropped: add(&line, "dropped", nil)
        case .sent(let to): add(&line, "sent", to)
        case .mayBeSent(let to): add(&line, "may-be-sent", to)
        }
        line.add("state", progress?.state)
        line.add("detail", progress?.detail)
        return line
    }

    private func add(_ line: inout JSONLine, _ acknowledgement: String, _ recipient: String?) {
        line.add("acknowledgement", acknowledgement)
        line.add("recipient", recipient)
    }

    private var verdict: (name: String, from: MailboxAddress?) {
        switch item.verdict {
        case .bringBack(let from): ("bring-back", from)
        case .goOn(let from): ("go-on", from)
        case .stayed: ("stayed", nil)
        case .isBack: ("is-back", nil)
        case .notDelivered: ("not-delivered", nil)
        case .notRouted: ("not-routed", nil)
        }
    }

    static func summary(_ rows: [UndoRow]) -> String {
        let sent = rows.count { if case .sent = $0.item.acknowledgement { true } else { false } }
        let unsent = sent == 0 ? "" : ", \(sent) acknowledgements cannot be unsent"
        guard rows.first?.isPlan != true else {
            return "\(rows.count { $0.verdict.from != nil }) of \(rows.count) would be brought back\(unsent)"
        }
        return "\(rows.count { $0.progress?.isBack == true }) of \(rows.count) are back\(unsent)"
    }
}
