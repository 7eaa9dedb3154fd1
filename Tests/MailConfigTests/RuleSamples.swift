import FoundationEssentials
import MailRouting

@testable import MailConfig

/// A rules folder on disk for the length of one test.
struct RuleFolderOnDisk {
    let root: String
    var folder: String { root + "/rules" }

    /// - Parameter files: Contents by name; a name may have a folder in front.
    init(_ files: [String: String]) throws {
        try self.init(bytes: files.mapValues { Array($0.utf8) })
    }

    init(bytes files: [String: [UInt8]]) throws {
        root = FileManager.default.temporaryDirectory.path + "/mailroom-rules-\(UInt64.random(in: 0 ... .max))"
        for (name, content) in files {
            let path = "\(root)/rules/\(name)"
            let parent = String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
            try Data(content).write(to: URL(filePath: path))
        }
    }

    func remove() throws { try FileManager.default.removeItem(atPath: root) }
}

enum RuleSample {
    static let names = RuleNames(
        departments: ["info", "sales", "support"], accounts: ["info", "sales"],
        templates: ["customer_inquiry", "quality_complaint", "general"])

    static let main = """
        version: 1
        lists:
          complaint: [Reklamation, Mangel]
        priority:
          lines:
            - {id: p.quality, when: {subject: complaint}, is: critical}
        routes:
          - {id: quality, subject: complaint, department: support, acknowledge: quality_complaint}
          - group: mailbox
            when: {mailbox: sales}
            department: sales
            lines:
              - {id: sales.all, acknowledge: none}
          - otherwise: {id: fallback, department: info, acknowledge: general}
        also:
          - {id: a.large, when: {size: {over: 20MB}}, keyword: large}
        examples:
          - {mail: {subject: Reklamation}, gives: quality}
        """

    static func main(with line: String, insteadOf old: String) -> String {
        precondition(main.contains(old), "the sample does not contain \(old)")
        return main.replacing(old, with: line, maxReplacements: 1) + "\n"
    }
}

func readRules(_ files: [String: String], names: RuleNames = RuleSample.names) throws -> RuleSet {
    let disk = try RuleFolderOnDisk(files)
    let result = Result { () throws(Diagnostics) in
        try RuleSetReader.read(disk.folder, names: names) { "\($0.count) octets" }
    }
    try disk.remove()
    return try result.get()
}

/// The findings about rule files, as people read them.
func ruleFindings(_ files: [String: String], names: RuleNames = RuleSample.names) throws -> [String] {
    do {
        _ = try readRules(files, names: names)
        return []
    } catch let diagnostics as Diagnostics {
        return diagnostics.all.map(\.description)
    }
}
