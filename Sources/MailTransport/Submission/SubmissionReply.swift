/// What a submission host answered to one command: code, enhanced status code and its own words.
public struct SubmissionReply: Sendable, Equatable, CustomStringConvertible {
    /// Three digits, 200 to 599 (RFC 5321 section 4.2).
    public let code: Int
    /// RFC 3463; nil where the host sends none.
    public let enhancedCode: EnhancedStatusCode?
    /// The text of each line without the reply code; made printable and shortened.
    public let lines: [String]

    public var isPositive: Bool { code / 100 == 2 }
    public var isTransient: Bool { code / 100 == 4 }
    public var isPermanent: Bool { code / 100 == 5 }
    /// The host closes the connection after it (RFC 5321 section 3.8).
    public var endsConnection: Bool { code == 421 }

    /// "550 5.1.1 No such person"
    public var description: String { "\(code) \(lines.joined(separator: " / "))" }

    public init(code: Int, lines: [String]) {
        self.code = code
        self.lines = lines
        enhancedCode = lines.first.flatMap { EnhancedStatusCode(startOf: $0, replyCode: code) }
    }

    /// The same reply without `secret`, for hosts that repeat a refused command in their answer.
    func withholding(_ secrets: [String]) -> SubmissionReply {
        let secrets = secrets.filter { !$0.isEmpty }
        return SubmissionReply(
            code: code,
            lines: lines.map { line in
                secrets.reduce(line) { line, secret in
                    line.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "(withheld)")
                }
            })
    }
}

/// An enhanced status code such as 4.7.1 (RFC 3463 section 2).
public struct EnhancedStatusCode: Sendable, Hashable, CustomStringConvertible {
    public let category: Int
    public let subject: Int
    public let detail: Int

    public init(_ category: Int, _ subject: Int, _ detail: Int) {
        self.category = category
        self.subject = subject
        self.detail = detail
    }

    /// From the first word of a reply line; nil when it is none, or of another class than the reply code
    /// (RFC 2034 section 4).
    init?(startOf line: String, replyCode: Int) {
        let numbers = line.prefix { $0 != " " }.split(separator: ".", omittingEmptySubsequences: false).map { part in
            (1...3).contains(part.count) && part.allSatisfy { ("0"..."9").contains($0) } ? Int(part) : nil
        }
        guard numbers.count == 3, let category = numbers[0], let subject = numbers[1], let detail = numbers[2],
            category == replyCode / 100
        else { return nil }
        self.init(category, subject, detail)
    }

    public var description: String { "\(category).\(subject).\(detail)" }
}

/// Puts reply lines together (RFC 5321 section 4.2.1). A value: fed lines, it says when a reply is whole.
struct ReplyAssembly {
    /// The line is not part of any reply.
    struct Malformed: Error, Equatable {
        let reason: String
    }

    private var code: Int?
    private var lines: [String] = []

    /// Takes one line without its line end; returns the reply when this was its last line.
    mutating func add(_ line: [UInt8]) throws(Malformed) -> SubmissionReply? {
        let digits = line.prefix(3)
        guard digits.count == 3, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw Malformed(reason: "a line without a reply code")
        }
        let code = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        guard (200...599).contains(code) else { throw Malformed(reason: "a reply code that does not exist") }
        guard self.code == nil || self.code == code else {
            throw Malformed(reason: "a reply whose lines carry different codes")
        }
        self.code = code
        guard lines.count < Limits.replyLines else {
            throw Malformed(reason: "a reply of more than \(Limits.replyLines) lines")
        }
        lines.append(ReplyAssembly.printable(line.dropFirst(4)))
        switch line.dropFirst(3).first {
        case nil, UInt8(ascii: " "):
            defer { self = ReplyAssembly() }
            return SubmissionReply(code: code, lines: lines)
        case UInt8(ascii: "-"): return nil
        default: throw Malformed(reason: "a reply code followed by neither space nor hyphen")
        }
    }

    /// Control characters become "?", so that no terminal or journal is written to by a mail host.
    private static func printable(_ bytes: ArraySlice<UInt8>) -> String {
        let text = String(decoding: bytes.prefix(Limits.replyTextOctets), as: UTF8.self)
        return String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.isPrintable ? $0 : "?" }))
    }
}

extension Unicode.Scalar.Properties {
    fileprivate var isPrintable: Bool {
        switch generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
