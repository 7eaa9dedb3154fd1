/// Follows every way a message can take through a script.
///
/// A block that does not end with `stop` goes on with what stands below it, so the commands below are followed once
/// for each state a message can reach them in. States that were met before are not followed again.
final class SieveWays<Outcome: Hashable> {
    typealias Plan = DecisionPlan<Outcome>

    private let conditions: SieveConditions
    private let actions: SieveActions
    private let findings: ImportFindings
    private let outcome: (_ folder: String?, _ hasKeyword: Bool) -> Outcome
    private var known: [Place: Plan] = [:]
    private var isTooMuch = false

    /// Commands that are still to be done: those of a block from a place on.
    private struct Rest {
        let commands: [SieveCommand]
        var next = 0
        var mark: [Int] {
            [commands.first?.place.location.line ?? 0, commands.first?.place.location.column ?? 0, next]
        }
    }

    private struct Place: Hashable {
        let rest: [[Int]]
        let state: SieveState
    }

    private struct Branch {
        let command: SieveCommand
        /// Nil for `else`.
        let test: SieveTest?
        let block: [SieveCommand]
        var isLast = false
    }

    init(
        _ conditions: SieveConditions, _ actions: SieveActions, _ findings: ImportFindings,
        _ outcome: @escaping (_ folder: String?, _ hasKeyword: Bool) -> Outcome
    ) {
        self.conditions = conditions
        self.actions = actions
        self.findings = findings
        self.outcome = outcome
    }

    func plan(of script: SieveScript) -> Plan { plan([Rest(commands: script.commands)], SieveState(), depth: 1) }

    private func plan(_ start: [Rest], _ first: SieveState, depth: Int) -> Plan {
        let place = Place(rest: start.map(\.mark), state: first)
        if let plan = known[place] { return plan }
        var (rest, state) = (start, first)
        var found: [Plan.Case] = []
        commands: while let command = Self.next(&rest) {
            switch command.name {
            case "stop": break commands
            case "if":
                guard !isTooMuch, depth <= Limits.importedDepth,
                    found.reduce(0, { $0 + $1.plan.size }) <= Limits.importedLines
                else {
                    reportTooMuch(command)
                    break commands
                }
                for branch in branches(command, &rest) {
                    switch condition(of: branch) {
                    case .always: rest.append(Rest(commands: branch.block))
                    case let condition?:
                        if branch.isLast, hasNoEffect(branch.block, state) { continue }
                        let plan = plan(rest + [Rest(commands: branch.block)], state, depth: depth + 1)
                        if condition == .never { continue }
                        let origin = RuleOrigin(place: branch.command.place, comment: branch.command.comment)
                        found.append(.init(condition: condition, plan: plan, origin: origin))
                        continue
                    case nil:
                        // Not translated, but what is wrong in it is said too.
                        _ = plan(rest + [Rest(commands: branch.block)], state, depth: depth + 1)
                        continue
                    }
                    break
                }
            case "elsif", "else": findings.missing(at: command.place, "'\(command.name)' without 'if'")
            default: if actions.apply(command, to: &state) == .end { break commands }
            }
        }
        let end = actions.outcome(of: state)
        let plan = Plan(found, last: outcome(end.folder, end.hasKeyword))
        known[place] = plan
        return plan
    }

    private func reportTooMuch(_ command: SieveCommand) {
        guard !isTooMuch else { return }
        isTooMuch = true
        findings.missing(
            at: command.place, "too many ways lead here to follow them all, so rules are missing",
            "end the rules above with 'stop', or join them with 'elsif'")
    }

    private static func next(_ rest: inout [Rest]) -> SieveCommand? {
        while let last = rest.indices.last {
            if rest[last].next < rest[last].commands.count {
                rest[last].next += 1
                return rest[last].commands[rest[last].next - 1]
            }
            rest.removeLast()
        }
        return nil
    }

    /// `if` with the `elsif` and `else` below it.
    private func branches(_ first: SieveCommand, _ rest: inout [Rest]) -> [Branch] {
        var commands = [first]
        while let last = rest.last, last.next < last.commands.count, commands.last?.name != "else",
            ["elsif", "else"].contains(last.commands[last.next].name)
        {
            commands.append(last.commands[last.next])
            rest[rest.count - 1].next += 1
        }
        var branches: [Branch] = []
        for command in commands {
            let tests = command.name == "else" ? 0 : 1
            guard let block = command.block, command.tests.count == tests, command.arguments.isEmpty else {
                findings.missing(
                    at: command.place,
                    "'\(command.name)' needs \(tests == 1 ? "one test and " : "")a block in braces")
                continue
            }
            branches.append(Branch(command: command, test: command.tests.first, block: block))
        }
        if let last = branches.indices.last { branches[last].isLast = true }
        return branches
    }

    private func condition(of branch: Branch) -> ImportedCondition? {
        guard let test = branch.test else { return .always }
        return conditions.condition(of: test)
    }

    /// True when the block changes nothing, so that it does not matter whether a message goes through it.
    private func hasNoEffect(_ block: [SieveCommand], _ state: SieveState) -> Bool {
        var after = state
        for command in block {
            if ["if", "elsif", "else", "stop"].contains(command.name) { return false }
            if actions.apply(command, to: &after) == .end { return false }
        }
        return after == state
    }
}
