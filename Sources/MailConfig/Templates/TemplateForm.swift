import Mustache

/// What a template can ask about a letter: the conditions of its sections.
struct TemplateConditions: OptionSet, Hashable, Sendable {
    let rawValue: UInt8
    static let royal = TemplateConditions(rawValue: 1)
    static let urgent = TemplateConditions(rawValue: 2)
    /// The customer has a name that can be used in a salutation.
    static let customerName = TemplateConditions(rawValue: 4)
    static let subject = TemplateConditions(rawValue: 8)

    static var every: [TemplateConditions] { (0..<16).map(TemplateConditions.init(rawValue:)) }
}

/// A template with its conditions settled and its partials put in: pieces of text and the places of values.
///
/// The template library renders each of them once and never sees a value: whatever a stranger writes cannot be a tag,
/// and a letter costs no more than putting the pieces together.
struct TemplateForm: Sendable, Equatable {
    enum Piece: Sendable, Equatable {
        case text(String)
        case value(TemplateVariable)
    }

    let pieces: [Piece]

    init(_ template: MustacheTemplate, _ library: MustacheLibrary, when conditions: TemplateConditions) {
        var context: [String: Any] = [
            TemplateVariable.royal.rawValue: conditions.contains(.royal),
            TemplateVariable.urgent.rawValue: conditions.contains(.urgent),
        ]
        for variable in TemplateVariable.allCases where variable.isText {
            let isMissing = variable.condition.map { !conditions.contains($0) } ?? false
            context[variable.rawValue] = Placeholder(mark: Self.mark(variable), isNull: isMissing)
        }
        pieces = Self.pieces(of: template.render(context, library: library))
    }

    func filled(_ value: (TemplateVariable) -> String) -> String {
        var text = ""
        for piece in pieces {
            switch piece {
            case .text(let piece): text += piece
            case .value(let variable): text += value(variable)
            }
        }
        return text
    }

    /// Stands for a value while the library is at work; renders where the value is missing too, which only leaves the
    /// sections that ask for it.
    private struct Placeholder: MustacheCustomRenderable {
        let mark: String
        let isNull: Bool
        var renderText: String { mark }
    }

    /// The name between two record separators, which no template may contain (see `TemplateFiles`).
    private static func mark(_ variable: TemplateVariable) -> String { "\u{1E}\(variable.rawValue)\u{1E}" }

    private static func pieces(of rendered: String) -> [Piece] {
        let parts = rendered.unicodeScalars.split(separator: "\u{1E}", omittingEmptySubsequences: false)
        // Every other part stands between two borders.
        return parts.enumerated().compactMap { number, part in
            let text = String(part)
            if number.isMultiple(of: 2) { return text.isEmpty ? nil : .text(text) }
            return TemplateVariable(rawValue: text).map { .value($0) }
        }
    }
}
