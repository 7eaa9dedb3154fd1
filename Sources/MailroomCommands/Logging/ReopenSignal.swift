import Dispatch
import Foundation

/// Has the log's file opened anew on SIGUSR1, which is what programs that put log files aside send; for as long as it lives.
///
/// Where the log is no file there is nothing to open, and the signal ends nothing.
final class ReopenSignal {
    private let source: any DispatchSourceSignal

    init(_ log: WalkLogger) {
        // Without this the signal would end the process.
        signal(SIGUSR1, SIG_IGN)
        source = DispatchSource.makeSignalSource(signal: SIGUSR1, queue: DispatchQueue(label: "mailroom.reopen"))
        source.setEventHandler { log.reopen() }
        source.resume()
    }

    deinit { source.cancel() }
}
