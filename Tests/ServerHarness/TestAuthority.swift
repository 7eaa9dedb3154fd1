public import Foundation

/// A certificate and its key, as PEM files.
public struct TestIdentity: Sendable {
    public let certificate: String
    public let key: String
}

/// A throw-away certificate authority made with the openssl command, in a folder that goes away with it.
public final class TestAuthority: Sendable {
    public let folder: URL
    /// The authority's own certificate, for `ca_file`.
    public let certificate: String

    public init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "mailroom-ca-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        certificate = folder.appending(path: "ca.pem").path
        let configuration = """
            [ca]
            default_ca = authority
            [authority]
            dir = .
            database = index.txt
            new_certs_dir = .
            certificate = ca.pem
            private_key = ca.key
            rand_serial = yes
            default_md = sha256
            default_days = 30
            policy = any
            unique_subject = no
            [any]
            commonName = supplied
            """
        try configuration.write(to: folder.appending(path: "ca.cnf"), atomically: true, encoding: .utf8)
        try Data().write(to: folder.appending(path: "index.txt"))
        try openssl(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem "
                + "-days 3650 -subj /CN=Throw-away-authority")
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Issues a certificate. Dates are openssl's: `YYYYMMDDHHMMSSZ`.
    public func issue(
        _ name: String, names: String, from: String? = nil, until: String? = nil, purpose: String = "serverAuth"
    ) throws -> TestIdentity {
        try "subjectAltName=\(names)\nextendedKeyUsage=\(purpose)\n"
            .write(to: folder.appending(path: "\(name).ext"), atomically: true, encoding: .utf8)
        try openssl(
            "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout \(name).key -out \(name).csr "
                + "-subj /CN=\(name)")
        let dates = (from.map { " -startdate \($0)" } ?? "") + (until.map { " -enddate \($0)" } ?? "")
        try openssl("ca -batch -notext -config ca.cnf -in \(name).csr -out \(name).pem -extfile \(name).ext\(dates)")
        return TestIdentity(
            certificate: folder.appending(path: "\(name).pem").path, key: folder.appending(path: "\(name).key").path)
    }

    private func openssl(_ arguments: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments.split(separator: " ").map(String.init)
        process.currentDirectoryURL = folder
        let output = Pipe()
        process.standardError = output
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw HarnessError(what: "openssl \(arguments): \(String(decoding: said, as: UTF8.self))")
        }
    }
}
