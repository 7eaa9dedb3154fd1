import Synchronization
import Testing

@testable import MailroomCommands

/// One line that rewrites itself, and everything else above it.
@Suite struct ProgressTests {
    /// What a terminal would show: lines, the last one being the one that rewrites itself.
    private final class Screen: Sendable {
        private let text = Mutex("")
        func write(_ more: String) { text.withLock { $0 += more } }
        var written: String { text.withLock { $0 } }
        var lines: [String] {
            written.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                // A carriage return begins the line again, and \u{1B}[K clears what is right of it.
                let last = line.split(separator: "\r").last.map(String.init) ?? ""
                return last.replacing("\u{1B}[K", with: "")
            }
        }
    }

    @Test func rowsAndTheLineDoNotTearEachOther() {
        let screen = Screen()
        let line = ProgressLine(isTerminal: true, columns: { 80 }, write: screen.write)
        line.show("1 of 3")
        line.above { screen.write("first row\n") }
        line.show("2 of 3")
        line.above { screen.write("second row\nthird row\n") }
        #expect(screen.lines.map { $0.trimming } == ["first row", "second row", "third row", "2 of 3"])
        line.clear()
        line.above { screen.write("the end\n") }
        #expect(screen.lines.map { $0.trimming } == ["first row", "second row", "third row", "the end", ""])
    }

    @Test func withoutATerminalNothingIsDrawn() {
        let screen = Screen()
        let line = ProgressLine(isTerminal: false, columns: { 80 }, write: screen.write)
        line.show("1 of 3")
        line.above { screen.write("row\n") }
        line.clear()
        #expect(screen.written == "row\n")
    }

    @Test(arguments: [20, 40, 80])
    func theLineNeverWraps(_ columns: Int) {
        let screen = Screen()
        let line = ProgressLine(isTerminal: true, columns: { columns }, write: screen.write)
        line.show(String(repeating: "信", count: 100) + "\u{1B}[2J\n")
        let shown = screen.lines[0]
        #expect(screen.lines.count == 1 && ColumnText.columns(of: shown) < columns)
        #expect(!shown.contains("\u{1B}"))
    }

    @Test(arguments: [
        (0, 4, "[--------------------]   0 %"), (1, 4, "[=====---------------]  25 %"),
        (4, 4, "[====================] 100 %"), (9, 4, "[====================] 100 %"),
        (0, 0, "[====================] 100 %"), (999, 1000, "[===================-]  99 %"),
    ])
    func theBarIsFullAtTheEndAndNotBefore(_ count: Int, _ total: Int, _ bar: String) {
        #expect(Progress.bar(count, of: total) == bar)
    }

    @Test func withoutATerminalATenthIsALine() {
        let screen = Screen()
        let line = ProgressLine(isTerminal: false, columns: { 80 }, write: { _ in })
        var progress = Progress("messages", of: 40, lines: { screen.write($0 + "\n") }, on: line)
        for count in 1...40 { progress.show(count, detail: "Tue 10:14") }
        #expect(screen.lines.count == 11 && screen.lines[0] == "4 of 40 messages, Tue 10:14")
        var silent = Progress("messages", of: 40, on: line)
        silent.show(40)
    }
}

extension String {
    fileprivate var trimming: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
