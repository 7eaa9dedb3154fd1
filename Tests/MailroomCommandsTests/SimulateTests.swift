import Foundation
import MailRehearsal
import MailRouting
import Testing

@testable import MailroomCommands

@Suite struct SimulateTests {
    private func messages(seed: UInt64) throws -> [SimulatedMessage] {
        var options = try SimulationOptions.parse(["--week", "2026-W48", "--noise", "--seed", "\(seed)"])
        options.plan = Repository.path("config/simulation.yaml")
        return try options.simulation().messages()
    }

    private func contents(_ folder: String) throws -> [String: Data] {
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder)
        return files.reduce(into: [:]) { $0[$1] = try? Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($1)")) }
    }

    @Test(arguments: SimulationFolder.Form.allCases)
    func writesAWeekOnceAndNothingElse(_ form: SimulationFolder.Form) async throws {
        try await withFolder { folder in
            let path = "\(folder)/week"
            let week = SimulationFolder(path, as: form, try messages(seed: 1))
            #expect(Set(week.names).count == week.names.count)
            #expect(try week.write())
            let first = try contents(path)
            #expect(first.count == week.names.count)
            #expect(try !week.write())
            // What is missing is written again, and nothing else is touched.
            try FileManager.default.removeItem(atPath: "\(path)/\(week.names[3])")
            #expect(try week.write())
            #expect(try contents(path) == first)
            // Another week, or a stranger's file, is left alone and refused.
            let other = SimulationFolder(path, as: form, try messages(seed: 2))
            #expect(throws: SimulationFolder.Occupied.self) { try other.write() }
            #expect(try contents(path) == first)
            try Data("mine".utf8).write(to: URL(fileURLWithPath: "\(path)/notes.txt"))
            #expect(throws: SimulationFolder.Occupied.self) { try week.write() }
        }
    }

    @Test func aMaildirIsReadAsOne() async throws {
        try await withFolder { folder in
            let messages = try messages(seed: 3)
            _ = try SimulationFolder(folder, as: .maildir, messages).write()
            for account in Set(messages.map(\.account)) {
                let parts = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(account)").sorted()
                #expect(parts == ["cur", "new", "tmp"])
            }
        }
    }

    @Test func whatCannotBeIsSaid() throws {
        #expect(throws: (any Error).self) { try SimulationOptions.parse(["--week", "2025-W53"]) }
        var options = try SimulationOptions.parse(["--theme", "carnival"])
        options.plan = Repository.path("config/simulation.yaml")
        #expect(throws: (any Error).self) { try options.simulation() }
        options.plan = "nowhere.yaml"
        #expect(throws: (any Error).self) { try options.simulation() }
    }

    @Test func theTableCountsDaysAndKinds() throws {
        let lines = SimulationTable(
            try messages(seed: 1).filter { $0.mark.type == "oem_order" && $0.mark.thread == $0.mark.message }
        ).lines
        #expect(lines.count == 3)
        #expect(lines[0].split(separator: " ") == ["mon", "tue", "wed", "thu", "fri", "week"])
    }
}
