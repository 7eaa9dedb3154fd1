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
        try calls(after: faults).flatMap { name in
            [PretendFault.Strike.killBefore, .killAfter].compactMap { PretendFault("\(name):\($0.rawValue)") }
        }
    }

    /// One kill for each state in which the agent can leave the world outside: before anything, and after each call that
    /// changes something.
    ///
    /// Who is killed takes all it knew along. So a kill before a call, or around a call that only reads, leaves what the kill
    /// after the last change before it left, and the next life goes the same way from there.
    public func distinctKills(after faults: [PretendFault]) throws -> [PretendFault] {
        let calls = try calls(after: faults)
        let first = calls.first.flatMap { PretendFault("\($0):killBefore") }
        return [first].compactMap(\.self)
            + calls.compactMap { PretendFault("\($0):killAfter") }.filter { Self.changes($0.call) }
    }

    private func calls(after faults: [PretendFault]) throws -> ArraySlice<String> {
        let calls = try scenario(faults).play().calls
        let last = faults.last.map { "\($0.call)#\($0.occurrence)" }
        return calls[(last.flatMap { calls.firstIndex(of: $0) }.map { $0 + 1 } ?? 0)...]
    }

    /// Whether a call changes anything outside: all do but those known to read.
    private static func changes(_ call: String) -> Bool {
        let reading = ["OPEN", "SELECT", "STATUS", "FETCH", "SEARCH", "IDLE", "DONE", "PREPARE"]
        return !call.split(separator: " ").dropFirst().prefix(1).contains { reading.contains(String($0)) }
    }
}
