import Foundation
import Testing

/// `make sim-planted` shows that the pretend world finds these; here only that they can still be planted.
@Suite("planted bugs")
struct PlantedBugTests {
    @Test("every patch applies to the tree as it is")
    func patches() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let folder = root.appendingPathComponent("fixtures/planted-bugs")
        let patches = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".patch") }
        #expect(patches.count >= 5)
        for patch in patches {
            let check = Process()
            check.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            check.arguments = ["git", "apply", "--check", folder.appendingPathComponent(patch).path]
            check.currentDirectoryURL = root
            try check.run()
            check.waitUntilExit()
            #expect(check.terminationStatus == 0, "\(patch): see CONTRIBUTING.md, A failing seed")
        }
    }
}
