import Foundation
import MailRouting
import MailTransport
import Testing

@Suite struct MessageFilesTests {
    /// What is found under `paths` of a folder with `files`, as "name: subject" or "name: fault".
    static func found(_ files: [String: String], paths: [String] = [""]) throws -> [String] {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("messages-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        for (name, text) in files {
            let file = root.appendingPathComponent(name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        return MessageFiles(paths: paths.map { $0.isEmpty ? root.path : "\(root.path)/\($0)" }).map { file in
            let name = file.name.replacing(root.path + "/", with: "")
            switch file.content {
            case .success(let bytes):
                return "\(name): \(MessageParser.parse(message: bytes).subject ?? "-") \(bytes.count)"
            case .failure(let fault): return "\(name): \(fault)"
            }
        }
    }

    @Test func readsAFolderInOrder() throws {
        let files = [
            "b.eml": "Subject: b\n\n", "a/z.eml": "Subject: z\n\n", "a/readme.txt": "x",
            ".hidden.eml": "Subject: h\n\n",
        ]
        #expect(try Self.found(files) == ["a/z.eml: z 12", "b.eml: b 12"])
    }

    @Test func goesOnAfterWhatCannotBeRead() throws {
        #expect(
            try Self.found(["b": "Subject: b\n\n"], paths: ["missing", "b"])
                == ["missing: cannot open it: No such file or directory", "b: b 12"])
    }

    @Test func takesAnMboxApart() throws {
        let one =
            "Subject: 1\n\nHello\n>From quoted\nFrom not after an empty line 10:00\n\nFrom a sentence, no separator.\n"
        let mbox = "From a@b Mon Nov 23 10:00:00 2026\n\(one)\nFrom c@d Mon Nov 23 10:00:01 2026\nSubject: 2\n\nx\n"
        #expect(try Self.found(["m": mbox], paths: ["m"]) == ["m#1: 1 \(one.utf8.count)", "m#2: 2 14"])
    }

    @Test func keepsASingleMessageWhole() throws {
        let text = "From a@b Mon Nov 23 10:00:00 2026\nSubject: 1\n\nHello\n\nFrom c@d Mon Nov 23 10:00:01 2026\nx\n"
        #expect(try Self.found(["m.eml": text], paths: ["m.eml"]) == ["m.eml: 1 \(text.utf8.count)"])
        #expect(try Self.found(["m": "From a@b 10:00\nSubject: 1\n\n"], paths: ["m"]) == ["m: 1 12"])
    }

    @Test func readsAMaildir() throws {
        let files = ["cur/1:2,S": "Subject: seen\n\n", "new/2": "Subject: new\n\n", "tmp/3": "Subject: tmp\n\n"]
        #expect(try Self.found(files) == ["new/2: new 14", "cur/1:2,S: seen 15"])
    }

    @Test func readsLinesLongerThanItsBuffer() throws {
        let text = "Subject: long\n\n" + String(repeating: "x", count: 300_000) + "\nFrom a 10:00\n"
        #expect(try Self.found(["m": text], paths: ["m"]) == ["m: long \(text.utf8.count)"])
    }
}
