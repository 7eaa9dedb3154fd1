import MailRouting

/// Reads the tags of one template with their places, and reports every one that could not be rendered.
///
/// The template library names one mistake at a time and lets unknown names pass as empty text. A letter to a customer
/// with a hole in it is a mistake, so names are checked here against what there is.
struct TemplateTags {
    struct Partial: Equatable {
        let name: String
        let location: SourceLocation
        let length: Int
    }

    private(set) var partials: [Partial] = []
    private let reading: Reading
    private let file: String
    private var open: [(name: String, location: SourceLocation, length: Int)] = []

    init(_ text: String, file: String, reading: Reading) {
        self.reading = reading
        self.file = file
        let scalars = Array(text.unicodeScalars)
        var line = 1
        var column = 1
        var index = 0
        func advance(to end: Int) {
            while index < end {
                (line, column) = scalars[index] == "\n" ? (line + 1, 1) : (line, column + 1)
                index += 1
            }
        }
        while index < scalars.count {
            guard scalars[index] == "{", index + 1 < scalars.count, scalars[index + 1] == "{" else {
                advance(to: index + 1)
                continue
            }
            let location = SourceLocation(file: file, line: line, column: column)
            guard let end = Self.end(of: scalars, from: index + 2) else {
                reading.report(at: location, length: 2, "'{{' is not closed", suggestion: "add '}}'")
                break
            }
            read(scalars[index + 2..<end], at: location, length: end + 2 - index)
            advance(to: end + 2)
        }
        for section in open {
            reading.report(
                at: section.location, length: section.length, "the section '\(section.name)' is not closed",
                suggestion: "add '{{/\(section.name)}}'")
        }
    }

    /// Where the `}}` stands that closes a tag.
    private static func end(of scalars: [Unicode.Scalar], from start: Int) -> Int? {
        (start..<max(start, scalars.count - 1)).first { scalars[$0] == "}" && scalars[$0 + 1] == "}" }
    }

    private mutating func read(_ content: ArraySlice<Unicode.Scalar>, at location: SourceLocation, length: Int) {
        let kind = content.first ?? " "
        let hasKind = "#^/!>&{=%<$".unicodeScalars.contains(kind)
        let rest = String(String.UnicodeScalarView(hasKind ? content.dropFirst() : content))
        let name = rest.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        switch kind {
        case "!": break
        case "#", "^":
            open.append((name, location, length))
            check(name, isCondition: true, at: location, length)
        case "/": close(name, at: location, length)
        case ">": partials.append(Partial(name: name, location: location, length: length))
        case "&", "{":
            reading.report(
                at: location, length: length, "'\(name)' would be written without escaping",
                suggestion: "write {{\(name)}}")
        case "=", "%", "<", "$":
            reading.report(at: location, length: length, "the tag '{{\(kind)' has no use in these templates")
        default: check(name, isCondition: false, at: location, length)
        }
    }

    private func check(_ name: String, isCondition: Bool, at location: SourceLocation, _ length: Int) {
        guard let variable = TemplateVariable(rawValue: name) else {
            reading.report(
                at: location, length: length, "unknown variable '\(name)'",
                suggestion: Spelling.suggestion(for: name, among: TemplateVariable.names))
            return
        }
        if isCondition, !variable.isCondition {
            reading.report(at: location, length: length, "'\(name)' is no condition: it always has a value")
        } else if !isCondition, !variable.isText {
            reading.report(
                at: location, length: length, "'\(name)' is a condition", suggestion: "write {{#\(name)}}…{{/\(name)}}")
        }
    }

    private mutating func close(_ name: String, at location: SourceLocation, _ length: Int) {
        guard let last = open.last else {
            reading.report(at: location, length: length, "no section '\(name)' is open here")
            return
        }
        if last.name == name {
            open.removeLast()
        } else if let index = open.lastIndex(where: { $0.name == name }) {
            reading.report(
                at: location, length: length, "the section '\(last.name)' from line \(last.location.line) is still open"
            )
            open.removeSubrange(index...)
        } else {
            reading.report(
                at: location, length: length, "no section '\(name)' is open here",
                suggestion: "the open one is '\(last.name)'")
        }
    }
}
