import MailRouting
import Synchronization

/// What one follower has seen of the sections of the page, so that he is sent only what is new (WHATWG HTML section 9.2).
final class EventStream: Sendable {
    /// Parts of a page by their identifiers, as they are now.
    typealias Sections = @Sendable () -> [(id: String, html: String)]
    private let sections: Sections
    private let seen = Mutex<(hashes: [String: Int], spokenAt: Instant?)>(([:], nil))

    init(_ sections: @escaping Sections) { self.sections = sections }

    /// The events that are due; nil for none.
    func next(now: Instant) -> [UInt8]? {
        let sections = sections()
        return seen.withLock { seen in
            var text = ""
            for (id, html) in sections where seen.hashes.updateValue(html.hashValue, forKey: id) != html.hashValue {
                text += "event: section\n"
                // A line of data for each line of text: the first names the section.
                for line in [id] + html.split(whereSeparator: \.isNewline).map(String.init) {
                    text += "data: \(line)\n"
                }
                text += "\n"
            }
            if text.isEmpty, let last = seen.spokenAt, now - last < Limits.eventHeartbeat { return nil }
            seen.spokenAt = now
            return Array((text.isEmpty ? ": still here\n\n" : text).utf8)
        }
    }
}
