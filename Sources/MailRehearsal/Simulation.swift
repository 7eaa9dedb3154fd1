import MailRouting

/// One week of mail: the same plan, theme, week and seed are the same messages, byte for byte.
public struct Simulation: Sendable {
    public let plan: SimulationPlan
    public let theme: Theme
    public let week: CalendarWeek
    public let seed: UInt64
    public let hasNoise: Bool
    /// The domain of the accounts; that of the plan unless the week goes elsewhere, such as to a sandbox.
    public let domain: String

    public init(
        _ plan: SimulationPlan, theme: Theme, week: CalendarWeek, seed: UInt64, hasNoise: Bool, domain: String? = nil
    ) {
        self.plan = plan
        self.theme = theme
        self.week = week
        self.seed = seed
        self.hasNoise = hasNoise
        self.domain = domain ?? plan.domain
    }

    /// `normal-2026-W48-7`
    public var id: String { "\(theme.name)-\(week)-\(seed)" }

    /// The week, by arrival; a message to two accounts is there twice, with the same octets.
    public func messages() -> [SimulatedMessage] {
        var desk = WritingDesk(self)
        var letters = desk.business() + desk.stories()
        if hasNoise { letters += desk.noise(around: letters) }
        let sorted = letters.sorted { ($0.arrivedAt, $0.token) < ($1.arrivedAt, $1.token) }
        var messages: [SimulatedMessage] = []
        for letter in sorted.prefix(Limits.messages) {
            let mark = mark(of: letter)
            let bytes = Composition(letter: letter, mark: mark, zone: plan.zone, domain: domain).bytes
            for account in letter.accounts {
                messages.append(
                    SimulatedMessage(
                        number: messages.count + 1, arrivedAt: letter.arrivedAt, account: account,
                        reversePath: letter.reversePath, messageID: MessageID(letter.messageID), mark: mark,
                        bytes: bytes))
            }
        }
        return messages
    }

    private func mark(of letter: Letter) -> SimulationMark {
        SimulationMark(
            simulation: id, message: letter.token, day: letter.day.rawValue, theme: theme.name, type: letter.type,
            department: letter.expectation.department, priority: letter.expectation.priority,
            template: letter.expectation.template, language: letter.language, thread: letter.thread)
    }
}
