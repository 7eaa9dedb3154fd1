import ArgumentParser
import Foundation
import MailSandbox

/// A sandbox as its verbs print it: a table for people, or one JSON object with stable keys.
struct SandboxReport {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, json
    }

    private struct Document: Encodable {
        struct Entry: Encodable {
            let name: String
            let address: String
            let passwordFile: String
        }
        let folder: String
        let host: String
        let serverName: String
        let ports: Sandbox.Ports
        let caFile: String
        let accounts: [Entry]
        let running: [String: Bool]
        let tryIt: String
    }

    private let document: Document

    /// True when both servers run.
    var isComplete: Bool { document.running.values.allSatisfy { $0 } }

    init(folder: URL) throws {
        let status = try Sandbox.status(in: folder)
        document = Document(
            folder: folder.path, host: status.host, serverName: Sandbox.serverName, ports: status.ports,
            caFile: status.caFile,
            accounts: status.accounts.map {
                .init(name: $0.name, address: $0.address, passwordFile: status.passwordFile(of: $0))
            },
            running: status.isRunning,
            tryIt: """
                openssl s_client -quiet -crlf -verify_return_error -CAfile \(status.caFile) \
                -verify_hostname \(Sandbox.serverName) -connect \(status.host):\(status.ports.imapTLS)
                """)
    }

    func print(as format: Format) throws {
        switch format {
        case .json:
            let encoder = JSONEncoder()
            encoder.keyEncodingStrategy = .convertToSnakeCase
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            Swift.print(String(decoding: try encoder.encode(document), as: UTF8.self))
        case .table:
            Swift.print(table)
        }
    }

    private var table: String {
        let ports = document.ports
        var rows = [("folder", document.folder)]
        rows += document.running.sorted { $0.key < $1.key }.map { ($0.key, $0.value ? "running" : "not running") }
        rows += [
            ("host", "\(document.host) (\(document.serverName) in the certificate)"), ("CA file", document.caFile),
            ("IMAP, TLS", String(ports.imapTLS)), ("IMAP, STARTTLS", String(ports.imapStartTLS)),
            ("submission, STARTTLS", String(ports.submission)), ("LMTP", String(ports.lmtp)),
        ]
        let accounts = document.accounts.map { ($0.address, "password in \($0.passwordFile)") }
        return Self.aligned(rows) + "\n\n" + Self.aligned(accounts) + "\n\ntry it: \(document.tryIt)"
    }

    private static func aligned(_ rows: [(String, String)]) -> String {
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { $0.0 + String(repeating: " ", count: width - $0.0.count + 2) + $0.1 }
            .joined(separator: "\n")
    }
}
