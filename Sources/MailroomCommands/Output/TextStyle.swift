import Foundation

/// Colour for people: only on a terminal, and never where NO_COLOR asks for none (no-color.org).
struct TextStyle: Sendable {
    let isOn: Bool

    static let plain = TextStyle(isOn: false)
    static let standardOutput = TextStyle(for: STDOUT_FILENO)
    static let standardError = TextStyle(for: STDERR_FILENO)

    private init(isOn: Bool) { self.isOn = isOn }

    private init(for descriptor: Int32) {
        let environment = ProcessInfo.processInfo.environment
        let isRefused = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
        isOn = isatty(descriptor) == 1 && !isRefused
    }

    enum Emphasis: String {
        case bold = "1"
        case faint = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
    }

    func paint(_ text: String, _ emphasis: Emphasis) -> String {
        isOn ? "\u{1B}[\(emphasis.rawValue)m\(text)\u{1B}[0m" : text
    }
}
