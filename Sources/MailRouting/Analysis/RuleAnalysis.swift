/// What can be told about a rule set by reasoning alone: lines no message reaches, conditions no message fulfils, lines
/// that ask twice what once is enough for.
///
/// Says only what is proved, and of a line that others shadow only what the router itself confirms on a message made up
/// for it. Where a condition is beyond it (a regex, too many alternatives) it says nothing.
public struct RuleAnalysis {
    let router: Router
    let vocabulary: Vocabulary
    let routes: [AnalysedLine]
    let priorityLines: [AnalysedLine]
    let also: [AnalysedLine]
    private let servers: [ReceivingServer]?

    /// - Parameters:
    ///   - accounts: All accounts mail can arrive in; nil where they are not known.
    ///   - servers: What they say of their servers; nil where that is not known.
    public init(of router: Router, accounts: [AccountName]? = nil, servers: [ReceivingServer]? = nil) {
        self.router = router
        self.servers = servers
        let ruleSet = router.ruleSet
        let vocabulary = Vocabulary(ruleSet, accounts: accounts)
        self.vocabulary = vocabulary
        routes = ruleSet.routes.flatMap { route -> [AnalysedLine] in
            switch route {
            case .line(let line):
                [AnalysedLine(line.id, line.location, [line.condition], vocabulary)]
            case .group(let group):
                group.lines.map {
                    AnalysedLine($0.id, $0.location, [group.condition, $0.condition], vocabulary)
                }
            }
        }
        priorityLines = ruleSet.priorityLines.map { AnalysedLine($0.id, $0.location, [$0.condition], vocabulary) }
        also = ruleSet.also.map { AnalysedLine($0.id, $0.location, [$0.condition], vocabulary) }
    }

    /// Everything found, sorted by place.
    public var findings: [RuleFinding] {
        let unreachable = (routes + priorityLines + also).compactMap { contradiction(in: $0) } + shadowedRoutes
        let places = Set(unreachable.map(\.location))
        // No example can reach what nothing reaches.
        let missing = missingExamples.filter { !places.contains($0.location) }
        let care = texts.flatMap { removedPrefixes(in: $0) + plainRegexes(in: $0) + repeatedTerms(in: $0) }
        let unknown = servers.map { unknownFacts(of: $0) } ?? []
        let all = unreachable + shadowedChoices + uselessPriorities + duplicates + missing + care + unknown
        return all.sorted { $0.location.isBefore($1.location) }
    }

    // MARK: Lines nothing reaches

    /// Numbers of route lines that others take everything from, with those others. Proved, and shown to nobody before
    /// the router has confirmed it.
    var provedShadowed: [(line: Int, takers: [Int])] {
        let index = TakerIndex(routes.map(\.alternatives), vocabulary)
        return routes.indices.compactMap { number in
            takers(of: routes[number], by: index, where: { $0 < number }).map { (number, $0) }
        }
    }

    private var shadowedRoutes: [RuleFinding] {
        let compiled = router.compiledRoutes
        return provedShadowed.compactMap { number, takers in
            let line = routes[number]
            let search = WitnessSearch(self, compiled[number], line.id)
            guard let witness = search.witness(among: line.possible) else { return nil }
            let names = takers.map { "'\(routes[$0].id)' (\(routes[$0].location.short))" }
            return RuleFinding(
                .shadowed, at: line.location,
                "no message reaches line '\(line.id)': \(names.listed) \(names.count == 1 ? "takes" : "take") "
                    + "all it asks for",
                suggestion: "move it above, narrow what takes it, or remove it",
                related: takers.map { routes[$0].location }, witness: witness)
        }
    }

    /// The lines that take all `line` asks for, in order; nil when that is not proved, or it asks for nothing.
    private func takers(of line: AnalysedLine, by index: TakerIndex, where isAsked: (Int) -> Bool) -> [Int]? {
        guard !line.possible.isEmpty else { return nil }
        var takers: Set<Int> = []
        for alternative in line.possible {
            guard let more = index.lines(taking: alternative, where: isAsked) else { return nil }
            takers.formUnion(more)
        }
        return takers.sorted()
    }

    /// Choices of an acknowledgement that the ones before them leave nothing to.
    var shadowedChoices: [RuleFinding] {
        let lines = zip(router.ruleSet.routeLines, routes)
        return lines.flatMap { source, line -> [RuleFinding] in
            let choices = source.acknowledge.choices.map {
                AnalysedLine(source.id, $0.location, [$0.condition], vocabulary)
            }
            guard !choices.isEmpty else { return [] }
            let index = TakerIndex(choices.map(\.alternatives), vocabulary)
            return choices.indices.compactMap { number in
                let within = choices[number].within(line, vocabulary)
                if let finding = contradiction(in: within) { return finding }
                guard let takers = takers(of: within, by: index, where: { $0 < number }) else { return nil }
                return RuleFinding(
                    .shadowed, at: choices[number].location,
                    "choice \(number + 1) of line '\(source.id)' is never taken: what stands before it takes all it asks for",
                    suggestion: "move it up, or remove it", related: takers.map { choices[$0].location })
            }
        }
    }

    /// Priority lines that change nothing, because others give as much whenever they match.
    var uselessPriorities: [RuleFinding] {
        let lines = router.ruleSet.priorityLines
        let index = TakerIndex(priorityLines.map(\.alternatives), vocabulary)
        return lines.indices.compactMap { number in
            let own = lines[number].priority
            let takers = takers(of: priorityLines[number], by: index) { other in
                other != number && (lines[other].priority > own || lines[other].priority == own && other < number)
            }
            guard let takers else { return nil }
            let names = takers.map { "'\(lines[$0].id)' (\(lines[$0].location.short))" }
            return RuleFinding(
                .uselessPriority, at: lines[number].location,
                "line '\(lines[number].id)' never changes a priority: \(names.listed) "
                    + "\(names.count == 1 ? "gives" : "give") as much to all it asks for",
                suggestion: "remove it, or narrow the other", related: takers.map { lines[$0].location })
        }
    }

    // MARK: Trying

    /// Messages that each fulfil, or nearly fulfil, one way of one line: to see whether two rule sets decide alike.
    public var samples: [(message: Message, circumstances: Circumstances)] {
        let alternatives = (routes + priorityLines + also).flatMap(\.possible).prefix(Limits.analysisSamples)
        return alternatives.flatMap { conjunction in
            (0..<2).map { attempt in
                var sketch = MessageSketch(attempt: attempt, vocabulary)
                _ = sketch.draw(conjunction)
                return (sketch.message, sketch.circumstances)
            }
        }
    }
}

extension [String] {
    /// `a`, `a and b`, `a, b and 3 more`.
    fileprivate var listed: String {
        if count <= 2 { return joined(separator: " and ") }
        return count == 3 ? "\(self[0]), \(self[1]) and \(self[2])" : "\(self[0]), \(self[1]) and \(count - 2) more"
    }
}
