import MailAgent
import MailJournal
import MailRouting
import ServiceLifecycleTestKit
import Synchronization

/// Plays one scenario to its end on the calling thread: agents live and die until nothing is left to do.
///
/// It blocks for some milliseconds and must not run on the cooperative pool.
final class ScenarioRun {
    private let scenario: Scenario
    private let world: ScenarioWorld
    private let loop = WorldLoop()
    private let seat: JournalSeat
    private var plot: ArraySlice<Scenario.Turn>
    /// Waits that are still to pass before the plot goes on.
    private var waits = 0
    private(set) var lives = 0
    private(set) var kills = 0

    /// More moves of the clock than any run needs that comes to rest at all.
    private static let patience = 20_000
    private static let mostLives = 60

    init(_ scenario: Scenario) throws {
        self.scenario = scenario
        world = try ScenarioWorld(scenario)
        seat = JournalSeat(loop)
        plot = scenario.plot[...]
    }

    func report() -> ScenarioReport {
        do { try scenario.disk?.begin() } catch { world.ledger.violate("no disk can be made to fail: \(error)") }
        play()
        if loop.strangers > 0 { world.ledger.violate("\(loop.strangers) steps were made on another thread") }
        return ScenarioReport(
            seed: scenario.seed, violation: world.ledger.violation, trace: world.trace.digest,
            calls: world.faults.calls.map { "\($0.call)#\($0.occurrence)" }, struck: world.faults.struck.count,
            kills: kills, lives: lives, diskOperations: scenario.disk == nil ? 0 : DiskFault.operations,
            walk: world.walk.all)
    }

    private enum End { case rest, stopped, died, failed }

    private func play() {
        while lives < Self.mostLives, world.ledger.violation == nil {
            lives += 1
            world.ledger.noteAgent()
            switch live() {
            case .rest: return
            case .died: kills += 1
            case .stopped, .failed: break
            }
        }
        world.ledger.violate("\(lives) agents, and none came to rest")
    }

    private func live() -> End {
        let life = PretendLife(endsWith: scenario.disk?.ending())
        let journal: Journal
        let wasSound = scenario.disk?.hasStruck == false
        do {
            journal = try world.journal(on: seat)
            journal.observe(PretendToll(life, world.faults, world.clock))
        } catch {
            // An agent that cannot open it ends, and is started again.
            if wasSound, scenario.disk?.hasStruck == true { return .failed }
            world.ledger.violate("the journal cannot be opened: \(error)")
            return .failed
        }
        let agent = world.agent(journal, life)
        let stopper = Stopper()
        // Nobody's child: the run is no task, and sees to it itself that this one has ended.
        let task = Task(executorPreference: loop) {
            await testGracefulShutdown { trigger in
                stopper.trigger = trigger
                // An agent that cannot start ends; whoever watches over it starts another.
                do { try await agent.run() } catch {}
            }
            stopper.end()
        }
        let end = drive(journal, life, stopper)
        switch end {
        case .rest, .stopped: stopper.stop()
        case .died, .failed: task.cancel()
        }
        for _ in 0..<200 {
            guard drain() else { break }
            if stopper.hasEnded {
                if life.isDead { return .died }
                if end == .rest { world.inspect(journal, scenario) }
                return end
            }
            world.clock.moveOn()
        }
        world.ledger.violate(end == .died ? "the dead agent goes on" : "the agent does not stop when it is asked to")
        return .failed
    }

    /// Lets the agent work until it dies, is to be stopped, or has nothing left to do.
    private func drive(_ journal: Journal, _ life: PretendLife, _ stopper: Stopper) -> End {
        var isDiskFull = false
        for _ in 0..<Self.patience {
            let wantsFull = world.isDiskFull.withLock { $0 }
            if wantsFull != isDiskFull {
                isDiskFull = wantsFull
                journal.limitGrowth(wantsFull) { world.ledger.violate($0) }
            }
            guard drain(), world.ledger.violation == nil else { return .failed }
            if life.isDead { return .died }
            if stopper.hasEnded { return .failed }
            if world.wantsStop.withLock({
                let wants = $0; $0 = false; return wants
            }) {
                return .stopped
            }
            if waits > 0 {
                waits -= 1
                world.clock.moveOn()
            } else if let turn = plot.popFirst() {
                switch turn {
                case .now(let happening): world.perform(happening)
                case .pass(let count): waits = count
                case .meanwhile, .fault: break
                }
            } else {
                world.makeAmends()
                if world.isQuiet(journal) { return .rest }
                world.clock.moveOn()
            }
        }
        world.ledger.violate("the agent does not come to rest")
        return .failed
    }

    private func drain() -> Bool {
        guard loop.drain(journal: seat) else {
            world.ledger.violate("the agent goes round in circles")
            return false
        }
        return true
    }
}
