import MailRouting

/// Where passwords and tokens come from. The file itself never holds one.
extension ConfigurationDecoder {
    /// What a server is shown, and the method that follows from it.
    struct ChosenCredentials {
        let value: Credentials
        /// Tokens have one method only.
        let method: AuthenticationMethod?
    }

    /// `password:` or `oauth2:`, and not both.
    func credentials(_ fields: Fields, _ authentication: AuthenticationMethod?) -> ChosenCredentials? {
        guard let node = fields["oauth2"] else {
            let hint = "such as 'password: env:MAILROOM_PASSWORD', or 'oauth2:' with the name of a client"
            let secret = fields.required("password", hint: hint, secretSource)
            return secret.map { ChosenCredentials(value: .secret($0), method: nil) }
        }
        if let password = fields.keyNode("password") {
            reading.report(at: password, "\(fields.owner) has both a password and 'oauth2'; remove one of them")
        }
        if let authentication, authentication != .xoauth2, let method = fields["auth"] {
            reading.report(at: method, "tokens are shown by xoauth2", suggestion: "leave 'auth' out beside 'oauth2'")
        }
        guard let name = reading.text(node) else { return nil }
        guard let client = clients.first(where: { $0.key.spelling == name }) else {
            reading.report(
                at: node, "unknown OAuth client \(name.quotedForFinding)",
                suggestion: clients.isEmpty
                    ? "describe it under 'oauth2:', beside 'accounts:'"
                    : Spelling.suggestion(for: name, among: clients.compactMap(\.key.spelling)))
            return nil
        }
        return client.value.map { ChosenCredentials(value: .tokens($0), method: .xoauth2) }
    }

    /// `env:NAME`, `file:PATH`, `credential:NAME` or `command: [program, argument, ...]`.
    func secretSource(_ node: YAMLNode) -> SecretSource? {
        secretSource(node, "a password never stands in this file, because files are copied, backed up and shown")
    }

    /// - Parameter refusal: why what stands there is not a place.
    func secretSource(_ node: YAMLNode, _ refusal: String) -> SecretSource? {
        if case .mapping = node.content {
            guard let fields = Fields(node, KnownKeys.secret, of: "the password", reading) else { return nil }
            let words = fields.required("command", reading.list("words", minimum: 1, reading.text))
            guard let words, let program = words.first else { return nil }
            guard program.hasPrefix("/") else {
                return reading.expected("the whole path of a program", fields["command"] ?? node, found: "'\(program)'")
            }
            return .command(words)
        }
        let text = node.spelling ?? ""
        if text.hasPrefix("env:"), isVariableName(text.dropFirst(4)) { return .environment(String(text.dropFirst(4))) }
        if text.hasPrefix("file:"), text.utf8.count > 5 {
            return .file(FilePath.resolved(String(text.dropFirst(5)), from: folder))
        }
        if text.hasPrefix("credential:"), isCredentialName(text.dropFirst(11)) {
            return .credential(String(text.dropFirst(11)))
        }
        reading.hide(node)
        reading.report(
            at: node, refusal,
            suggestion:
                "name its place: env:NAME, file:PATH, credential:NAME or {command: [/path/to/program, argument]}")
        return nil
    }

    private func isVariableName(_ text: Substring) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F
            }
    }
    /// A file name, and nothing that leaves the folder.
    private func isCredentialName(_ text: Substring) -> Bool {
        !text.isEmpty && text != "." && text != ".." && text.utf8.count <= 255
            && !text.contains { $0 == "/" || $0.isWhitespace }
    }
}
