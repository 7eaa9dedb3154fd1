/// The lines of a rule set with their text conditions turned into numbers of tests.
struct CompiledRules: Sendable {
    var priorityLines: [Line<PriorityLine>] = []
    var routes: [CompiledRoute] = []
    var also: [Line<AlsoLine>] = []
    /// The acknowledgement choices of the lines that have some.
    private(set) var choices: [RuleID: [Choice]] = [:]
    /// Which of them can match, in the order of the three lists.
    private(set) var priorityShortlist = Shortlist([])
    private(set) var routeShortlist = Shortlist([])
    private(set) var alsoShortlist = Shortlist([])
    var matchers: [FieldMatcher] = []

    struct Line<Source: Sendable>: Sendable {
        let source: Source
        /// Nil: always.
        let condition: CompiledCondition?
    }

    struct Choice: Sendable {
        let source: AcknowledgementRule.Choice
        let condition: CompiledCondition
    }

    enum CompiledRoute: Sendable {
        case line(Line<RouteLine>)
        case group(RouteGroup, CompiledCondition, [Line<RouteLine>], Shortlist)

        var condition: CompiledCondition? {
            switch self {
            case .line(let line): line.condition
            case .group(_, let condition, _, _): condition
            }
        }
    }

    init(_ ruleSet: RuleSet) throws(Diagnostics) {
        var tests = TestTable()
        var diagnostics: [Diagnostic] = []
        for line in ruleSet.priorityLines {
            Self.refusePriority(in: line.condition, &diagnostics)
            priorityLines.append(Line(source: line, condition: tests.compile(line.condition)))
        }
        for route in ruleSet.routes {
            switch route {
            case .line(let line): routes.append(.line(Self.compile(line, &tests)))
            case .group(let group):
                let condition = tests.compile(group.condition)
                let lines = group.lines.map { Self.compile($0, &tests) }
                routes.append(.group(group, condition, lines, Shortlist(lines.map(\.condition))))
            }
        }
        for line in ruleSet.also { also.append(Line(source: line, condition: tests.compile(line.condition))) }
        for line in ruleSet.routeLines where !line.acknowledge.choices.isEmpty {
            choices[line.id] = line.acknowledge.choices.map {
                Choice(source: $0, condition: tests.compile($0.condition))
            }
        }
        priorityShortlist = Shortlist(priorityLines.map(\.condition))
        routeShortlist = Shortlist(routes.map(\.condition))
        alsoShortlist = Shortlist(also.map(\.condition))
        for (field, tests) in zip(tests.fields, tests.tests) {
            matchers.append(FieldMatcher(field: field, tests: tests, diagnostics: &diagnostics))
        }
        guard diagnostics.isEmpty else { throw Diagnostics(diagnostics) }
    }

    private static func compile(_ line: RouteLine, _ tests: inout TestTable) -> Line<RouteLine> {
        Line(source: line, condition: line.condition.map { tests.compile($0) })
    }

    /// A priority line that asks for the priority would ask for what it is part of deciding.
    private static func refusePriority(in condition: Condition, _ diagnostics: inout [Diagnostic]) {
        switch condition {
        case .all(let parts), .any(let parts): for part in parts { refusePriority(in: part, &diagnostics) }
        case .not(let part): refusePriority(in: part, &diagnostics)
        case .priority(_, let location):
            diagnostics.append(
                Diagnostic(
                    at: location, "a priority line cannot ask for the priority it helps to decide",
                    suggestion: "did you mean 'header-priority'?"))
        default: break
        }
    }
}

/// A condition whose text leaves know which test of which field they are.
indirect enum CompiledCondition: Sendable {
    case all([CompiledCondition])
    case any([CompiledCondition])
    case not(CompiledCondition)
    case text(field: Int, test: Int, TextCondition)
    case attachment(AttachmentCondition, name: Test?)
    /// Any leaf that is not about text.
    case fact(Condition)

    /// A test by its number and that of its field.
    struct Test: Sendable {
        let field: Int
        let test: Int
    }
}

/// Numbers for fields and, within a field, for conditions that ask the same.
private struct TestTable {
    private(set) var fields: [TextField] = []
    private(set) var tests: [[TextCondition]] = []
    private var fieldNumbers: [TextField: Int] = [:]
    private var testNumbers: [Key: Int] = [:]

    private struct Key: Hashable {
        let field: TextField
        let match: TextMatch
        let terms: [String]

        // Octet by octet, because comparing and hashing characters would normalise every term of every line.
        static func == (left: Self, right: Self) -> Bool {
            left.field == right.field && left.match == right.match
                && left.terms.elementsEqual(right.terms) { $0.utf8.elementsEqual($1.utf8) }
        }

        /// By the first term alone, which nearly always differs.
        func hash(into hasher: inout Hasher) {
            var term = terms.first ?? ""
            term.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        }
    }

    mutating func compile(_ condition: Condition) -> CompiledCondition {
        switch condition {
        case .all(let parts): return .all(compile(parts))
        case .any(let parts): return .any(compile(parts))
        case .not(let part): return .not(compile(part))
        case .text(let text): return .text(field: number(of: text.field), test: number(of: text), text)
        case .attachment(let attachment):
            let name = attachment.name.map { CompiledCondition.Test(field: number(of: $0.field), test: number(of: $0)) }
            return .attachment(attachment, name: name)
        default: return .fact(condition)
        }
    }

    private mutating func compile(_ parts: [Condition]) -> [CompiledCondition] {
        var compiled: [CompiledCondition] = []
        for part in parts { compiled.append(compile(part)) }
        return compiled
    }

    private mutating func number(of field: TextField) -> Int {
        if let number = fieldNumbers[field] { return number }
        fieldNumbers[field] = fields.count
        fields.append(field)
        tests.append([])
        return fields.count - 1
    }

    private mutating func number(of condition: TextCondition) -> Int {
        let field = number(of: condition.field)
        let key = Key(field: condition.field, match: condition.match, terms: condition.terms)
        if let number = testNumbers[key] { return number }
        testNumbers[key] = tests[field].count
        tests[field].append(condition)
        return tests[field].count - 1
    }
}
