/// A certificate authority for one sandbox, and the server certificate it signs.
///
/// Clients are given `ca.pem` and verify as strictly as in production: chain, host name, validity. The authority's
/// key is removed once the certificate is signed, so that nobody can ever sign another one with it.
struct ThrowAwayAuthority {
    let folder: SandboxFolder

    func issue() async throws {
        let tls = "\(folder.path)/tls"
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        let days = ["-days", String(Limits.certificateDays)]
        // Its own configuration file: a machine's openssl.cnf may add extensions or ask questions.
        try folder.write(Self.configuration, to: "\(tls)/openssl.cnf")
        let configuration = ["-config", "\(tls)/openssl.cnf"]
        try await Program.openssl.run(
            ["req", "-x509", "-new"] + configuration + key + days + [
                "-extensions", "authority", "-subj", "/CN=mailroom sandbox throw-away CA",
                "-keyout", "\(tls)/ca.key", "-out", folder.caFile,
            ])
        try await Program.openssl.run(
            ["req", "-new"] + configuration + key + [
                "-subj", "/CN=\(Sandbox.serverName)", "-keyout", "\(tls)/server.key", "-out", "\(tls)/server.csr",
            ])
        try await Program.openssl.run(
            ["x509", "-req", "-in", "\(tls)/server.csr", "-CA", folder.caFile, "-CAkey", "\(tls)/ca.key"] + days + [
                "-set_serial", String(UInt32.random(in: 1...UInt32.max)),
                "-extfile", "\(tls)/openssl.cnf", "-extensions", "server", "-out", "\(tls)/server.pem",
            ])
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
