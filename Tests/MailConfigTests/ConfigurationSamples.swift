import MailRouting

@testable import MailConfig

/// The smallest complete configuration; tests replace one line of it to make one mistake.
enum Sample {
    static let configuration = """
        version: 1
        state: state
        rules: ../rules
        templates: templates
        accounts:
          info:
            address: info@buttons.example
            host: imap.buttons.example
            password: env:INFO
        departments:
          info:
            account: info
        submission:
          main:
            host: mail.buttons.example
            user: info
            password: file:secret
            ehlo_name: room.buttons.example
        """

    /// With `line` in place of the line that begins with the same key and indentation, or added at the end.
    static func configuration(with line: String, insteadOf old: String? = nil) -> String {
        guard let old else { return configuration + "\n" + line + "\n" }
        precondition(configuration.contains(old), "the sample does not contain \(old)")
        return configuration.replacing(old, with: line, maxReplacements: 1) + "\n"
    }
}

/// What `mailroom.yaml` with this text in the folder `/etc/mailroom` says.
func decodeConfiguration(_ yaml: String) throws(Diagnostics) -> Configuration {
    let reading = Reading()
    let text = SourceText(file: "mailroom.yaml", bytes: Array(yaml.utf8))
    reading.add(text)
    let root = YAMLDocument.root(of: text, reading)
    return try reading.finish(root.flatMap { ConfigurationDecoder($0, folder: "/etc/mailroom", reading).decode() })
}

/// The findings about a text, as people read them.
func findings(_ read: () throws(Diagnostics) -> some Any) -> [String] {
    do {
        _ = try read()
        return []
    } catch {
        return error.all.map(\.description)
    }
}
