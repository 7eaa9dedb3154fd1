import Foundation
import MailJournal
import MailRouting
import MailSimulation
import ServiceLifecycleTestKit
import Synchronization
import Testing

@testable import MailAgent

/// The watch over a real journal, with a clock that jumps over every wait.
@Suite("alerts are told", .timeLimit(.minutes(1))) struct AlertWatchTests {
    private final class Desk: Sendable {
        struct State {
            var now = Instant(seconds: 1_800_000_000)
            var told: [(AlertBook.Matter, Instant)] = []
            var refusals = 0
        }
        let state = Mutex(State())
        var time: Timekeeper {
            Timekeeper(
                now: { self.state.withLock { $0.now } },
                sleep: { interval in
                    try Task.checkCancellation()
                    // Once both are told, nothing is to happen for a day.
                    self.state.withLock { $0.now = $0.now + ($0.told.count < 2 ? interval : .minutes(30)) }
                    await Task.yield()
                }, random: { 0.5 })
        }
    }

    @Test("an account that is down is told after five minutes, again when nobody could be told, then not for a day")
    func down() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "mailroom-alert-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) } }
        let journal = try Journal(path: folder.appendingPathComponent("journal.sqlite").path)
        let configuration = PretendWorld.configuration(.ignore, .delete, watchSales: false)
        let desk = Desk()
        let start = desk.state.withLock { $0.now }
        let lost = WatchRecord(
            mailbox: MailboxAddress(account: "info", mailbox: .inbox), isConnected: false, since: start,
            detail: "connection refused")
        // Accounts that are paused, and those that are not in the configuration any more, are nobody's task.
        let paused = WatchRecord(
            mailbox: MailboxAddress(account: "support", mailbox: .inbox), isConnected: false, since: start, detail: nil)
        let gone = WatchRecord(
            mailbox: MailboxAddress(account: "former", mailbox: .inbox), isConnected: false, since: start, detail: nil)
        try await journal.note([], [lost, paused, gone])
        _ = try await journal.pause(.account("support"), by: "test", now: start)

        let watch = AlertWatch(
            journal, perHour: 10, accounts: { configuration.accounts }, time: desk.time,
            certificates: { [CertificateSighting(host: "mail.test", expires: start + .days(3))] },
            walk: { _ in },
            tell: { sighting, _ in
                desk.state.withLock { state in
                    guard state.refusals > 0 || sighting.matter != .accountDown("info") else {
                        state.refusals += 1
                        return false
                    }
                    state.told.append((sighting.matter, state.now))
                    return true
                }
            })
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await watch.run() }
                defer { trigger.triggerGracefulShutdown() }
                let end = ContinuousClock.now + .seconds(120)
                while desk.state.withLock({ $0.told.count < 4 }) {
                    try #require(ContinuousClock.now < end, "four alerts; told were \(desk.state.withLock { $0.told })")
                    try await Task.sleep(for: .milliseconds(5))
                }
            }
        }
        let told = desk.state.withLock { $0.told }
        #expect(told[0].0 == .certificate(host: "mail.test") && told[0].1 == start)
        #expect(told[1].0 == .accountDown("info"))
        #expect(told[1].1 >= start + .minutes(5) && told[1].1 <= start + .minutes(7))
        // Each again, a day later.
        #expect(Set(told[2...3].map(\.0)) == [.certificate(host: "mail.test"), .accountDown("info")])
        #expect(told[2].1 >= start + .hours(24) && told[3].1 >= told[1].1 + .hours(24))
        #expect(desk.state.withLock { $0.refusals } == 1)
    }
}
