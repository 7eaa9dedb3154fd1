public import MailRouting

/// What the agent decides with, and what is wrong with the files that were to replace it: for status pages and verbs,
/// which are not in the agent's process.
public struct RulesState: Sendable, Equatable {
    /// Of the rule set in force.
    public let version: String
    public let loadedAt: Instant
    /// What changed and is heeded only after a restart, in words; empty when nothing is.
    public let needsRestart: [String]
    /// Why newer files were refused, at most the first fifty; empty when the files are what is in force.
    public let faults: [Diagnostic]
    /// When they were refused.
    public let refusedAt: Instant?

    public init(
        version: String, loadedAt: Instant, needsRestart: [String] = [], faults: [Diagnostic] = [],
        refusedAt: Instant? = nil
    ) {
        self.version = version
        self.loadedAt = loadedAt
        self.needsRestart = needsRestart
        self.faults = faults
        self.refusedAt = refusedAt
    }
}
