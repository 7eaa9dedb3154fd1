import Foundation

/// The terminal: notices and errors go to standard error, so that standard output stays data.
enum Terminal {
    /// How wide a table may be: the terminal's width, else COLUMNS, else what a wide page holds.
    static var columns: Int {
        var size = winsize()
        if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
        return ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) }.map { max(40, min($0, 1000)) } ?? 132
    }

    /// Writes one line to standard output, at once: somebody may be watching through a pipe.
    static func say(_ line: String) {
        ProgressLine.shared.above { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
    }

    /// Writes a question to standard error, and leaves the line open for the answer.
    static func ask(_ prompt: String) {
        ProgressLine.shared.clear()
        FileHandle.standardError.write(Data(prompt.utf8))
    }

    /// Writes one line to standard error.
    static func note(_ line: String) {
        ProgressLine.shared.above { FileHandle.standardError.write(Data((line + "\n").utf8)) }
    }
}
