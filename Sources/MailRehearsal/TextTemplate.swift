/// A text with variables in braces: `Order #{order_id}`. Other braces stand for themselves.
public struct TextTemplate: Sendable, Equatable {
    private enum Part: Sendable, Equatable {
        case text(String)
        case variable(String)
    }
    private let parts: [Part]

    public init(_ text: String) {
        var parts: [Part] = []
        var rest = text[...]
        while let start = rest.firstIndex(of: "{") {
            let inner = rest[rest.index(after: start)...]
            let name = inner.prefix { $0 == "_" || ("a"..."z").contains($0) }
            guard !name.isEmpty, name.endIndex < rest.endIndex, rest[name.endIndex] == "}" else {
                parts.append(.text(String(rest[...start])))
                rest = inner
                continue
            }
            parts += [.text(String(rest[..<start])), .variable(String(name))]
            rest = rest[rest.index(after: name.endIndex)...]
        }
        self.parts = parts + [.text(String(rest))]
    }

    /// The variables it has, in order.
    public var variables: [String] {
        parts.compactMap { part in if case .variable(let name) = part { name } else { nil } }
    }

    func filled(_ values: [String: String]) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .variable(let name): values[name] ?? "{\(name)}"
            }
        }.joined()
    }
}
