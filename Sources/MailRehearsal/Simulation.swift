public import MailRouting

/// One week of mail: the same plan, theme, week and seed are the same messages, byte for byte.
public struct Simulation: Sendable {
    public let plan: SimulationPlan
    public let theme: Theme
    public let week: CalendarWeek
    public let seed: UInt64
    public let hasNoise: Bool
    /// The domain of the accounts; that of the plan unless the week goes elsewhere, such as to a sandbox.
    public let domain: String
    /// Makes a seal of a text, so that the agent whose key it is knows the messages for simulated ones. Nil leaves the
    /// seals out, and then the week is the same on every machine.
    public private(set) var seal: (@Sendable (String) -> String)?
    /// Addresses of accounts that are not the account's name at the domain.
    public private(set) var addresses: [AccountName: Address] = [:]

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

    /// The same week with sealed messages, which go to these addresses.
    public func sealed(
        to addresses: [AccountName: Address] = [:], by seal: @escaping @Sendable (String) -> String
    ) -> Simulation {
        var sealed = self
        sealed.seal = seal
        sealed.addresses = addresses
        return sealed
    }

    /// Where a message to an account goes.
    public func address(of account: AccountName) -> String {
        addresses[account]?.spec ?? "\(account)@\(domain)"
    }

    /// `normal-2026-W48-7`
    public var id: String { "\(theme.name)-\(week)-\(seed)" }

    /// How many letters a week may have: a hundred times the shipped week. What is generated is held in memory.
    public static let mostLetters = Limits.messages

    /// How many letters it has at most, from its figures alone, before one of them is written.
    ///
    /// A letter to two departments counts once.
    public var letterCount: Int {
        let chapters = theme.stories.reduce(0) { $0 + $1.chapters.count }
        let business = theme.quotas(of: plan).reduce(chapters) { $0 + $1.count }
        guard hasNoise else { return business }
        let shares = plan.noise
        return [
            shares.newsletters, shares.outOfOffice, shares.bounces, shares.spam, shares.duplicates, shares.replies,
        ].reduce(business) { $0 + (business * $1 + 50) / 100 }
    }

    /// The week, by arrival; a message to two accounts is there twice, with the same octets.
    ///
    /// Whoever takes plans from strangers asks for ``letterCount`` first: everything is held in memory.
    public func messages() -> [SimulatedMessage] {
        var desk = WritingDesk(self)
        var letters = desk.business() + desk.stories()
        if hasNoise { letters += desk.noise(around: letters) }
        let sorted = letters.sorted { ($0.arrivedAt, $0.token) < ($1.arrivedAt, $1.token) }
        var messages: [SimulatedMessage] = []
        for letter in sorted {
            let mark = mark(of: letter)
            let bytes = Composition(letter: letter, mark: mark, simulation: self).bytes
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
