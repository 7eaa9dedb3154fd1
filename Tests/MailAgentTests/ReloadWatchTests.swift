import Foundation
import ServiceLifecycleTestKit
import Synchronization
import Testing

@testable import MailAgent

/// Every way in which files are changed, with real files and the real clock.
@Suite("files are read anew", .timeLimit(.minutes(2)))
struct ReloadWatchTests {
    /// A folder of files, a watch on it, and what each reading found in `rules.yaml`.
    private final class Rig: Sendable {
        let root: URL
        let call = ReloadCall()
        private let seen = Mutex<[String?]>([])

        init() throws {
            root = FileManager.default.temporaryDirectory.appendingPathComponent("mailroom-reload-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        }

        deinit { do { try FileManager.default.removeItem(at: root) } catch {} }

        func path(_ name: String) -> String { root.appendingPathComponent(name).path }
        func write(_ text: String, to name: String, atomically: Bool = false) throws {
            try Data(text.utf8).write(to: root.appendingPathComponent(name), options: atomically ? .atomic : [])
        }
        func makeFolder(_ name: String) throws {
            try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
        }
        func link(_ name: String, to target: String) throws {
            try FileManager.default.createSymbolicLink(atPath: path(name), withDestinationPath: target)
        }
        /// rename(2): what was there is replaced in one step.
        func rename(_ name: String, to other: String) throws {
            #expect(Foundation.rename(path(name), path(other)) == 0)
        }
        var readings: [String?] { seen.withLock { $0 } }

        /// Runs a watch on `folder` while `body` does.
        func watch(_ folder: String, file: String, _ body: @escaping @Sendable () async throws -> Void) async throws {
            let (folder, file) = (path(folder), path(file))
            let baseline = ReloadBaseline([folder])
            let watch = ReloadWatch({ [folder] }, since: baseline, call: call) {
                let text = FileManager.default.contents(atPath: file).map { String(decoding: $0, as: UTF8.self) }
                self.seen.withLock { $0.append(text) }
            }
            try await testGracefulShutdown { trigger in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await watch.run() }
                    defer { trigger.triggerGracefulShutdown() }
                    try await body()
                }
            }
        }

        func waitUntil(_ what: Comment, _ isMet: @Sendable (Rig) -> Bool) async throws {
            let end = ContinuousClock.now + .seconds(60)
            while !isMet(self) {
                try #require(ContinuousClock.now < end, "\(what): it did not; read were \(readings)")
                // Polling a condition, not waiting for a time.
                try await Task.sleep(for: .milliseconds(10))
            }
        }
    }

    @Test("written in place, and renamed over as editors do")
    func plain() async throws {
        let rig = try Rig()
        try rig.makeFolder("rules")
        try rig.write("1", to: "rules/rules.yaml")
        try await rig.watch("rules", file: "rules/rules.yaml") {
            try rig.write("2", to: "rules/rules.yaml")
            try await rig.waitUntil("it is read") { $0.readings.last == "2" }
            try rig.write("3", to: "rules/.rules.yaml.swp")
            try rig.rename("rules/.rules.yaml.swp", to: "rules/rules.yaml")
            try await rig.waitUntil("it is read") { $0.readings.last == "3" }
        }
    }

