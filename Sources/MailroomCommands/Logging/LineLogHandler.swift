import Foundation
import Logging
import MailRouting

/// Turns what is logged into lines: text for people, JSON for collectors.
struct LineLogHandler: LogHandler {
    let component: LogComponent
    let format: LogFormat
    /// Whether a line says when: standard output is read by what notes the time itself.
    let isDated: Bool
    /// Whether lines begin with the priority systemd's journal reads (sd-daemon(3)).
    let isForJournald: Bool
    let write: @Sendable (String) -> Void
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let (level, message) = (event.level, event.message)
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let step = all["step"]?.description ?? ""
        let time = Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        switch format {
        case .json:
            var object = JSONLine(capacity: 300)
            object.add("time", time)
            object.add("level", level.rawValue)
            object.add("component", component.rawValue)
            object.add("step", step)
            object.add("arrival", all["arrival"].flatMap { Int($0.description) })
            object.add("account", all["account"]?.description)
            object.add("message", "\(message)")
            write(object.text)
        case .text:
            let name = step + String(repeating: " ", count: max(1, 10 - step.count))
            let priority = isForJournald ? "<\(level.priority)>" : ""
            write("\(priority)\(isDated ? "\(time) " : "")\(name)\(message)")
        }
    }
}

extension Logger.Level {
    /// As syslog numbers it (RFC 5424 section 6.2.1).
    fileprivate var priority: Int {
        switch self {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
