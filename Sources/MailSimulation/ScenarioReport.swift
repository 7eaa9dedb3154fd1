public import MailAgent

/// What came of one scenario.
public struct ScenarioReport: Sendable {
    public let seed: UInt64
    /// The first thing that did not hold; nil when everything did.
    public let violation: String?
    /// The same whenever the same scenario is played.
    public let trace: UInt64
    /// Steps that touched the outside, numbered by name: `support APPEND INBOX#1`.
    public let calls: [String]
    /// Faults that struck.
    public let struck: Int
    public let kills: Int
    public let lives: Int
    /// Operations that changed the journal's files, where the disk was watched.
    public let diskOperations: Int
    public let walk: [WalkEvent]
}

extension Scenario {
    /// Plays it to its end on the calling thread, which must not be one of the cooperative pool: it blocks.
    public func play() throws -> ScenarioReport { try ScenarioRun(self).report() }

    /// Plays it to its end on a thread of its own.
    public func played() async throws -> ScenarioReport { try await Aside.run { try play() } }

    /// The shortest plot that still fails, as indices of the elements that are needed: leaves out one after the other.
    ///
    /// - Parameter budget: how many plays it may cost.
    public func shortened(budget: Int = 2000) throws -> [Int] {
        var kept = Array(plot.indices)
        var plays = 0
        var size = max(1, kept.count / 2)
        while size > 0 {
            var start = 0
            var isShorter = false
            while start < kept.count, plays < budget {
                var fewer = kept
                fewer.removeSubrange(start..<min(start + size, kept.count))
                plays += 1
                if try keeping(fewer).play().violation != nil {
                    (kept, isShorter) = (fewer, true)
                } else {
                    start += size
                }
            }
            if !isShorter || size > 1 { size /= 2 }
        }
        return kept
    }
}
