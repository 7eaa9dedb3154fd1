import MailJournal
public import MailRouting
import ServiceLifecycleTestKit

/// Some days in the zoo, on the calling thread, which must not be one of the cooperative pool.
public struct ZooRun: Sendable {
    /// How many acknowledgements each responder got, by its name.
    public let acknowledgements: [String: Int]
    /// How many went to addresses of each organisation's domain.
    public let domains: [String: Int]
    /// Letters and replies that came to us.
    public let letters: Int
    /// How many of them stand in the mailboxes of their departments.
    public let routed: Int
    /// Nothing was left to do in the end.
    public let isQuiet: Bool
    public let limits: RateLimits

    /// The names of all responders.
    public static var names: [String] { Responder.zoo.map(\.name) }

    public init(days: Int) throws {
        let world = try ZooWorld()
        let folder = try WorldFolder.make()
        defer { WorldFolder.remove(folder) }
        let (loop, life) = (WorldLoop(), PretendLife())
        let seat = JournalSeat(loop)
        let journal = try Journal(path: folder.appendingPathComponent("journal.sqlite").path, on: seat)
        let agent = world.agent(journal, life)
        let stopper = Stopper()
        // Nobody's child: the run is no task, and sees to it itself that this one has ended.
        _ = Task(executorPreference: loop) {
            await testGracefulShutdown { trigger in
                stopper.trigger = trigger
                do { try await agent.run() } catch {}
            }
            stopper.end()
        }
        let start = world.clock.time
        func live(until end: Instant) {
            while world.clock.time < end, loop.drain(journal: seat) {
                world.deliverPost()
                guard loop.drain(journal: seat) else { return }
                world.clock.moveOn()
            }
        }
        // The first contact is over before anybody writes.
        live(until: start + .minutes(5))
        for day in 0..<days {
            world.write(day: day)
            live(until: start + .minutes(5) + .days(Int64(day + 1)))
        }
        // What is still on its way arrives, and nobody writes any more.
        live(until: start + .days(Int64(days + 4)))
        acknowledgements = world.counts
        domains = world.domains
        letters = world.letters
        routed = [PretendWorld.info, PretendWorld.sales].map { world.server.messages(in: $0).count }.reduce(0, +)
        isQuiet = try journal.isQuiet(world.configuration.accounts, world.server.everyMailbox)
        limits = world.configuration.submissionHosts[0].limits
        stopper.stop()
        for _ in 0..<200 where !stopper.hasEnded {
            guard loop.drain(journal: seat) else { break }
            world.clock.moveOn()
        }
    }
}
