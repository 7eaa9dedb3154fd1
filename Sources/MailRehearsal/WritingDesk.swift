import MailRouting

/// Writes the business letters of a week.
struct WritingDesk {
    let simulation: Simulation
    /// Whose turn it is, for groups whose companies take turns.
    private var turns: [String: Int] = [:]

    init(_ simulation: Simulation) { self.simulation = simulation }

    var plan: SimulationPlan { simulation.plan }

    /// The figures of the theme.
    mutating func business() -> [Letter] {
        simulation.theme.quotas(of: plan).flatMap { quota in
            (0..<quota.count).compactMap { number in
                let purpose = "\(quota.day.name) \(quota.part.rawValue) \(quota.type)"
                return letter(quota.type, quota.day, quota.part, Chance(seed: simulation.seed, purpose, number))
            }
        }
    }

    /// The stories of the theme: a first letter, and one more in its thread for each further chapter.
    mutating func stories() -> [Letter] {
        var letters: [Letter] = []
        for (number, story) in simulation.theme.stories.enumerated() {
            var thread: [Letter] = []
            for (place, chapter) in story.chapters.enumerated() {
                let chance = Chance(seed: simulation.seed, "story \(number)", place)
                if let first = thread.first, let last = thread.last {
                    var chance = chance
                    let at = arrival(chapter.day, .morning, false, &chance)
                    let text = greeting(first.language) + chapter.text(in: first.language) + closing(first)
                    thread.append(reply(to: last, text: text, on: chapter.day, at: max(at, last.arrivedAt), chance))
                } else if let letter = letter(
                    story.type, chapter.day, .morning, chance, opening: { chapter.text(in: $0) })
                {
                    thread.append(letter)
                }
            }
            letters += thread
        }
        return letters
    }

    /// One letter of a kind; nil where nobody sends it or it has no words.
    private mutating func letter(
        _ type: MessageTypeName, _ day: Weekday, _ part: DayPart, _ start: Chance,
        opening: (Language) -> String = { _ in "" }
    ) -> Letter? {
        var chance = start
        let groups = plan.senders.filter { $0.sends.contains(type) }
        guard let type = plan.types.first(where: { $0.name == type }), let group = chance.one(of: groups),
            let company = company(of: group, &chance)
        else { return nil }
        var language: Language = chance.happens(plan.germanPercent) ? .german : .english
        if !type.letters.contains(where: { $0.language == language }) { language = type.letters[0].language }
        guard let template = chance.one(of: type.letters.filter { $0.language == language }),
            let name = chance.one(of: plan.people.values(in: language)), let account = chance.one(of: type.accounts)
        else { return nil }
        let role = group.role.values(in: language).first ?? ""
        let author = Correspondent(name: name, company: company, role: role)
        let values = values(author, day, language, &chance)
        // Drawn in any case, so that a week without noise has the same letters.
        let isBroken = chance.happens(plan.noise.brokenClients) && simulation.hasNoise
        let client = chance.one(of: MailClient.sound) ?? .outlook
        let at = arrival(day, part, group.frequency == .scheduled, &chance)
        let begin = opening(language)
        return Letter(
            token: "sim-\(chance.token())", type: type.name, author: author, language: language,
            subject: template.subject.filled(values),
            text: template.text.filled(values) + (begin.isEmpty ? "" : "\nPS: \(begin)\n"),
            accounts: [account], arrivedAt: at, day: day, priority: group.priority, attachment: template.attachment,
            client: isBroken ? .broken : client, expectation: type.expectation)
    }

    /// The author writes again in the thread: the same matter, so the same expectation, which is met once for both.
    func reply(to last: Letter, text: String, on day: Weekday, at instant: Instant, _ start: Chance) -> Letter {
        var chance = start
        let prefix = last.language == .german ? "AW: " : "Re: "
        let answered = Letter.Answered(
            token: last.token, messageID: last.messageID, text: last.text, author: last.author.name,
            date: DateText(last.arrivedAt, in: plan.zone))
        return Letter(
            token: "sim-\(chance.token())", type: last.type, author: last.author, language: last.language,
            subject: last.subject.hasPrefix(prefix) ? last.subject : prefix + last.subject, text: text,
            accounts: last.accounts, arrivedAt: instant, day: day, priority: last.priority, attachment: nil,
            client: last.client, expectation: last.expectation, answering: last.answering + [answered])
    }

    func greeting(_ language: Language) -> String { language == .german ? "Guten Tag,\n\n" : "Hello,\n\n" }

    func closing(_ letter: Letter) -> String {
        letter.language == .german
            ? "\n\nMit freundlichen Grüßen\n\(letter.author.name)\n" : "\n\nKind regards\n\(letter.author.name)\n"
    }

    /// Anywhere in the window; what a program sends, at a quarter of an hour.
    func arrival(_ day: Weekday, _ part: DayPart, _ isScheduled: Bool, _ chance: inout Chance) -> Instant {
        let window = plan.windows[part] ?? HourRange(start: 8 * 60, end: 17 * 60)
        let second = chance.below(max(1, window.end - window.start) * 60)
        let place = isScheduled ? second / 900 * 900 : second
        return plan.zone.instant(of: simulation.week.date(of: day), minute: window.start) + .seconds(Int64(place))
    }

    private mutating func company(of group: SenderGroup, _ chance: inout Chance) -> Company? {
        guard group.frequency == .daily, !group.companies.isEmpty else { return chance.one(of: group.companies) }
        let turn = turns[group.name, default: Int(simulation.seed % UInt64(group.companies.count))]
        turns[group.name] = turn + 1
        return group.companies[turn % group.companies.count]
    }

    private func values(
        _ author: Correspondent, _ day: Weekday, _ language: Language, _ chance: inout Chance
    ) -> [String: String] {
        let today = simulation.week.date(of: day)
        var values: [String: String] = [:]
        for pool in plan.values { values[pool.name] = chance.one(of: pool.values(in: language)) }
        let quantity = chance.within(2...400) * 250
        values["company"] = author.company.name
        values["customer_name"] = author.company.name
        values["sender"] = author.name
        values["order_id"] = "\(chance.within(450_000...459_999))"
        values["batch_id"] = "\(chance.within(10_000...99_999))"
        values["quantity"] = number(quantity, language)
        values["affected_units"] = number(chance.within(12...480), language)
        values["delivery_date"] = DateText.words(workday(from: today.day + chance.within(7...42)), in: language)
        values["detection_date"] = DateText.words(workday(from: today.day - chance.within(3...6)), in: language)
        return values
    }

    /// This day, or the Monday after it.
    private func workday(from day: Int) -> CivilDate {
        let date = CivilDate(day: day)
        return date.weekday <= .friday ? date : CivilDate(day: day + 8 - date.weekday.rawValue)
    }

    /// `12.500` or `12,500`.
    private func number(_ number: Int, _ language: Language) -> String {
        guard number >= 1000 else { return "\(number)" }
        let rest = "\(number % 1000)"
        let mark = language == .german ? "." : ","
        return "\(number / 1000)\(mark)\(String(repeating: "0", count: 3 - rest.utf8.count))\(rest)"
    }
}
