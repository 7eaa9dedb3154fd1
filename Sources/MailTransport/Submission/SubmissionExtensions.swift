/// What a submission host offers in its answer to EHLO (RFC 5321 section 4.1.1.1).
public struct SubmissionExtensions: Sendable, Equatable {
    /// Every keyword in capitals, as offered, sorted; for people.
    public let keywords: [String]
    /// AUTH mechanisms in capitals.
    public let mechanisms: [String]
    /// The largest message in octets; nil when not said.
    public let sizeLimit: Int?

    public var hasSTARTTLS: Bool { keywords.contains("STARTTLS") }
    public var hasPipelining: Bool { keywords.contains("PIPELINING") }
    public var has8BITMIME: Bool { keywords.contains("8BITMIME") }
    public var hasSMTPUTF8: Bool { keywords.contains("SMTPUTF8") }
    public var hasDSN: Bool { keywords.contains("DSN") }
    public var hasSize: Bool { keywords.contains("SIZE") }

    static let none = SubmissionExtensions(greeting: [])

    /// From the lines of the EHLO reply, the first of which only names the host.
    init(greeting lines: [String]) {
        var keywords: Set<String> = []
        var mechanisms: [String] = []
        var sizeLimit: Int?
        for line in lines.dropFirst() {
            // "AUTH=LOGIN" is how hosts older than RFC 2554 say it.
            let words = line.split { $0 == " " || $0 == "=" }.map { $0.uppercased() }
            guard let keyword = words.first else { continue }
            keywords.insert(keyword)
            if keyword == "AUTH" {
                mechanisms += words.dropFirst().filter { !mechanisms.contains($0) }
            } else if keyword == "SIZE" {
                // SIZE 0 means no fixed limit (RFC 1870 section 3).
                sizeLimit = words.dropFirst().first.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
            }
        }
        self.keywords = keywords.sorted()
        self.mechanisms = mechanisms
        self.sizeLimit = sizeLimit
    }
}
