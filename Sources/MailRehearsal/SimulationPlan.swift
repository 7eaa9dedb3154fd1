public import MailRouting

/// The kind of a simulated message, such as `oem_order`: a name of the plan.
public struct MessageTypeName: Name {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A set of figures and stories for a week, such as `quality_outbreak`.
public struct ThemeName: Name {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The two windows of a working day in which mail arrives.
public enum DayPart: String, Sendable, CaseIterable {
    case morning, afternoon
}

/// What a week of mail is made of: how much of what arrives when, who writes it, and in which words.
///
/// Lists, and no dictionaries, wherever order could reach the messages: the same plan and seed are the same octets.
public struct SimulationPlan: Sendable, Equatable {
    /// Where the clocks of the windows hang.
    public let zone: Zone
    public let windows: [DayPart: HourRange]
    /// The domain of the department mailboxes.
    public let domain: String
    /// How many of a hundred messages are German; the others are English.
    public let germanPercent: Int
    public let week: [Quota]
    public let senders: [SenderGroup]
    public let types: [MessageType]
    /// Values of variables that are drawn from a list.
    public let values: [ValuePool]
    public let people: ValuePool
    public let noise: NoiseShares
    public let themes: [Theme]

    public init(
        zone: Zone, windows: [DayPart: HourRange], domain: String, germanPercent: Int, week: [Quota],
        senders: [SenderGroup], types: [MessageType], values: [ValuePool], people: ValuePool, noise: NoiseShares,
        themes: [Theme]
    ) {
        self.zone = zone
        self.windows = windows
        self.domain = domain
        self.germanPercent = germanPercent
        self.week = week
        self.senders = senders
        self.types = types
        self.values = values
        self.people = people
        self.noise = noise
        self.themes = themes
    }

    /// Nil when the plan has no such theme.
    public func theme(_ name: ThemeName) -> Theme? { themes.first { $0.name == name } }

    /// Variables every letter may use besides the lists of `values`.
    public static let builtInVariables = [
        "affected_units", "batch_id", "company", "customer_name", "delivery_date", "detection_date", "order_id",
        "quantity", "sender",
    ]
}

/// So many messages of a kind in a window.
public struct Quota: Sendable, Equatable {
    public let day: Weekday
    public let part: DayPart
    public let type: MessageTypeName
    public let count: Int
    public init(day: Weekday, part: DayPart, type: MessageTypeName, count: Int) {
        self.day = day
        self.part = part
        self.type = type
        self.count = count
    }
}

/// How often somebody writes, as it shows in the mailbox.
public enum Frequency: String, Sendable, CaseIterable {
    /// The companies take turns, so that each writes about every day.
    case daily
    /// Whoever has something to say.
    case regular
    /// Whoever has something to say, at a quarter of an hour: a program sends it at a set time.
    case scheduled
}

/// Who writes: a company, and the domain of its addresses.
public struct Company: Sendable, Equatable {
    public let name: String
    public let domain: String
    public init(name: String, domain: String) {
        self.name = name
        self.domain = domain
    }
}

/// Companies that write about the same things in the same way.
public struct SenderGroup: Sendable, Equatable {
    public let name: String
    public let companies: [Company]
    public let sends: [MessageTypeName]
    /// What their mail programs write into the priority fields; normal is not written.
    public let priority: Priority
    public let frequency: Frequency
    /// What stands below the name of whoever writes.
    public let role: ValuePool
    public init(
        name: String, companies: [Company], sends: [MessageTypeName], priority: Priority, frequency: Frequency,
        role: ValuePool
    ) {
        self.name = name
        self.companies = companies
        self.sends = sends
        self.priority = priority
        self.frequency = frequency
        self.role = role
    }
}

/// Values to draw from, for each language.
public struct ValuePool: Sendable, Equatable {
    public let name: String
    public let german: [String]
    public let english: [String]
    public init(name: String, german: [String], english: [String]) {
        self.name = name
        self.german = german
        self.english = english
    }
    func values(in language: Language) -> [String] { language == .german ? german : english }
}
