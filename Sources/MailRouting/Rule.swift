/// `priority: lines:` — one line that can raise the priority.
public struct PriorityLine: Sendable, Equatable {
    public let id: RuleID
    public let condition: Condition
    public let priority: Priority
    public let location: SourceLocation
    public init(id: RuleID, condition: Condition, priority: Priority, location: SourceLocation) {
        self.id = id
        self.condition = condition
        self.priority = priority
        self.location = location
    }
}

/// One entry of `routes:`: a line, or a group of lines behind a common condition.
public enum Route: Sendable, Equatable {
    case line(RouteLine)
    case group(RouteGroup)
}

/// Lines that share a condition. When it holds and none of its lines does, the next route is tried.
public struct RouteGroup: Sendable, Equatable {
    public let name: String
    public let condition: Condition
    public let lines: [RouteLine]
    public let location: SourceLocation
    public init(name: String, condition: Condition, lines: [RouteLine], location: SourceLocation) {
        self.name = name
        self.condition = condition
        self.lines = lines
        self.location = location
    }
}

/// The line that decides department and acknowledgement when it is the first to match.
public struct RouteLine: Sendable, Equatable {
    public let id: RuleID
    /// Nil: always (a last line of a group, or `otherwise`).
    public let condition: Condition?
    public let department: DepartmentName
    public let folder: MailboxName?
    public let acknowledge: AcknowledgementRule
    public let location: SourceLocation
    public init(
        id: RuleID, condition: Condition?, department: DepartmentName, folder: MailboxName?,
        acknowledge: AcknowledgementRule, location: SourceLocation
    ) {
        self.id = id
        self.condition = condition
        self.department = department
        self.folder = folder
        self.acknowledge = acknowledge
        self.location = location
    }
}

/// What a line acknowledges with: the template of the first choice whose condition holds, or else `otherwise`.
public struct AcknowledgementRule: Sendable, Equatable {
    /// One choice: a template for certain hours, languages, or whatever else a condition can ask.
    public struct Choice: Sendable, Equatable {
        public let condition: Condition
        /// Nil: none is sent.
        public let template: TemplateName?
        public let location: SourceLocation
        public init(condition: Condition, template: TemplateName?, location: SourceLocation) {
            self.condition = condition
            self.template = template
            self.location = location
        }
    }
    public let choices: [Choice]
    /// Nil: none is sent.
    public let otherwise: TemplateName?

    public init(choices: [Choice] = [], otherwise: TemplateName?) {
        self.choices = choices
        self.otherwise = otherwise
    }

    /// `acknowledge: none`
    public static let none = AcknowledgementRule(otherwise: nil)
    /// `acknowledge: TEMPLATE`
    public static func always(_ template: TemplateName) -> AcknowledgementRule { .init(otherwise: template) }
    /// Every template it may send.
    public var templates: [TemplateName] { choices.compactMap(\.template) + (otherwise.map { [$0] } ?? []) }
}

/// `also:` — what happens besides routing, for every line that matches.
public struct AlsoLine: Sendable, Equatable {
    public let id: RuleID
    public let condition: Condition
    public let keywords: [Keyword]
    /// Departments that get a copy.
    public let copies: [DepartmentName]
    public let location: SourceLocation
    public init(
        id: RuleID, condition: Condition, keywords: [Keyword], copies: [DepartmentName] = [], location: SourceLocation
    ) {
        self.id = id
        self.condition = condition
        self.keywords = keywords
        self.copies = copies
        self.location = location
    }
}

/// A whole, valid set of rules. Making one checks nothing: MailConfig has done that and said every mistake.
public struct RuleSet: Sendable, Equatable {
    /// SHA-256 of the files it was read from, 64 hexadecimal digits: kept with every decision.
    public let version: String
    public let defaultPriority: Priority
    public let priorityLines: [PriorityLine]
    public let routes: [Route]
    /// What nothing else matches; mandatory, so that every message has a department.
    public let otherwise: RouteLine
    public let also: [AlsoLine]
    /// `examples:` beside the rules.
    public let examples: [RuleExample]

    public init(
        version: String, defaultPriority: Priority, priorityLines: [PriorityLine], routes: [Route],
        otherwise: RouteLine, also: [AlsoLine], examples: [RuleExample]
    ) {
        self.version = version
        self.defaultPriority = defaultPriority
        self.priorityLines = priorityLines
        self.routes = routes
        self.otherwise = otherwise
        self.also = also
        self.examples = examples
    }
}

extension RuleSet {
    /// Every line that can decide the department, top to bottom, `otherwise` last.
    public var routeLines: [RouteLine] {
        routes.flatMap { route -> [RouteLine] in
            switch route {
            case .line(let line): [line]
            case .group(let group): group.lines
            }
        } + [otherwise]
    }

    /// The identifiers of all lines, of whatever kind.
    public var lineIDs: [RuleID] { priorityLines.map(\.id) + routeLines.map(\.id) + also.map(\.id) }
}
