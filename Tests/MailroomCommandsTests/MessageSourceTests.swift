import Foundation
import Glibc
import Testing

@testable import MailroomCommands

@Suite struct MessageSourceTests {
    /// What is found under `paths` of a folder with `files`, as "name: subject size" or "name: fault".
    static func found(
        _ files: [String: String], paths: [String] = [""], changing: (String) throws -> Void = { _ in }
    ) async throws -> [String] {
        try await withFolder(files) { folder in
            try changing(folder)
            var source = MessageSource(paths.map { $0.isEmpty ? folder : "\(folder)/\($0)" })
            var found: [String] = []
            while let item = source.next() {
                let name = item.file.replacing(folder + "/", with: "")
                switch item.content.head() {
                case .success(let head): found.append("\(name): \(head.parsed().subject ?? "-") \(head.size)")
                case .failure(let fault): found.append("\(name): \(fault.reason)")
                }
            }
            return found
        }
    }

    @Test func readsEveryFileOfAFolderInOrder() async throws {
        let files = [
            "b.eml": "Subject: b\n\n", "a/z": "Subject: z\n\n", "a/readme.txt": "x", ".hidden.eml": "Subject: h\n\n",
        ]
        #expect(try await Self.found(files) == ["a/readme.txt: - 1", "a/z: z 12", "b.eml: b 12"])
    }

    @Test func goesOnAfterWhatCannotBeRead() async throws {
        let found = try await Self.found(["b": "Subject: b\n\n"], paths: ["missing", "b"])
        #expect(found == ["missing: cannot read: No such file or directory", "b: b 12"])
    }

    @Test func neitherOpensPipesNorWalksInCircles() async throws {
        let found = try await Self.found(["a/b.eml": "Subject: b\n\n"]) { folder in
            try #require(mkfifo("\(folder)/a/pipe", 0o600) == 0)
            try #require(symlink(folder, "\(folder)/a/round") == 0)
            try #require(symlink("nowhere", "\(folder)/a/broken") == 0)
        }
        #expect(
            found == [
                "a/b.eml: b 12", "a/broken: cannot read: No such file or directory",
                "a/pipe: cannot read: it is no regular file",
            ])
    }

    @Test func readsNamesThatAreNoText() async throws {
        let found = try await Self.found([:]) { folder in
            let name = Array("\(folder)/".utf8) + [0xFF, 0xFE, 0]
            let descriptor = name.map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { buffer in
                buffer.baseAddress.map { open($0, O_CREAT | O_WRONLY, 0o600) } ?? -1
            }
            try #require(descriptor >= 0)
            let text = Array("Subject: odd\n\n".utf8)
            try #require(write(descriptor, text, text.count) == text.count)
            try #require(close(descriptor) == 0)
        }
        #expect(found == ["\u{FFFD}\u{FFFD}: odd 14"])
    }

    @Test func takesAnMboxApart() async throws {
        let one =
            "Subject: 1\n\nHello\n>From quoted\nFrom not after an empty line 10:00\n\nFrom a sentence, no separator.\n"
        let mbox = "From a@b Mon Nov 23 10:00:00 2026\n\(one)\nFrom c@d Mon Nov 23 10:00:01 2026\nSubject: 2\n\nx\n"
        #expect(try await Self.found(["m": mbox], paths: ["m"]) == ["m: 1 \(one.utf8.count)", "m#2: 2 14"])
    }

    @Test func keepsASingleMessageWhole() async throws {
        let text = "Subject: 1\n\nHello\n\nFrom c@d Mon Nov 23 10:00:01 2026\nx\n"
        let file = ["m.eml": "From a@b Mon Nov 23 10:00:00 2026\n\(text)"]
        #expect(try await Self.found(file) == ["m.eml: 1 \(text.utf8.count)"])
        #expect(try await Self.found(["m": "From a@b at ten\nSubject: 1\n\n"]) == ["m: 1 12"])
        #expect(try await Self.found(["m": "From a@b\rSubject: 1\r\rx"]) == ["m: 1 13"])
    }

    @Test func readsAMaildir() async throws {
        let files = [
            "cur/1:2,S": "Subject: seen\n\n", "new/2": "Subject: new\n\n", "tmp/3": "Subject: tmp\n\n",
            ".Sent/cur/4": "Subject: sent\n\n", ".Sent/new/.keep": "", "dovecot.index": "x",
        ]
        #expect(try await Self.found(files) == [".Sent/cur/4: sent 15", "cur/1:2,S: seen 15", "new/2: new 14"])
    }

    @Test func keepsOnlyTheBeginningOfALargeMessage() async throws {
        let text = "Subject: long\n\n" + String(repeating: "x", count: 1_000_000)
        try await withFolder(["m": text]) { folder in
            var source = MessageSource(["\(folder)/m"])
            let item = source.next()
            let head = try #require(item).content.head().get()
            #expect(head.size == text.utf8.count)
            #expect(head.bytes.count == MessageHead.limit)
        }
        let mbox = "From a Mon Nov 23 10:00:00 2026\n\(text)\n\nFrom b Mon Nov 23 10:00:00 2026\nSubject: next\n\n"
        let found = try await Self.found(["m": mbox])
        #expect(found == ["m: long \(text.utf8.count + 1)", "m#2: next 15"])
    }
}
