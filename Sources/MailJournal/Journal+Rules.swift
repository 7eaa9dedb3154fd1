import Foundation
import GRDB
public import MailRouting

/// Which rules the agent goes by, and whether the files say something else: one row, written by the agent.
extension Journal {
    /// What the agent goes by, or went by when it last ran; nil before its first start.
    public func rulesState() throws(JournalFault) -> RulesState? {
        try read("rules in force") { database in
            guard let row = try Row.fetchOne(database, sql: "SELECT * FROM rule_book WHERE id = 1") else { return nil }
            let faults: String? = row["faults"]
            return RulesState(
                version: row["version"], loadedAt: Instant(milliseconds: row["loaded_at"]),
                needsRestart: try Self.strings(row["needs_restart"]),
                faults: try faults.map(KeptDiagnostic.decode) ?? [],
                refusedAt: (row["refused_at"] as Int64?).map(Instant.init(milliseconds:)))
        }
    }

    /// A set was put in force; what was wrong with files before is over.
    public func noteRules(version: String, needsRestart: [String] = [], now: Instant) throws(JournalFault) {
        try write("note rules") { database in
            try database.execute(
                sql: """
                    INSERT INTO rule_book (id, version, loaded_at, needs_restart) VALUES (1, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET version = excluded.version, loaded_at = excluded.loaded_at,
                        needs_restart = excluded.needs_restart, faults = NULL, refused_at = NULL
                    """, arguments: [version, now.milliseconds, try Self.json(needsRestart)])
        }
    }

    /// Files were refused; the set in force stays. The lines of the files are not kept: they are where the files are.
    public func noteRefusedRules(_ faults: [Diagnostic], now: Instant) throws(JournalFault) {
        try write("note refused rules") { database in
            try database.execute(
                sql: "UPDATE rule_book SET faults = ?, refused_at = ? WHERE id = 1",
                arguments: [try KeptDiagnostic.encode(faults.prefix(Limits.keptFaults)), now.milliseconds])
        }
    }

    private static func strings(_ text: String) throws -> [String] {
        try JSONDecoder().decode([String].self, from: Data(text.utf8))
    }
}

/// A finding as the journal's column has it.
private struct KeptDiagnostic: Codable {
    let severity: Diagnostic.Severity
    let location: SourceLocation
    let length: Int
    let message: String
    let suggestion: String?

    static func encode(_ all: some Sequence<Diagnostic>) throws -> String {
        let kept = all.map {
            KeptDiagnostic(
                severity: $0.severity, location: $0.location, length: $0.length, message: $0.message,
                suggestion: $0.suggestion)
        }
        return String(decoding: try JSONEncoder().encode(kept), as: UTF8.self)
    }

    static func decode(_ text: String) throws -> [Diagnostic] {
        try JSONDecoder().decode([KeptDiagnostic].self, from: Data(text.utf8)).map {
            Diagnostic($0.severity, at: $0.location, length: $0.length, $0.message, suggestion: $0.suggestion)
        }
    }
}
