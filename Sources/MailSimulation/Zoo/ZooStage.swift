import Foundation
import MailAgent
import MailJournal
import MailRouting
import ServiceLifecycleTestKit

/// Where agents of the zoo live: on the calling thread, which must not be one of the cooperative pool, in one pretend time.
final class ZooStage {
    private let clock: PretendClock
    private let folder: URL
    private let loop = WorldLoop()
    private let seat: JournalSeat
    private struct Inhabitant {
        let accounts: [Account]
        let server: PretendServer
        let journal: Journal
        let stopper: Stopper
    }
    private var inhabitants: [Inhabitant] = []

    init(_ clock: PretendClock) throws {
        self.clock = clock
        folder = try WorldFolder.make()
        seat = JournalSeat(loop)
    }
    deinit { WorldFolder.remove(folder) }

    /// Starts the agent of a party.
    func start(_ party: ZooParty) throws { try start(party.configuration.accounts, party.server, party.agent) }

    /// Starts an agent with these accounts on a server.
    func start(
        _ accounts: [Account], _ server: PretendServer, _ make: (Journal, PretendLife) -> Agent
    ) throws {
        let path = folder.appendingPathComponent("journal-\(inhabitants.count).sqlite").path
        let journal = try Journal(path: path, on: seat)
        let agent = make(journal, PretendLife())
        let stopper = Stopper()
        // Nobody's child: the stage is no task, and sees to it itself that this one has ended.
        _ = Task(executorPreference: loop) {
            await testGracefulShutdown { trigger in
                stopper.trigger = trigger
                do { try await agent.run() } catch {}
            }
            stopper.end()
        }
        inhabitants.append(Inhabitant(accounts: accounts, server: server, journal: journal, stopper: stopper))
    }

    /// Lets time go by; `post` brings what is due at each of its steps.
    func live(until end: Instant, _ post: () -> Void) {
        while clock.time < end, loop.drain(journal: seat) {
            post()
            guard loop.drain(journal: seat) else { return }
            clock.moveOn()
        }
    }

    /// Lets time go by until exactly this instant.
    func advance(to end: Instant) {
        while loop.drain(journal: seat), clock.time < end { clock.moveOn(notBeyond: end) }
    }

    /// Nothing is left to do for anybody.
    var isQuiet: Bool {
        get throws {
            try inhabitants.allSatisfy {
                try $0.journal.isQuiet($0.accounts, $0.server.everyMailbox)
            }
        }
    }

    /// Ends the agents as SIGTERM does.
    func stop() {
        for inhabitant in inhabitants { inhabitant.stopper.stop() }
        for _ in 0..<200 where !inhabitants.allSatisfy(\.stopper.hasEnded) {
            guard loop.drain(journal: seat) else { break }
            clock.moveOn()
        }
    }
}