    @Test("a change between the first reading and the watch is found")
    func early() async throws {
        let rig = try Rig()
        try rig.makeFolder("rules")
        try rig.write("1", to: "rules/rules.yaml")
        let baseline = ReloadBaseline([rig.path("rules")])
        try rig.write("2", to: "rules/rules.yaml")
        let read = Mutex(0)
        let watch = ReloadWatch({ [rig.path("rules")] }, since: baseline, call: rig.call) { read.withLock { $0 += 1 } }
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await watch.run() }
                defer { trigger.triggerGracefulShutdown() }
                try await rig.waitUntil("it is read") { _ in read.withLock { $0 } == 1 }
            }
        }
    }

    @Test("a link swapped as Kubernetes does, twice: the files themselves are never touched")
    func swappedLink() async throws {
        let rig = try Rig()
        for (folder, text) in [("..2026_1", "1"), ("..2026_2", "2"), ("..2026_3", "3")] {
            try rig.makeFolder("volume/\(folder)")
            try rig.write(text, to: "volume/\(folder)/rules.yaml")
        }
        try rig.link("volume/..data", to: "..2026_1")
        try rig.link("volume/rules.yaml", to: "..data/rules.yaml")
        try await rig.watch("volume/rules.yaml", file: "volume/rules.yaml") {
            for next in ["2", "3"] {
                try rig.link("volume/..data_tmp", to: "..2026_\(next)")
                try rig.rename("volume/..data_tmp", to: "volume/..data")
                try await rig.waitUntil("it is read") { $0.readings.last == next }
            }
        }
    }

    @Test("a folder that is a link to a release, and the release before is removed")
    func release() async throws {
        let rig = try Rig()
        for number in 1...2 {
            try rig.makeFolder("releases/\(number)")
            try rig.write("\(number)", to: "releases/\(number)/rules.yaml")
        }
        try rig.link("rules", to: "releases/1")
        try await rig.watch("rules", file: "rules/rules.yaml") {
            try rig.link("next", to: "releases/2")
            try rig.rename("next", to: "rules")
            try FileManager.default.removeItem(atPath: rig.path("releases/1"))
            try await rig.waitUntil("it is read") { $0.readings.last == "2" }
            // The new folder is watched too.
            try rig.write("2b", to: "releases/2/rules.yaml")
            try await rig.waitUntil("it is read") { $0.readings.last == "2b" }
        }
    }

    @Test("a folder that vanishes with the one above it, and comes back")
    func vanishing() async throws {
        let rig = try Rig()
        try rig.makeFolder("etc/rules/lists")
        try rig.write("1", to: "etc/rules/rules.yaml")
        try await rig.watch("etc/rules", file: "etc/rules/rules.yaml") {
            try FileManager.default.removeItem(atPath: rig.path("etc"))
            try await rig.waitUntil("it is read, and nothing is there") { $0.readings.last == .some(nil) }
            try rig.makeFolder("etc/rules/lists")
            try rig.write("2", to: "etc/rules/rules.yaml")
            try await rig.waitUntil("it is read") { $0.readings.last == "2" }
            let count = rig.readings.count
            try rig.write("oem.example", to: "etc/rules/lists/oem.txt")
            try await rig.waitUntil("a new file below it is noticed") { $0.readings.count > count }
        }
    }

    @Test("a file that was only touched is not read; whoever asks is heard all the same")
    func touched() async throws {
        let rig = try Rig()
        try rig.makeFolder("rules")
        try rig.write("1", to: "rules/rules.yaml")
        try await rig.watch("rules", file: "rules/rules.yaml") {
            try rig.write("1", to: "rules/rules.yaml")
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1_000_000)], ofItemAtPath: rig.path("rules/rules.yaml"))
            rig.call.ask()
            try await rig.waitUntil("it is read once") { $0.readings.count == 1 }
            try rig.write("2", to: "rules/rules.yaml", atomically: true)
            try await rig.waitUntil("the change is read") { $0.readings.last == "2" }
            // The same content under another stamp was in between, and no reading was made of it alone.
            #expect(rig.readings == ["1", "2"])
        }
    }

    @Test("links in a circle end")
    func circle() throws {
        let rig = try Rig()
        try rig.makeFolder("rules/below")
        try rig.write("1", to: "rules/rules.yaml")
        try rig.link("rules/below/up", to: "..")
        try rig.link("rules/a", to: "b")
        try rig.link("rules/b", to: "a")
        let survey = FileSurvey([rig.path("rules")])
        #expect(survey.stamps.keys.map { URL(fileURLWithPath: $0).lastPathComponent } == ["rules.yaml"])
        #expect(PathWalk(rig.path("rules/a")).real == nil)
    }
}
