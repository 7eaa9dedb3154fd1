import MailRouting

/// The `times:` of all rule files by name. Like a list, a time is known in every file.
struct TimeTable {
    let decoder: TimeDecoder
    /// Nil frames could not be read; their names are still known, so that their users are not reported as well.
    private var times: [String: (key: YAMLNode, frame: TimeFrame?)] = [:]
    private(set) var names: [String] = []

    init(_ decoder: TimeDecoder) { self.decoder = decoder }

    func has(_ name: String) -> Bool { times[name] != nil }
    subscript(_ name: String) -> TimeFrame? { times[name]?.frame }

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
            times[entry.name] = (entry.key, decoder.frame(entry.value, anchor: entry.key))
        }
        names = times.keys.sorted()
    }
}
