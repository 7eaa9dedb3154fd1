import Foundation
import Logging
import MailAgent
import MailRouting

/// Writes the walk where the configuration wants it: one line a step, with the number of the message, and of people no more
/// than the privacy setting shows.
struct WalkLogger: Sendable {
    private let loggers: [LogComponent: Logger]
    private let discretion: Discretion
    /// Nil where the lines go to standard output.
    private let file: LogFile?

    /// - Parameter quiet: only what a person must do something about, whatever the configuration says.
    init(_ settings: LogSettings, _ discretion: Discretion, quiet: Bool = false) throws(LogFileFault) {
        self.discretion = discretion
        let write: @Sendable (String) -> Void
        if let path = settings.file {
            let file = try LogFile(path, limit: settings.rotateSize, keep: settings.keep)
            write = { file.write($0) }
            self.file = file
        } else {
            write = { Terminal.say($0) }
            file = nil
        }
        let isForJournald = settings.file == nil && Self.isReadByJournald
        loggers = Dictionary(
            uniqueKeysWithValues: LogComponent.allCases.map { component in
                let level = max(settings.levels[component] ?? settings.level, quiet ? .warning : .debug)
                var logger = Logger(label: "mailroom.\(component.rawValue)") { _ in
                    LineLogHandler(
                        component: component, format: settings.format, isDated: settings.file != nil,
                        isForJournald: isForJournald && settings.format == .text, write: write,
                        logLevel: level.loggingLevel)
                }
                logger.logLevel = level.loggingLevel
                return (component, logger)
            })
    }

    /// systemd says which file it reads (systemd.exec(5)); whoever starts a program of its own hands the variable on.
    private static var isReadByJournald: Bool {
        var facts = stat()
        guard fstat(STDOUT_FILENO, &facts) == 0 else { return false }
        return ProcessInfo.processInfo.environment["JOURNAL_STREAM"] == "\(facts.st_dev):\(facts.st_ino)"
    }

    /// Another program has put the file aside.
    func reopen() { file?.reopen() }

    func note(_ event: WalkEvent) {
        guard let logger = loggers[event.component] else { return }
        let level = event.level.loggingLevel
        guard level >= logger.logLevel else { return }
        var metadata: Logger.Metadata = ["step": "\(event.step)"]
        if let arrival = event.arrival { metadata["arrival"] = "\(arrival.value)" }
        if let account = event.account { metadata["account"] = "\(account)" }
        logger.log(level: level, "\(discretion.text(of: event))", metadata: metadata)
    }
}

extension LogLevel {
    fileprivate var loggingLevel: Logger.Level {
        switch self {
        case .debug: .debug
        case .info: .info
        case .notice: .notice
        case .warning: .warning
        case .error: .error
        }
    }
}
