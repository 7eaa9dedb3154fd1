/// What may be done with what is under a path (RFC 9110 sections 9.1 and 10.2.1): of the programs' part what the description
/// says, and the pages, which are only read.
enum AllowedMethods: String, Sendable {
    case reading = "GET, HEAD"
    case posting = "POST"

    private static let pages = ["/", "/events", "/style.css", "/page.js", "/icon.svg", "/decisions/{id}"]
    private static let patterns: [(parts: [Substring], allowed: AllowedMethods)] =
        pages.map { (parts(of: $0), .reading) }
        + APIDescription.routes.map { (parts(of: $0.path), $0.method == "post" ? .posting : .reading) }

    /// Nil where there is nothing. `{id}` and its like stand for one part of a path, whatever is in it.
    init?(_ path: String) {
        let asked = Self.parts(of: path)
        let found = Self.patterns.first { pattern in
            pattern.parts.count == asked.count
                && zip(pattern.parts, asked).allSatisfy { $0 == $1 || ($0.hasPrefix("{") && !$1.isEmpty) }
        }
        guard let found else { return nil }
        self = found.allowed
    }

    private static func parts(of path: String) -> [Substring] {
        path.split(separator: "/", omittingEmptySubsequences: false)
    }
}
