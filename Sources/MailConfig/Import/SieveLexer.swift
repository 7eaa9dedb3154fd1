import MailRouting

/// One word of a Sieve script.
struct SieveToken {
    enum Kind: Equatable {
        case identifier(String)
        case tag(String)
        case number(Int)
        case string(String)
        /// One of `( ) { } [ ] , ;`
        case mark(Unicode.Scalar)
        case end
    }
    let kind: Kind
    let place: SourcePlace
    /// The last `#` comment before it.
    let comment: String?
}

/// Cuts a script into words (RFC 5228 section 8.1).
struct SieveLexer {
    private let file: String
    private let scalars: [Unicode.Scalar]
    private var next = 0
    private var line = 1
    private var column = 1
    private var comment: String?

    init(_ source: SourceText) throws(Diagnostics) {
        file = source.file
        guard let text = String(validating: source.bytes, as: UTF8.self) else {
            throw Diagnostics([
                Diagnostic(
                    at: SourceLocation(file: source.file, line: 1), "this is not UTF-8 text",
                    suggestion: "save the file as UTF-8")
            ])
        }
        scalars = Array(text.unicodeScalars)
    }

    mutating func token() throws(Diagnostics) -> SieveToken {
        comment = nil
        try skipSpace()
        let (start, startColumn, location) = (next, column, here)
        let kind = try kind()
        // A string over several lines is underlined to the end of its first.
        let length = line == location.line ? column - startColumn : min(next - start, Limits.shownLineScalars)
        return SieveToken(kind: kind, place: SourcePlace(location: location, length: max(1, length)), comment: comment)
    }

    /// A finding at the place that is read next.
    func fault(_ message: String, at place: SourceLocation? = nil) -> Diagnostics {
        Diagnostics([Diagnostic(at: place ?? here, message)])
    }

    private var here: SourceLocation { SourceLocation(file: file, line: line, column: column) }
    private var peeked: Unicode.Scalar? { next < scalars.count ? scalars[next] : nil }
    private func isNext(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { octets in
            next + octets.count <= scalars.count
                && octets.indices.allSatisfy { scalars[next + $0].value == UInt32(octets[$0]) }
        }
    }

    private mutating func take() -> Unicode.Scalar? {
        guard let scalar = peeked else { return nil }
        next += 1
        let isBreak = scalar == "\n" || (scalar == "\r" && peeked != "\n")
        line += isBreak ? 1 : 0
        column = isBreak ? 1 : column + 1
        return scalar
    }

    private mutating func kind() throws(Diagnostics) -> SieveToken.Kind {
        guard let first = peeked else { return .end }
        switch first {
        case "(", ")", "{", "}", "[", "]", ",", ";":
            _ = take()
            return .mark(first)
        case "\"": return .string(try quoted())
        case ":":
            _ = take()
            guard let start = peeked, Self.isLetter(start) else { throw fault("expected a name after ':'") }
            return .tag(word())
        case "0"..."9": return .number(try number())
        case _ where Self.isLetter(first):
            let word = word()
            guard word == "text", peeked == ":" else { return .identifier(word) }
            _ = take()
            return .string(try multiline())
        default: throw fault("unexpected \(String(first).quotedForFinding)")
        }
    }

    /// White space and both kinds of comments.
    private mutating func skipSpace() throws(Diagnostics) {
        while let scalar = peeked {
            switch scalar {
            case " ", "\t", "\r", "\n": _ = take()
            case "#":
                comment = hashComment()
            case "/" where isNext("/*"):
                let start = here
                _ = take()
                while !isNext("*/") {
                    guard take() != nil else { throw fault("this comment has no end; close it with */", at: start) }
                }
                _ = (take(), take())
            default: return
            }
        }
    }

    private mutating func hashComment() -> String {
        _ = take()
        var text = String.UnicodeScalarView()
        while let scalar = peeked, scalar != "\n", scalar != "\r" {
            if text.count < Limits.commentScalars { text.append(scalar) }
            _ = take()
        }
        return String(String(text).drop { $0 == " " || $0 == "\t" })
    }

    /// Identifiers are compared without case (RFC 5228 section 2.1), so they are kept in lower case.
    private mutating func word() -> String {
        var text = String.UnicodeScalarView()
        while let scalar = peeked, Self.isLetter(scalar) || ("0"..."9").contains(scalar) {
            text.append(scalar)
            _ = take()
        }
        return String(text).lowercased()
    }

    /// `100K`: K, M and G are powers of 1024 (RFC 5228 section 2.4.1).
    private mutating func number() throws(Diagnostics) -> Int {
        let start = here
        var (value, overflows) = (0, false)
        func multiply(by factor: Int, adding more: Int = 0) {
            let (product, first) = value.multipliedReportingOverflow(by: factor)
            let (sum, second) = product.addingReportingOverflow(more)
            value = sum
            overflows = overflows || first || second
        }
        while let scalar = peeked, ("0"..."9").contains(scalar) {
            multiply(by: 10, adding: Int(scalar.value) - 0x30)
            _ = take()
        }
        switch peeked {
        case "k", "K": multiply(by: 1 << 10)
        case "m", "M": multiply(by: 1 << 20)
        case "g", "G": multiply(by: 1 << 30)
        default: return try checked()
        }
        _ = take()
        return try checked()

        func checked() throws(Diagnostics) -> Int {
            if overflows { throw fault("this number is too large", at: start) }
            return value
        }
    }

    private mutating func quoted() throws(Diagnostics) -> String {
        let start = here
        _ = take()
        var text = String.UnicodeScalarView()
        while let scalar = take() {
            switch scalar {
            case "\"": return String(text)
            case "\\": if let escaped = take() { text.append(escaped) }
            case "\0": throw fault("a text cannot hold the character NUL")
            default: text.append(scalar)
            }
        }
        throw fault("this text has no end; close it with \"", at: start)
    }

    /// After `text:`: the lines up to a single dot, each without the dot a line that begins with one has in front.
    private mutating func multiline() throws(Diagnostics) -> String {
        let start = here
        while peeked == " " || peeked == "\t" { _ = take() }
        if peeked == "#" { _ = hashComment() }
        guard takeLineBreak() else { throw fault("expected a new line after 'text:'") }
        var text = String.UnicodeScalarView()
        while peeked != nil {
            if peeked == "." {
                _ = take()
                if peeked == nil || takeLineBreak() { return String(text) }
            }
            while let scalar = peeked, scalar != "\n", scalar != "\r" {
                if scalar == "\0" { throw fault("a text cannot hold the character NUL") }
                text.append(scalar)
                _ = take()
            }
            if takeLineBreak() { text.append("\n") }
        }
        throw fault("this text has no end; close it with a line that holds a single dot", at: start)
    }

    private mutating func takeLineBreak() -> Bool {
        guard peeked == "\r" || peeked == "\n" else { return false }
        if take() == "\r", peeked == "\n" { _ = take() }
        return true
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
    }
}
