/// A certificate authority for one sandbox, and the server certificates it signs: one for each server, with one key.
///
/// Clients are given `ca.pem` and verify as strictly as in production: chain, host name, validity. The authority's
/// key is removed once the certificate is signed, so that nobody can ever sign another one with it.
struct ThrowAwayAuthority {
    let folder: SandboxFolder

    func issue(_ options: Sandbox.Options) async throws {
        let tls = "\(folder.path)/tls"
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        func days(_ count: Int) -> [String] { ["-days", String(count)] }
        // The authority outlives what it signs.
        let longest = max(
            options.imapCertificateDays, options.submissionCertificateDays, Sandbox.Options.certificateDays)
        // Its own configuration file: a machine's openssl.cnf may add extensions or ask questions.
        try folder.write(Self.configuration, to: "\(tls)/openssl.cnf")
        let configuration = ["-config", "\(tls)/openssl.cnf"]
        try await Program.openssl.run(
            ["req", "-x509", "-new"] + configuration + key + days(longest) + [
                "-extensions", "authority", "-subj", "/CN=mailroom sandbox throw-away CA",
                "-keyout", "\(tls)/ca.key", "-out", folder.caFile,
            ])
        try await Program.openssl.run(
            ["req", "-new"] + configuration + key + [
                "-subj", "/CN=\(Sandbox.serverName)", "-keyout", "\(tls)/server.key", "-out", "\(tls)/server.csr",
            ])
        for (name, count) in [
            ("server", options.imapCertificateDays), ("submission", options.submissionCertificateDays),
        ] {
            let request = ["-in", "\(tls)/server.csr", "-CA", folder.caFile, "-CAkey", "\(tls)/ca.key"]
            try await Program.openssl.run(
                ["x509", "-req"] + request + days(count) + [
                    "-set_serial", String(UInt32.random(in: 1...UInt32.max)),
                    "-extfile", "\(tls)/openssl.cnf", "-extensions", "server", "-out", "\(tls)/\(name).pem",
                ])
        }
        for name in ["ca.key", "server.csr", "openssl.cnf"] { try folder.removeFile("\(tls)/\(name)") }
    }

    private static let configuration = """
        [req]
        distinguished_name = name
        prompt = no
        [name]
        [authority]
        basicConstraints = critical,CA:TRUE
        keyUsage = critical,keyCertSign,cRLSign
        subjectKeyIdentifier = hash
        [server]
        basicConstraints = critical,CA:FALSE
        keyUsage = critical,digitalSignature
        extendedKeyUsage = serverAuth
        subjectAltName = DNS:\(Sandbox.serverName),DNS:localhost,IP:127.0.0.1
        subjectKeyIdentifier = hash
        authorityKeyIdentifier = keyid

        """
}
