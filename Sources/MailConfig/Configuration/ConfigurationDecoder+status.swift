import MailRouting

/// `status:`, which tells over HTTP how the agent is.
extension ConfigurationDecoder {
    /// Nil when it is off, and after a report.
    func status(_ configuration: Fields) -> StatusSettings? {
        guard let node = configuration["status"] else { return StatusSettings() }
        if node.spelling == "off" { return nil }
        if case .scalar = node.content, !node.isNull {
            return reading.expected("'off' or a mapping", node, suggestion: "such as 'status: {port: 8080}'")
        }
        guard let fields = Fields(node, KnownKeys.status, of: "status", reading) else { return nil }
        let standard = StatusSettings()
        let address = fields.optional("address", ipAddress) ?? standard.address
        let port = fields.optional("port", reading.integer(0...65_535, "a port")).flatMap(UInt16.init(exactly:))
        let settings = StatusSettings(
            address: address, port: port ?? standard.port, token: fields.optional("token", secretSource),
            isBehindTLSProxy: fields.optional("behind_tls_proxy", reading.boolean) ?? false)
        check(settings, fields)
        return settings
    }

    /// A name would be looked up, and might be another machine tomorrow.
    private func ipAddress(_ node: YAMLNode) -> String? {
        guard let text = reading.text(node) else { return nil }
        guard HostName.isIPv4(text[...]) || HostName.isIPv6(text[...]) else {
            return reading.expected(
                "an IP address", node, suggestion: text == "localhost" ? "write 127.0.0.1 or ::1" : nil)
        }
        return text.lowercased()
    }

    /// Beyond this machine anybody could read subjects, and a token in the clear could be read by all on the way.
    private func check(_ settings: StatusSettings, _ fields: Fields) {
        guard !settings.isLoopback, let node = fields["address"] else { return }
        if !fields.has("token") {
            reading.report(
                at: node, "status on \(settings.address) could be read by anybody who reaches this machine",
                suggestion: "add 'token: file:PATH', or use 127.0.0.1")
        }
        if !settings.isBehindTLSProxy {
            reading.report(
                at: node, "status on \(settings.address) would send its token in plaintext",
                suggestion: "put a proxy that speaks TLS in front and write 'behind_tls_proxy: true', or use 127.0.0.1")
        }
    }
}
