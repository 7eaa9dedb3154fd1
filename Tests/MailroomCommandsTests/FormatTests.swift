import ArgumentParser
import Foundation
import Testing

@testable import MailroomCommands

@Suite struct FormatTests {
    /// What the verb prints, and how it ends.
    private func run(_ arguments: [String], in folder: String) async throws -> (output: String, status: Int32) {
        var status: Int32 = 0
        let output = try await written { handle in
            do {
                try FormatCommand.parse(arguments).run(to: OutputBuffer(to: handle))
            } catch let code as ExitCode {
                status = code.rawValue
            }
        }
        return (output.replacing(folder + "/", with: ""), status)
    }

    private func content(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    private let files = [
        "tidy.yaml": "a: 1\n", "untidy.yaml": "a:   1", "broken.yaml": "a: [1\n", "notes.txt": "a:   1",
        ".hidden.yaml": "a:   1", "inner/deep.yaml": "a:   1",
    ]

    @Test func writesWhatChangesAndLeavesTheRest() async throws {
        try await withFolder(files) { folder in
            let run = try await run([folder], in: folder)
            #expect(run.output == "untidy.yaml\n")
            #expect(run.status == ExitStatus.usage.rawValue)
            #expect(try content("\(folder)/untidy.yaml") == "a: 1\n")
            for name in ["broken.yaml", "notes.txt", ".hidden.yaml", "inner/deep.yaml"] {
                #expect(try content("\(folder)/\(name)") == files[name])
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == files.count)
        }
    }

    @Test func doesNothingTheSecondTime() async throws {
        try await withFolder(["untidy.yaml": "a:   1"]) { folder in
            _ = try await run([folder], in: folder)
            let again = try await run([folder], in: folder)
            #expect(again.output.isEmpty && again.status == 0)
        }
    }

    @Test func checksWithoutWriting() async throws {
        try await withFolder(["untidy.yaml": "a:   1", "tidy.yaml": "a: 1\n"]) { folder in
            let run = try await run(["--check", folder, "\(folder)/untidy.yaml"], in: folder)
            #expect(run.output == "untidy.yaml\nuntidy.yaml\n")
            #expect(run.status == ExitStatus.findings.rawValue)
            #expect(try content("\(folder)/untidy.yaml") == "a:   1")
        }
    }

    @Test func keepsTheModeAndALink() async throws {
        try await withFolder(["real/untidy.yaml": "a:   1"]) { folder in
            let file = "\(folder)/real/untidy.yaml"
            let link = "\(folder)/link.yaml"
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
            #expect(try await run([link], in: folder).output == "link.yaml\n")
            #expect(try content(file) == "a: 1\n")
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == file)
            let attributes = try FileManager.default.attributesOfItem(atPath: file)
            #expect(attributes[.posixPermissions] as? Int == 0o640)
        }
    }

    @Test func saysWhatCannotBeRead() async throws {
        try await withFolder { folder in
            #expect(mkfifo("\(folder)/pipe.yaml", 0o600) == 0)
            let run = try await run(["\(folder)/pipe.yaml", "\(folder)/missing.yaml"], in: folder)
            #expect(run.output.isEmpty && run.status == ExitStatus.usage.rawValue)
        }
    }

    @Test func theShippedFilesPassTheCheck() async throws {
        let paths = [Repository.path("rules"), Repository.path("config")]
        let run = try await run(["--check"] + paths, in: "")
        #expect(run.output.isEmpty && run.status == 0)
    }
}
