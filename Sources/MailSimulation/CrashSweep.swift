/// The agent killed at every named point of a plain run, before it and after it, and again at every point of what follows.
public struct CrashSweep: Sendable {
    /// A plain run: so many messages of one kind, nothing else.
    public enum Scene: String, Sendable, CaseIterable {
        case moveOne, moveThree, carryOne, carryThree

        var letters: [Letter] {
            switch self {
            case .moveOne: [Letter(number: 1, subject: .order)]
            case .moveThree: (1...3).map { Letter(number: $0, subject: .order) }
            case .carryOne: [Letter(number: 1, subject: .complaint)]
            case .carryThree: (1...3).map { Letter(number: $0, subject: .complaint) }
            }
        }
    }
    public let scene: Scene
    /// False: a server without MOVE and APPENDUID.
    public let isGoodServer: Bool

    public init(_ scene: Scene, isGoodServer: Bool = true) {
        self.scene = scene
        self.isGoodServer = isGoodServer
    }

    /// The scene with some faults.
    public func scenario(_ faults: [PretendFault]) -> Scenario {
        var scenario = Scenario(seed: 1, plot: faults.map { .fault($0) } + [.pass(1)])
        scenario.plot += scene.letters.map { .now(.deposit($0, in: PretendWorld.info)) }
        scenario.manners.movesAtomically = isGoodServer
        scenario.manners.givesAppendUID = isGoodServer
        return scenario
    }

    /// Every kill that can happen in a run with `faults`, after the last of them struck.
    public func kills(after faults: [PretendFault]) throws -> [PretendFault] {
        let calls = try scenario(faults).play().calls
        let last = faults.last.map { "\($0.call)#\($0.occurrence)" }
        let begin = last.flatMap { calls.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
        return calls[begin...].flatMap { name in
            [PretendFault.Strike.killBefore, .killAfter].compactMap { PretendFault("\(name):\($0.rawValue)") }
        }
    }
}
