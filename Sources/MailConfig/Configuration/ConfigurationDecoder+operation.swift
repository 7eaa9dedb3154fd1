import MailRouting

/// `log:` and `alerts:`.
extension ConfigurationDecoder {
    func log(_ configuration: Fields) -> LogSettings? {
        let standard = LogSettings()
        guard let node = configuration["log"] else { return standard }
        guard let fields = Fields(node, KnownKeys.log, of: "the log", reading) else { return nil }
        let file = fields.optional("file", reading.path(from: folder))
        for key in ["rotate_size", "keep"] where file == nil && !fields.has("file") {
            guard let node = fields.keyNode(key) else { continue }
            reading.report(
                at: node, "'\(key)' is about a file, and the log has none",
                suggestion: "name one with 'file', or leave rotation to what collects standard output")
        }
        return LogSettings(
            format: fields.optional("format", reading.word("a format", LogFormat.self)) ?? standard.format,
            level: fields.optional("level", reading.word("a level", LogLevel.self)) ?? standard.level,
            levels: fields.optional("levels", levels) ?? [:], file: file,
            rotateSize: fields.optional("rotate_size", reading.size(10_000...1_000_000_000)) ?? standard.rotateSize,
            keep: fields.optional("keep", reading.integer(0...1000, "a number of files")) ?? standard.keep,
            privacy: fields.optional("privacy", reading.word("a degree of privacy", Privacy.self)) ?? standard.privacy)
    }

    private func levels(_ node: YAMLNode) -> [LogComponent: LogLevel]? {
        guard let fields = Fields(node, KnownKeys.logLevels, of: "the levels", reading) else { return nil }
        return LogComponent.allCases.reduce(into: [:]) { levels, component in
            levels[component] = fields.optional(component.rawValue, reading.word("a level", LogLevel.self))
        }
    }

    func alerts(_ configuration: Fields, _ accounts: [Named<Account?>]) -> AlertSettings? {
        guard let node = configuration["alerts"] else { return AlertSettings() }
        guard let fields = Fields(node, KnownKeys.alerts, of: "alerts", reading) else { return nil }
        return AlertSettings(
            webhook: fields.optional("webhook") {
                secretSource(
                    $0, "the address of a webhook never stands in this file, because whoever knows it can write there")
            },
            address: fields.optional("address") { operatorAddress($0, accounts) },
            perHour: fields.optional("per_hour", reading.integer(1...1000, "a number of alerts"))
                ?? AlertSettings().perHour)
    }

    /// An alert in a watched mailbox would be routed like any letter, and be stuck where the trouble is.
    private func operatorAddress(_ node: YAMLNode, _ accounts: [Named<Account?>]) -> Address? {
        guard let address = reading.address(node) else { return nil }
        let own = accounts.compactMap(\.value).flatMap { [$0.address] + $0.aliases }
        guard !own.contains(where: { $0.key == address.key }) else {
            reading.report(
                at: node, "alerts to \(address.spec) would arrive in a mailbox that mailroom itself watches over",
                suggestion: "name a person's address outside of the accounts")
            return nil
        }
        return address
    }
}
