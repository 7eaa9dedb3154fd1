/// A piece of HTML. Whatever is put into it as text is escaped and made harmless; only another piece goes in as it is.
///
/// So that a page is safe not by care but by type: there is no way to put a text in unescaped.
public struct Markup: Sendable, Equatable, ExpressibleByStringInterpolation {
    /// As it is written into a page.
    public private(set) var html: String

    public init(stringLiteral value: String) { html = value }
    public init(stringInterpolation: Interpolation) { html = stringInterpolation.html }
    public init() { html = "" }

    /// One behind the other.
    public static func + (left: Markup, right: Markup) -> Markup {
        var sum = left
        sum.html += right.html
        return sum
    }
    /// Adds one behind the other.
    public static func += (left: inout Markup, right: Markup) { left.html += right.html }

    /// Escapes what is put in as text.
    public struct Interpolation: StringInterpolationProtocol {
        var html = ""
        public init(literalCapacity: Int, interpolationCount: Int) {
            html.reserveCapacity(literalCapacity + interpolationCount * 16)
        }
        public mutating func appendLiteral(_ literal: String) { html += literal }
        public mutating func appendInterpolation(_ markup: Markup) { html += markup.html }
        public mutating func appendInterpolation(_ number: Int) { html += String(number) }
        public mutating func appendInterpolation(_ text: String) { html += Markup.escaped(Shown.text(text)) }
        public mutating func appendInterpolation(_ text: String?) { if let text { appendInterpolation(text) } }
    }

    /// For text and for attributes in double quotes.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension Sequence<Markup> {
    /// One after the other.
    public func joined() -> Markup { reduce(into: Markup()) { $0 += $1 } }
}

extension Optional where Wrapped == Markup {
    var orNothing: Markup { self ?? Markup() }
}
