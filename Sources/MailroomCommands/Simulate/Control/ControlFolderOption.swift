import ArgumentParser
import Foundation
import MailAgent
import MailRehearsal

/// `--control` and `--process`, for verbs that act on a running simulation.
struct ControlFolderOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where running simulations are found; one place for each user unless given.", valueName: "folder"),
        completion: .directory)
    var control: String?

    var simulations: RunningSimulations { RunningSimulations(control ?? RunningSimulations.defaultRoot) }
}

/// Why a place cannot be used.
protocol ControlError: Error, CustomStringConvertible {}
extension RunningSimulations.Unusable: ControlError {}
extension StateLockFault: ControlError {}

/// One wish to one running simulation, and its answer.
struct SimulationCall {
    let wish: Pacing.Wish
    let place: RunningSimulations
    let process: Int32?

    /// A run looks five times a second.
    private static let patience = Duration.seconds(10)

    func run() async throws {
        let seat = try find()
        do { try seat.wish(wish.rawValue) } catch {
            Terminal.note("cannot reach process \(seat.process): \(error.localizedDescription)")
            throw ExitStatus.environment.code
        }
        let end = ContinuousClock.now + Self.patience
        while ContinuousClock.now < end {
            guard seat.isTaken else { return Terminal.say("the simulation of process \(seat.process) is over") }
            if let standing = seat.standing(), isMet(by: standing) { return Terminal.say(standing.line) }
            try await Task.sleep(for: .milliseconds(100))
        }
        Terminal.note("process \(seat.process) did not answer; 'mailroom simulate status' shows how it stands")
        throw ExitStatus.environment.code
    }

    private func isMet(by standing: SimulationStanding) -> Bool {
        guard let state = Pacing.State(rawValue: standing.state) else { return false }
        return switch wish {
        case .pause: state != .running
        case .resume: state != .paused
        case .stop: state == .stopped || state == .over
        }
    }

    private func find() throws -> SimulationSeat {
        let running: [SimulationSeat]
        do { running = try place.all() } catch {
            Terminal.note("\(error)")
            throw ExitStatus.environment.code
        }
        let meant = process.map { number in running.filter { $0.process == number } } ?? running
        guard let seat = meant.first else {
            Terminal.note(
                process.map { "process \($0) runs no simulation" } ?? "no simulation runs (looked in \(place.root))")
            throw ExitStatus.findings.code
        }
        guard meant.count == 1 else {
            for seat in meant { Terminal.note(seat.standing()?.line ?? "process \(seat.process)") }
            Terminal.note("several simulations run: say which with --process")
            throw ExitStatus.usage.code
        }
        return seat
    }
}
