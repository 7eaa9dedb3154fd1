import Foundation
import MailRouting
import Testing

@testable import MailroomCommands

@Suite("searching files for a person") struct FileSearchTests {
    @Test("counts each mention once, also across the pieces it reads in, and follows no link")
    func pieces() async throws {
        let piece = 1 << 20
        let needle = "ann@customer.example"
        var texts: [String: String] = ["none/a": "joann@customer.example", "b": "\(needle) and \(needle)"]
        // At every place around the border of two pieces.
        for offset in -25...5 {
            texts["border/\(offset + 25)"] =
                String(repeating: " ", count: piece + offset) + needle + String(repeating: " ", count: 100)
        }
        try await withFolder(texts) { folder in
            try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: folder + "/b")
            let mention = AddressMention(Address(localPart: "ann", domain: "customer.example"))
            let findings = try FileSearch(mention).findings(in: [folder, folder + "/missing"])
            #expect(findings.files == texts.count)
            #expect(findings.all.count == texts.count - 1)
            for finding in findings.all {
                #expect(finding.count == (finding.path.hasSuffix("/b") ? 2 : 1), "\(finding.path)")
            }
        }
    }
}
