import Foundation

/// How far a long piece of work is, on standard error: one line that rewrites itself, on a terminal only.
struct Progress {
    private let what: String
    private let isShown: Bool
    private var lastShown = ContinuousClock.now
    private var hasShown = false

    init(_ what: String) {
        self.what = what
        // With rows on the same terminal a line that rewrites itself would be torn apart.
        isShown = isatty(STDERR_FILENO) == 1 && isatty(STDOUT_FILENO) == 0
    }

    mutating func show(_ count: Int) {
        guard isShown, ContinuousClock.now - lastShown > .milliseconds(200) else { return }
        lastShown = .now
        hasShown = true
        FileHandle.standardError.write(Data("\r\(count) \(what)\u{1B}[K".utf8))
    }

    func finish() {
        if hasShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    }
}
