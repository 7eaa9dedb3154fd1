import MailRouting

extension Scenario {
    /// - Parameter steps: about how many elements the plot has.
    public init(seed: UInt64, steps: Int = 24) {
        var chance = Chance(seed: seed)
        self.init(seed: seed, plot: [])
        source = chance.once(in: 3) ? .delete : source
        backlog = chance.once(in: 5) ? .ignore : .route
        watchSales = chance.once(in: 4)
        manners = Self.manners(&chance)
        // An hour before clocks are set forward, and back, in Europe; or any time.
        start = chance.one(of: [1_774_743_000, 1_792_886_400, 1_700_000_000].map { Instant(seconds: $0) })
        var letters = 0
        while plot.count < steps { plot.append(Self.turn(&chance, &letters)) }
    }

    private static func manners(_ chance: inout Chance) -> PretendServer.Manners {
        var manners = PretendServer.Manners()
        manners.idles = !chance.once(in: 6)
        manners.movesAtomically = !chance.once(in: 3)
        manners.givesAppendUID = !chance.once(in: 3)
        manners.forgetsOneCopyUID = chance.once(in: 6)
        manners.refusesEmptyMove = chance.once(in: 3)
        manners.missesNotices = chance.once(in: 6)
        return manners
    }

    private static func turn(_ chance: inout Chance, _ letters: inout Int) -> Turn {
        switch chance.below(20) {
        case 0..<5: return .now(arrival(&chance, &letters))
        case 5..<9: return .pass(1 + chance.below(4))
        case 9..<14: return .fault(fault(&chance))
        case 14..<17:
            let (call, bound) = chance.one(of: Vocabulary.calls)
            return .meanwhile(
                call, 1 + chance.below(bound),
                chance.once(in: 4) ? arrival(&chance, &letters) : happening(&chance))
        default: return .now(happening(&chance))
        }
    }

    private static func arrival(_ chance: inout Chance, _ letters: inout Int) -> Happening {
        // Now and then a letter that was there before, octet for octet.
        let isTwin = letters > 0 && chance.once(in: 6)
        if !isTwin { letters += 1 }
        let number = isTwin ? 1 + chance.below(letters) : letters
        // A number always has the same subject.
        let subject = Letter.Subject.allCases[number * 7 % Letter.Subject.allCases.count]
        // Twins come to the same mailbox: see docs/reliability.md, What is not promised.
        return .deposit(
            Letter(number: number, subject: subject), in: number % 4 == 3 ? PretendWorld.support : PretendWorld.info)
    }

    private static func fault(_ chance: inout Chance) -> PretendFault {
        let (call, bound) = chance.one(of: Vocabulary.calls)
        let strikes = Vocabulary.strikes(at: call)
        return PretendFault(call: call, occurrence: 1 + chance.below(bound), strike: chance.one(of: strikes))
    }

    private static func happening(_ chance: inout Chance) -> Happening {
        let place = chance.one(of: Vocabulary.places)
        let inbox = chance.one(of: [PretendWorld.info, PretendWorld.support])
        let index = chance.below(3)
        switch chance.below(23) {
        case 0: return .takeAway(place, index)
        case 1: return .putAside(place, index)
        case 2: return .putBack(place, index)
        case 3: return .flag(inbox, index)
        case 4, 5: return .renumber(place)
        case 6: return .empty(place)
        case 7: return .backup(place)
        case 8: return .restore(place)
        case 9: return .full(place, true)
        case 10: return .readOnly(place, true)
        case 11: return .reject(inbox.account, true)
        case 12: return .refuseConnections(true)
        case 13, 14: return .offer(chance.one(of: Happening.Ability.allCases), chance.once(in: 2))
        case 15, 16: return .restart
        case 17: return .notice(inbox)
        case 20: return .diskFull(true)
        case 18, 19: return .setClock(chance.one(of: [-1440, -185, -60, -5, 5, 60, 185, 1440]))
        default: return .stop
        }
    }
}

/// The names of the agent's calls, with how often each is made in an ordinary run: faults are aimed at them.
private enum Vocabulary {
    static let places = [
        PretendWorld.info, PretendWorld.support, PretendWorld.sales, PretendWorld.archive, PretendWorld.team,
        PretendWorld.kept,
    ]
    static let calls: [(String, Int)] = [
        ("info OPEN", 3), ("support OPEN", 3), ("info SELECT INBOX", 10), ("support SELECT INBOX", 8),
        ("info STATUS Sales", 3), ("support STATUS INBOX", 3), ("info FETCH headers", 8), ("support FETCH headers", 6),
        ("info FETCH entries", 6), ("info FETCH content", 3), ("support FETCH content", 2), ("info MOVE Sales", 4),
        ("info COPY Sales", 4), ("info EXPUNGE", 4), ("info MOVE Routed/support", 3), ("info COPY Routed/support", 3),
        ("support APPEND INBOX", 4), ("support APPEND INBOX", 2), ("info APPEND Sales", 2), ("info APPEND INBOX", 2),
        ("info COPY Archive", 2), ("support APPEND Team", 2), ("info IDLE", 6), ("support IDLE", 6), ("info DONE", 4),
        ("submission PREPARE", 4), ("submission SUBMIT", 4), ("submission DOT", 4), ("journal COMMIT", 40),
        ("journal COMMIT", 80),
    ]

    static func strikes(at call: String) -> [PretendFault.Strike] {
        switch call {
        case "journal COMMIT": [.before, .killBefore, .killAfter, .slow]
        case "submission PREPARE", "submission SUBMIT": [.before, .killBefore, .stall, .throttle, .slow]
        case "submission DOT":
            [.before, .after, .killBefore, .killAfter, .stall, .stallAfter, .throttle, .refuse, .slow]
        default: PretendFault.Strike.allCases
        }
    }
}
