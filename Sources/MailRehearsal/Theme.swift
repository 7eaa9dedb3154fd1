public import MailRouting

/// What a week is about: the figures of the plan in other proportions, and stories told over its days.
public struct Theme: Sendable, Equatable {
    public let name: ThemeName
    /// Percent of every figure.
    public let everything: Int
    /// Percent of the figures of a kind, and of a day; 100 where nothing is said.
    public let types: [MessageTypeName: Int]
    public let days: [Weekday: Int]
    public let stories: [Story]

    public init(
        name: ThemeName, everything: Int = 100, types: [MessageTypeName: Int] = [:], days: [Weekday: Int] = [:],
        stories: [Story] = []
    ) {
        self.name = name
        self.everything = everything
        self.types = types
        self.days = days
        self.stories = stories
    }

    /// The figures of a week under this theme. Halves are rounded up, so that a little of something stays something.
    public func quotas(of plan: SimulationPlan) -> [Quota] {
        plan.week.map { quota in
            let factor = everything * (types[quota.type] ?? 100) * (days[quota.day] ?? 100)
            let count = (quota.count * factor + 500_000) / 1_000_000
            return Quota(day: quota.day, part: quota.part, type: quota.type, count: count)
        }.filter { $0.count > 0 }
    }
}

/// One matter that comes up day after day: the same author, the same numbers, one thread.
public struct Story: Sendable, Equatable {
    public let type: MessageTypeName
    public let chapters: [Chapter]
    public init(type: MessageTypeName, chapters: [Chapter]) {
        self.type = type
        self.chapters = chapters
    }

    /// What a day adds, in both languages.
    public struct Chapter: Sendable, Equatable {
        public let day: Weekday
        public let german: String
        public let english: String
        public init(day: Weekday, german: String, english: String) {
            self.day = day
            self.german = german
            self.english = english
        }
        func text(in language: Language) -> String { language == .german ? german : english }
    }
}
