/// The JSON Schemas (draft 2020-12) of the files people write, for editors that complete and explain while one types.
///
/// Made from the very definitions the decoders use. A schema says less than the decoders: it does not know which lists,
/// lines and departments there are, and to it a word and a text in quotes are the same.
public enum SchemaFile: String, CaseIterable, Sendable {
    /// The files of the rules folder.
    case rules
    /// `mailroom.yaml`.
    case configuration
    /// `simulation.yaml`.
    case simulation

    private var root: KeySet {
        switch self {
        case .rules: KnownKeys.ruleFile
        case .configuration: KnownKeys.configuration
        case .simulation: KnownKeys.simulation
        }
    }

    private var title: String {
        switch self {
        case .rules: "mailroom rules"
        case .configuration: "mailroom configuration"
        case .simulation: "mailroom simulation"
        }
    }

    /// The whole file, the same every time.
    public var text: String {
        var writer = SchemaWriter()
        let schema = writer.schema(of: root, title: title)
        return schema.text() + "\n"
    }
}
