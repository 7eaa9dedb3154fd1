import MailRouting

/// What a real inbox has besides business letters. None of it may be acknowledged.
extension WritingDesk {
    /// - Parameter letters: The business of the week, of which duplicates and replies are made.
    func noise(around letters: [Letter]) -> [Letter] {
        let shares = plan.noise
        func count(_ percent: Int) -> Int { (letters.count * percent + 50) / 100 }
        func several(_ percent: Int, _ purpose: String, _ write: (inout Chance) -> Letter?) -> [Letter] {
            (0..<count(percent)).compactMap { number in
                var chance = Chance(seed: simulation.seed, purpose, number)
                return write(&chance)
            }
        }
        return several(shares.newsletters, "newsletter", newsletter) + several(shares.outOfOffice, "absence", absence)
            + several(shares.bounces, "bounce", bounce) + several(shares.spam, "spam", spam)
            + several(shares.duplicates, "duplicate") { duplicate(of: letters, &$0) }
            + several(shares.replies, "reply") { anotherReply(to: letters, &$0) }
    }

    /// A letter like one of the week's, to two departments: sent once, it arrives twice.
    private func duplicate(of letters: [Letter], _ chance: inout Chance) -> Letter? {
        let accounts = Set(plan.types.flatMap(\.accounts)).sorted()
        guard let model = chance.one(of: letters.filter { $0.answering.isEmpty }), let first = model.accounts.first,
            let name = chance.one(of: plan.people.values(in: model.language)),
            let other = chance.one(of: accounts.filter { $0 != first })
        else { return nil }
        let author = Correspondent(name: name, company: model.author.company, role: model.author.role)
        return Letter(
            token: "sim-\(chance.token())", type: model.type, author: author, language: model.language,
            subject: model.subject, text: model.text.replacing(model.author.name, with: name),
            accounts: [first, other], arrivedAt: model.arrivedAt + .minutes(Int64(chance.within(5...50))),
            day: model.day, priority: model.priority, attachment: model.attachment, client: model.client,
            expectation: model.expectation)
    }

    private func anotherReply(to letters: [Letter], _ chance: inout Chance) -> Letter? {
        guard let model = chance.one(of: letters) else { return nil }
        let words =
            model.language == .german
            ? [
                "ich möchte kurz an meine Nachricht unten erinnern. Haben Sie schon etwas für uns?",
                "noch eine Ergänzung zu unten: Bitte nennen Sie uns auch einen Ansprechpartner für Rückfragen.",
                "unten fehlte noch etwas: Wir brauchen die Angaben bis zum Ende der Woche.",
            ]
            : [
                "a short reminder of my message below. Do you have anything for us yet?",
                "one more thing about the message below: please name somebody we can call about it.",
                "I forgot to say below that we need this by the end of the week.",
            ]
        let text = greeting(model.language) + (chance.one(of: words) ?? "") + closing(model)
        let at = model.arrivedAt + .minutes(Int64(chance.within(20...180)))
        return reply(to: model, text: text, on: model.day, at: at, chance)
    }

    private func newsletter(_ chance: inout Chance) -> Letter? {
        let german = [
            (
                "Knopftrends der Saison",
                "Guten Tag,\n\nHorn, Perlmutt und Holz: Das tragen die Kollektionen im nächsten Jahr."
            ),
            (
                "Fachblatt Kurzwaren: Neues in dieser Woche",
                "Guten Tag,\n\nlesen Sie in dieser Ausgabe alles über die Messe in München."
            ),
        ]
        let english = [
            (
                "Button trends this season",
                "Hello,\n\nHorn, shell and wood are what the collections will wear next year."
            ),
            (
                "Haberdashery weekly: what is new",
                "Hello,\n\nIn this issue you will read everything about the fair in Munich."
            ),
        ]
        let host = "kurzwaren-nachrichten.example"
        return program(
            "newsletter", german, english, &chance,
            Letter.NoiseMarks(
                fields: [
                    ("List-Id", "<woche.\(host)>"), ("List-Unsubscribe", "<https://\(host)/abmelden>"),
                    ("Precedence", "bulk"),
                ], reversePath: "bounces@\(host)",
                sender: Address(displayName: "Kurzwaren-Nachrichten", localPart: "redaktion", domain: host)))
    }

    private func absence(_ chance: inout Chance) -> Letter? {
        let german = [
            (
                "Automatische Antwort: Ich bin nicht im Haus",
                "Guten Tag,\n\nich bin bis Montag nicht im Haus und lese meine Post danach."
            )
        ]
        let english = [
            ("Automatic reply: away from my desk", "Hello,\n\nI am away until Monday and will read my mail after that.")
        ]
        return program(
            "out_of_office", german, english, &chance,
            Letter.NoiseMarks(
                fields: [("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")], reversePath: ""))
    }

    private func bounce(_ chance: inout Chance) -> Letter? {
        let text = [
            (
                "Undelivered Mail Returned to Sender",
                "This is the mail system. I am sorry to say that your message could not be handed to its recipient."
            )
        ]
        guard let company = chance.one(of: plan.senders.flatMap(\.companies)) else { return nil }
        return program(
            "bounce", text, text, &chance,
            Letter.NoiseMarks(
                fields: [("Auto-Submitted", "auto-replied")], reversePath: "",
                sender: Address(
                    displayName: "Mail Delivery System", localPart: "MAILER-DAEMON", domain: company.domain),
                failedRecipient: "nobody@\(company.domain)"), onlyEnglish: true)
    }

    private func spam(_ chance: inout Chance) -> Letter? {
        let german = [
            (
                "Sie haben gewonnen",
                "Guten Tag,\n\nSie wurden ausgewählt. Holen Sie sich jetzt Ihren Gutschein, bevor er verfällt!"
            )
        ]
        let english = [
            ("You have won a voucher", "Hello,\n\nyou have been chosen. Claim your voucher now, before it is gone!")
        ]
        let host = "gewinne-heute.example"
        return program(
            "spam", german, english, &chance,
            Letter.NoiseMarks(
                fields: [("X-Spam-Flag", "YES"), ("X-Spam-Status", "Yes, score=12.4 required=5.0")],
                reversePath: "glueck@\(host)",
                sender: Address(displayName: "Glückszentrale", localPart: "glueck", domain: host)))
    }

    private func program(
        _ type: MessageTypeName, _ german: [(String, String)], _ english: [(String, String)], _ chance: inout Chance,
        _ marks: Letter.NoiseMarks, onlyEnglish: Bool = false
    ) -> Letter? {
        let isGerman = !onlyEnglish && chance.happens(plan.germanPercent)
        let language: Language = isGerman ? .german : .english
        guard let words = chance.one(of: isGerman ? german : english),
            let day = chance.one(of: Weekday.allCases.filter { $0 <= .friday }),
            let part = chance.one(of: DayPart.allCases), let name = chance.one(of: plan.people.values(in: language)),
            let company = chance.one(of: plan.senders.flatMap(\.companies))
        else { return nil }
        return Letter(
            token: "sim-\(chance.token())", type: type,
            author: Correspondent(name: name, company: company, role: ""), language: language, subject: words.0,
            text: words.1, accounts: ["info"], arrivedAt: arrival(day, part, false, &chance), day: day,
            priority: .normal, attachment: nil, client: .thunderbird,
            expectation: ExpectedOutcome(department: "info", priority: .normal, template: nil), noise: marks)
    }
}
