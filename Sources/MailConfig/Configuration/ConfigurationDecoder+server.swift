import MailRouting

/// Where a host is and how its connection is secured: shared by accounts and submission hosts.
extension ConfigurationDecoder {
    /// Ports by assignment: implicit TLS (RFC 8314), and the plain port that STARTTLS begins on.
    struct StandardPorts {
        let implicit: UInt16
        let plain: UInt16
        static let imap = StandardPorts(implicit: 993, plain: 143)
        static let submission = StandardPorts(implicit: 465, plain: 587)
    }

    /// Where the name to log in with comes from.
    enum UserName {
        case required
        /// Nil when the address could not be read, which has been reported.
        case addressUnlessGiven(Address?)
    }

    private enum TLSWord: String, CaseIterable { case implicit, starttls, none }

    /// Reads the values of a defaults block for their own sake: also one that no account takes must be right.
    func check(_ defaults: Fields) {
        _ = defaults.optional("host", reading.host)
        _ = defaults.optional("port", reading.port)
        _ = defaults.optional("tls", reading.word("a TLS policy", TLSWord.self))
        _ = defaults.optional("force_plaintext", reading.boolean)
        _ = defaults.optional("ca_file", reading.path(from: folder))
        _ = defaults.optional("auth", reading.word("an authentication method", AuthenticationMethod.self))
    }

    /// - Parameter key: The name of the account or host, where missing keys are reported.
    func server(
        _ fields: Fields, key: YAMLNode, defaults: Fields?, userName: UserName, ports: StandardPorts
    ) -> ServerSettings? {
        /// The thing's own value, or that of the defaults.
        func either<Value>(_ name: String, _ read: (YAMLNode) -> Value?) -> Value? {
            fields.has(name) ? fields.optional(name, read) : defaults?.optional(name, read)
        }
        let hint = defaults == nil ? nil : "write it here or under 'defaults'"
        let isHostMissing = !fields.has("host") && defaults?.has("host") != true
        if isHostMissing { fields.missing("host", hint: hint) }
        let host = either("host", reading.host)
        let word = either("tls", reading.word("a TLS policy", TLSWord.self)) ?? .implicit
        let isForced = either("force_plaintext", reading.boolean) ?? false
        let standard = word == .implicit ? ports.implicit : ports.plain
        // A thing that says its own `tls` does not want the port that belongs to the other one.
        let port = fields.has("tls") ? fields.optional("port", reading.port) : either("port", reading.port)
        let caFile = either("ca_file", reading.path(from: folder))
        let authentication = either("auth", reading.word("an authentication method", AuthenticationMethod.self))
        let user: String?
        switch userName {
        case .required: user = fields.required("user", reading.text)
        case .addressUnlessGiven(let address):
            user = fields.has("user") ? fields.optional("user", reading.text) : address?.spec
        }
        let credentials = credentials(fields, authentication)
        if word == .none, let host, !HostName.isLoopback(host), !isForced {
            reading.report(
                at: fields["tls"] ?? key, "\(fields.owner) would send its password to \(host) in plaintext",
                suggestion: "use 'tls: implicit' or 'tls: starttls'")
        }
        guard let host, let user, let credentials else { return nil }
        return ServerSettings(
            host: host, port: port ?? standard, tls: policy(word, isForced: isForced), caFile: caFile,
            authentication: credentials.method ?? authentication ?? .plain, userName: user,
            credentials: credentials.value)
    }

    private func policy(_ word: TLSWord, isForced: Bool) -> TLSPolicy {
        switch word {
        case .implicit: .implicit
        case .starttls: .startTLS
        case .none: .none(forced: isForced)
        }
    }
}
