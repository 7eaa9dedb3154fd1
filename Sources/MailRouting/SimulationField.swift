/// The simulated week a message is of: `normal-2026-W48-7`.
public struct SimulationID: Name {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The header field in which a message says that it is simulated, as it is written there.
///
/// Anybody can write one. What it says means something only when its seal was made with the installation's own key; any
/// other is the word of a stranger, and his mail is real mail.
public struct SimulationField: Sendable, Equatable {
    /// The name of the header field.
    public static let name = "X-Mailroom-Simulation"
    /// In octets. Ours have some three hundred.
    static let maximumSize = 2000
    private static let sealName = "seal"

    /// One part of the value: `day=1`.
    public struct Part: Sendable, Equatable {
        /// Without white space, `=` and `;`.
        public let name: String
        /// Without white space and `;`.
        public let value: String
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }
    /// In their order, without the seal.
    public let parts: [Part]
    /// What proves that it is ours; nil where there is none.
    public let seal: String?

    public init(_ parts: [Part], seal: String? = nil) {
        self.parts = parts
        self.seal = seal
    }

    /// Nil when the value is none of ours.
    public init?(_ value: String) {
        guard value.utf8.count <= Self.maximumSize else { return nil }
        var parts: [Part] = []
        for text in value.split(separator: ";") {
            let pair = text.split(separator: "=", maxSplits: 1).map { $0.filter { !$0.isWhitespace } }
            guard pair.count == 2 else { return nil }
            parts.append(Part(pair[0], pair[1]))
        }
        // One word for each name, so that nobody can read it in two ways; and nothing behind the seal.
        guard !parts.isEmpty, Set(parts.map(\.name)).count == parts.count else { return nil }
        if let place = parts.firstIndex(where: { $0.name == Self.sealName }), place != parts.count - 1 { return nil }
        let seal = parts.last.flatMap { $0.name == Self.sealName ? $0.value : nil }
        self.init(seal == nil ? parts : parts.dropLast(), seal: seal)
    }

    /// What stands behind `name`; nil where there is nothing.
    public subscript(name: String) -> String? { parts.first { $0.name == name }?.value }

    /// What it says it is of; believed only when the seal holds.
    public var simulation: SimulationID? { self["id"].map { SimulationID($0) } }

    /// As it stands in a header, folded.
    public var value: String {
        (parts + (seal.map { [Part(Self.sealName, $0)] } ?? [])).map { "\($0.name)=\($0.value)" }
            .joined(separator: ";\r\n ")
    }

    /// What a seal is made over: all that the field says, and the message it says it of, so that a seal is worth nothing
    /// on another message. White space does not count: servers may fold a field anew.
    public func sealedText(of messageID: MessageID, by author: Address) -> String {
        let said = parts.map { "\($0.name)=\($0.value)" }.joined(separator: ";")
        return "mailroom simulation\n\(said)\n\(messageID.rawValue)\n\(author.key)"
    }

    /// The same with a seal, which is the last part.
    public func sealed(with seal: String) -> SimulationField { SimulationField(parts, seal: seal) }
}
