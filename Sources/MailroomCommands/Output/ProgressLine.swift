import Foundation
import Synchronization

/// The one line of a terminal that rewrites itself, below everything that is printed.
///
/// There is one for the process. Whatever prints to the same terminal does so through ``above(_:)``, which takes the line
/// away and puts it back, so that neither tears the other apart.
final class ProgressLine: Sendable {
    static let shared = ProgressLine(isTerminal: isatty(STDERR_FILENO) == 1, columns: columnsOfStandardError) {
        FileHandle.standardError.write(Data($0.utf8))
    }

    /// False: nothing is ever drawn.
    let isTerminal: Bool
    private let columns: @Sendable () -> Int
    private let write: @Sendable (String) -> Void
    /// What stands there now.
    private let drawn = Mutex<String?>(nil)

    init(isTerminal: Bool, columns: @escaping @Sendable () -> Int, write: @escaping @Sendable (String) -> Void) {
        self.isTerminal = isTerminal
        self.columns = columns
        self.write = write
    }

    /// Draws this instead of what stood there.
    func show(_ text: String) {
        guard isTerminal else { return }
        // A line that is wider than the terminal becomes two, and only one would be rewritten.
        let fitting = ColumnText.fitted(text, to: max(10, columns() - 1))
        drawn.withLock {
            $0 = fitting
            write("\r\(fitting)\u{1B}[K")
        }
    }

    func clear() {
        drawn.withLock {
            if $0 != nil { write("\r\u{1B}[K") }
            $0 = nil
        }
    }

    /// Prints something that ends with a line feed.
    func above<Failure: Error>(_ print: () throws(Failure) -> Void) throws(Failure) {
        try drawn.withLock { text throws(Failure) in
            if text != nil { write("\r\u{1B}[K") }
            try print()
            if let text { write("\r\(text)\u{1B}[K") }
        }
    }

    private static func columnsOfStandardError() -> Int {
        var size = winsize()
        return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }
}
