import Foundation
import Testing

/// Whoever follows `docs/rules-tutorial.md` sees what it shows.
@Suite struct TutorialTests {
    /// Blocks of YAML and text are files, named in their first line; those of the console are commands, after `$`, and
    /// what they print.
    @Test func everyStepOfTheTutorialPrintsWhatThePageShows() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tutorial-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let blocks = try Self.blocks()
        #expect(blocks.count { $0.language == "console" } >= 6)
        for block in blocks {
            if block.language == "console" {
                for (command, output) in block.commands {
                    #expect(try Self.run(command, in: folder) == output, "docs/rules-tutorial.md:\(block.line)")
                }
            } else {
                let name = try #require(block.lines.first?.dropFirst(2), "docs/rules-tutorial.md:\(block.line)")
                let file = folder.appendingPathComponent(String(name))
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data((block.lines.dropFirst().joined(separator: "\n") + "\n").utf8).write(to: file)
            }
        }
    }

    private struct Block {
        let language: String
        let line: Int
        var lines: [String] = []

        /// Each command with the lines after it.
        var commands: [(command: String, output: String)] {
            var commands: [(command: String, output: String)] = []
            for line in lines {
                if line.hasPrefix("$ ") {
                    commands.append((String(line.dropFirst(2)), ""))
                } else if !commands.isEmpty {
                    commands[commands.count - 1].output += line + "\n"
                }
            }
            return commands
        }
    }

    private static func blocks() throws -> [Block] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
        let page = try String(contentsOf: root.appendingPathComponent("docs/rules-tutorial.md"), encoding: .utf8)
        var blocks: [Block] = []
        var isInside = false
        for (number, line) in page.components(separatedBy: "\n").enumerated() {
            if line.hasPrefix("```") {
                if !isInside { blocks.append(Block(language: String(line.dropFirst(3)), line: number + 1)) }
                isInside.toggle()
            } else if isInside {
                blocks[blocks.count - 1].lines.append(line)
            }
        }
        return blocks
    }

    /// What `command` prints, on both its outputs.
    private static func run(_ command: String, in folder: URL) throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        process.currentDirectoryURL = folder
        let programs = builtProduct("mailroom").deletingLastPathComponent().path
        process.environment = ["PATH": "\(programs):/usr/bin:/bin", "LANG": "C.UTF-8"]
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }
}
