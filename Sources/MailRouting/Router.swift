/// A rule set made ready to decide: every pattern compiled, every mistake found.
///
/// A value without state: the same message under the same circumstances gets the same decision on any thread, today
/// and in a replay years later. There is no second matcher anywhere; `decide` and `explain` run the same evaluation.
public struct Router: Sendable {
    public let ruleSet: RuleSet
    public private(set) var responseGuard: AutoResponseGuard
    /// What a message in no language we write in is acknowledged in.
    public let defaultLanguage: Language
    /// What these rules ask about that has to be fetched or looked up.
    public let demand: FactDemand
    let program: CompiledRules

    /// Compiles `ruleSet`; throws every mistake that only compiling shows (regexes, terms that can never match).
    public init(ruleSet: RuleSet, gate: GatePolicy, defaultLanguage: Language) throws(Diagnostics) {
        self.ruleSet = ruleSet
        self.responseGuard = AutoResponseGuard(gate)
        self.defaultLanguage = defaultLanguage
        self.demand = FactDemand(of: ruleSet)
        self.program = try CompiledRules(ruleSet)
    }

    /// The same rules behind another gate; nothing is compiled again.
    public func behind(_ gate: GatePolicy) -> Router {
        var router = self
        router.responseGuard = AutoResponseGuard(gate)
        return router
    }

    /// The decision; nil when a condition it depends on asks for text or attachments that have not been read
    /// (`Message.body`). Read them and ask again: only messages that need it pay for it.
    public func answer(_ message: Message, _ circumstances: Circumstances) -> Decision? {
        var evaluation = Evaluation(of: message, circumstances, by: self, recorder: NoRecorder())
        let decision = evaluation.decide()
        return evaluation.lacksBody ? nil : decision
    }

    /// Where the message goes, how urgent it is and whether it is acknowledged. What has not been read is unknown.
    public func decide(_ message: Message, _ circumstances: Circumstances) -> Decision {
        var evaluation = Evaluation(of: message, circumstances, by: self, recorder: NoRecorder())
        return evaluation.decide()
    }

    /// The same decision and why it was made, recorded while it was made.
    public func explain(_ message: Message, _ circumstances: Circumstances) -> (Decision, Explanation) {
        var evaluation = Evaluation(of: message, circumstances, by: self, recorder: TraceRecorder())
        let decision = evaluation.decide()
        return (decision, Explanation(steps: evaluation.recorder.steps))
    }
}
