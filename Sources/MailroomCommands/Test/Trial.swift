import MailConfig
import MailRouting

/// An example beside the rules or a case in a folder: a message, and what the rules must make of it.
struct Trial: Sendable {
    enum Kind: String, Sendable, CaseIterable {
        case example
        case `case`
    }

    let kind: Kind
    /// The case's folder; the example's line and subject.
    let name: String
    /// Where its expectations begin.
    let location: SourceLocation
    let message: Message
    let routing: OfflineRouting
    let expectations: [Expectation]
    /// The command that shows what happens.
    let command: ShellCommand

    func run() -> TrialResult {
        TrialResult(of: self, routing.router.decide(message, routing.circumstances(of: message)))
    }

    func explain() -> Explanation {
        routing.router.explain(message, routing.circumstances(of: message)).1
    }
}

extension Trial {
    /// - Parameter command: That of the verb which explains, without a message.
    init(_ example: RuleExample, by usual: OfflineRouting, command: ShellCommand) {
        let subject = example.message.subject.map { ": \($0)" } ?? ""
        self.init(
            kind: .example, name: "\(example.expected?.rawValue ?? "any line")\(subject)", location: example.location,
            message: example.message, routing: example.routing(as: usual), expectations: example.expectations,
            command: command.with([example.location.short]))
    }
}

/// What came of one trial.
struct TrialResult: Sendable {
    /// An output field that is not as expected.
    struct Mismatch: Sendable {
        let expectation: Expectation
        /// The line an expected rule stands in.
        let expectedPlace: SourceLocation?
        let got: [String]
    }

    let kind: Trial.Kind
    let name: String
    /// Of the first expectation that failed, else of the trial.
    let location: SourceLocation
    let command: ShellCommand
    /// The line that decided, and where it stands.
    let rule: RuleID
    let ruleLocation: SourceLocation
    let mismatches: [Mismatch]
    var isFine: Bool { mismatches.isEmpty }

    init(of trial: Trial, _ decision: Decision) {
        kind = trial.kind
        name = trial.name
        command = trial.command
        rule = decision.rule
        ruleLocation = decision.ruleLocation
        mismatches = trial.expectations.compactMap { expectation in
            guard !expectation.isMet(by: decision) else { return nil }
            let expected = expectation.field == .rule ? expectation.values.first.map { RuleID($0) } : nil
            let line = expected.flatMap { id in trial.routing.router.ruleSet.routeLines.first { $0.id == id } }
            return Mismatch(
                expectation: expectation, expectedPlace: line?.location, got: decision.values(of: expectation.field))
        }
        location = mismatches.first?.expectation.location ?? trial.location
    }
}

extension TrialResult.Mismatch {
    /// `rule: expected finance.dunning (rules/finance.yaml:47), got sales.order`
    var text: String {
        let place = expectedPlace.map { " (\($0.short))" } ?? ""
        return "\(expectation.field.rawValue): expected \(Self.text(expectation.values))\(place), got \(Self.text(got))"
    }

    private static func text(_ values: [String]) -> String { values.isEmpty ? "none" : values.joined(separator: ", ") }
}
