import MailRouting

/// The `times:` of all rule files by name. Like a list, a time is known in every file.
struct TimeTable {
    let decoder: TimeDecoder
    /// Nil frames could not be read; their names are still known, so that their users are not reported as well.
    private var times: [String: Time] = [:]
    private(set) var names: [String] = []

    /// One time. An object, so that whoever names it can say so.
    final class Time {
        let key: YAMLNode
        let frame: TimeFrame?
        /// Whether some line names it.
        var isUsed = false

        fileprivate init(key: YAMLNode, frame: TimeFrame?) {
            self.key = key
            self.frame = frame
        }
    }

    init(_ decoder: TimeDecoder) { self.decoder = decoder }

    subscript(_ name: String) -> Time? { times[name] }

    /// Takes in the `times:` of one file.
    mutating func add(_ node: YAMLNode, _ reading: Reading) {
        guard case .mapping(let entries) = node.content else {
            if !node.isNull { reading.report(at: node, "expected a mapping of times, found \(node.kind)") }
            return
        }
        for entry in entries {
            _ = reading.name(entry.key)
            if let first = times[entry.name] {
                reading.report(
                    at: entry.key, "duplicate time \(entry.name.quotedForFinding)",
                    suggestion: "it is already given in \(first.key.location.short)")
                continue
            }
            times[entry.name] = Time(key: entry.key, frame: decoder.frame(entry.value, anchor: entry.key))
        }
        names = times.keys.sorted()
    }
}
