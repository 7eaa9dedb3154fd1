/// How far a long piece of work is: one line of standard error that rewrites itself, where that is a terminal.
///
/// Where it is none there is nothing to rewrite: then a tenth of the work is a line, if lines are wanted.
struct Progress {
    private let what: String
    private let total: Int?
    private let lines: (@Sendable (String) -> Void)?
    private let line: ProgressLine
    private var lastShown: ContinuousClock.Instant?
    private var lastTenth = 0

    /// Rewriting more often than this is a flicker.
    private static let interval = Duration.milliseconds(200)

    /// - Parameters:
    ///   - total: All there is to do; nil when nobody knows.
    ///   - lines: Takes a line for each tenth where no terminal is there; nil for none.
    init(
        _ what: String, of total: Int? = nil, lines: (@Sendable (String) -> Void)? = nil,
        on line: ProgressLine = .shared
    ) {
        self.what = what
        self.total = total
        self.lines = lines
        self.line = line
    }

    /// - Parameter detail: What else is worth knowing now.
    mutating func show(_ count: Int, detail: String = "") {
        let tail = detail.isEmpty ? "" : ", \(detail)"
        guard line.isTerminal else {
            if let lines, let total, total > 0, count * 10 / total > lastTenth {
                lastTenth = count * 10 / total
                lines("\(count) of \(total) \(what)\(tail)")
            }
            return
        }
        let now = ContinuousClock.now
        // What is soon done shows no line that is gone at once.
        guard let last = lastShown else {
            lastShown = now
            return
        }
        guard now - last > Self.interval else { return }
        lastShown = now
        guard let total else { return line.show("\(count) \(what)\(tail)") }
        line.show("\(Self.bar(count, of: total))  \(count) of \(total) \(what)\(tail)")
    }

    func finish() { line.clear() }

    /// `[========------------]  40 %`
    static func bar(_ count: Int, of total: Int) -> String {
        let share = total > 0 ? min(max(0, count), total) * 100 / total : 100
        let full = share / 5
        let percent = "\(share)"
        return "[" + String(repeating: "=", count: full) + String(repeating: "-", count: 20 - full) + "] "
            + String(repeating: " ", count: 3 - percent.utf8.count) + "\(percent) %"
    }
}
