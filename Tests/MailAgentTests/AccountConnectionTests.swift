@testable import MailAgent
import MailRouting
import MailSimulation
import Synchronization
import Testing

@Suite("the connection that does the work", .timeLimit(.minutes(1)))
struct AccountConnectionTests {
    private let clock = PretendClock(at: Instant(seconds: 1_700_000_000), seed: 1)

    /// A connection to a pretend account, with `failing` in place of opening while it says so.
    private func connection(
        failing: @escaping @Sendable (_ opening: Int) -> MailboxFault? = { _ in nil }
    ) -> (AccountConnection, opened: Counter) {
        let server = PretendServer(["info"], clock: clock)
        let (faults, life, opened) = (PretendFaults(nil), PretendLife(), Counter())
        let configuration = PretendWorld.configuration(.route, .delete, watchSales: false)
        let connection = AccountConnection(configuration.accounts[0], clock.timekeeper) {
            account throws(MailboxFault) in
            if let fault = failing(opened.count()) { throw fault }
            return try await PretendMailbox.open(account.name, on: server, faults, life)
        }
        return (connection, opened)
    }

    private let fault = Fault(cause: "pretended")

    @Test("what keeps a connection from being made is never the answer to the work")
    func refusedOpening() async {
        for refusal in [MailboxFault.refused(fault), .unsafe(fault), .limit(fault), .lost(fault)] {
            let (connection, _) = connection { _ in refusal }
            await #expect(throws: MailboxFault.lost(fault)) { try await connection.use { _ in } }
            await #expect(throws: MailboxFault.lost(fault), "also while it is closed") {
                try await connection.use { _ in }
            }
        }
        let (connection, _) = connection { [fault] _ in .rejected(fault) }
        await #expect(throws: MailboxFault.rejected(fault)) { try await connection.use { _ in } }
    }

    @Test("a host that is not there, and one that greets and hangs up, are asked again only after a while")
    func hammering() async {
        let (away, opened) = connection { [fault] _ in .lost(fault) }
        for _ in 1...100 { await #expect(throws: MailboxFault.self) { try await away.use { _ in } } }
        #expect(opened.value == 1)
        let (rude, greeted) = connection()
        for _ in 1...100 {
            await #expect(throws: MailboxFault.self) {
                try await rude.use { [fault] _ throws(MailboxFault) in throw .lost(fault) }
            }
        }
        #expect(greeted.value == 1)
    }

    @Test("a connection that has worked is made anew at once when it is lost")
    func lostAfterWork() async throws {
        let (connection, opened) = connection()
        for round in 1...3 {
            try await connection.use { port throws(MailboxFault) in _ = try await port.select(.inbox) }
            await #expect(throws: MailboxFault.lost(fault)) {
                try await connection.use { [fault] _ throws(MailboxFault) in throw .lost(fault) }
            }
            #expect(opened.value == round)
        }
    }

    @Test("a wall clock that is set back does not keep an account closed")
    func clockSetBack() async throws {
        let (connection, opened) = connection { [fault] opening in opening == 1 ? .lost(fault) : nil }
        await #expect(throws: MailboxFault.lost(fault)) { try await connection.use { _ in } }
        clock.jump(by: .days(-1))
        await #expect(throws: MailboxFault.lost(fault), "not earlier either") { try await connection.use { _ in } }
        clock.pass(.seconds(2))
        try await connection.use { _ in }
        #expect(opened.value == 2)
    }

    @Test("a connection that lay idle is not trusted")
    func idle() async throws {
        let (connection, opened) = connection()
        try await connection.use { _ in }
        try await connection.use { _ in }
        #expect(opened.value == 1)
        let nap = Task { try await clock.sleep(.minutes(6), key: "nap") }
        while clock.naps("nap") == 0 { await Task.yield() }
        clock.moveOn()
        try await nap.value
        try await connection.use { _ in }
        #expect(opened.value == 2)
    }

    @Test("one user at a time, and everyone has a turn")
    func turns() async throws {
        let (connection, _) = connection()
        let inside = Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 1...50 {
                group.addTask {
                    try await connection.use { port throws(MailboxFault) in
                        #expect(inside.count() == 1)
                        _ = try await port.select(.inbox)
                        await Task.yield()
                        inside.reset()
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}

private final class Counter: Sendable {
    private let number = Mutex(0)
    var value: Int { number.withLock { $0 } }
    func reset() { number.withLock { $0 = 0 } }
    @discardableResult
    func count() -> Int {
        number.withLock { number in
            number += 1
            return number
        }
    }
}
