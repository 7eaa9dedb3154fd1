import MailRehearsal
import MailRouting
import Testing

/// The shipped plan has the figures that were asked for, and a week has those of its plan.
@Suite struct FigureTests {
    /// As they were asked for.
    static let table: [(Weekday, DayPart, [MessageTypeName: Int])] = [
        (.monday, .morning, ["customer_inquiry": 5, "internal_coordination": 3]),
        (.monday, .afternoon, ["quality_complaint": 2, "logistics_coordination": 3]),
        (.tuesday, .morning, ["oem_order": 4, "supplier_update": 2]),
        (.tuesday, .afternoon, ["customer_inquiry": 3, "quality_complaint": 1]),
        (.wednesday, .morning, ["supplier_update": 3, "logistics_coordination": 4]),
        (.wednesday, .afternoon, ["customer_inquiry": 2, "oem_order": 2]),
        (.thursday, .morning, ["quality_complaint": 3, "customer_inquiry": 4]),
        (.thursday, .afternoon, ["oem_order": 2, "logistics_coordination": 2]),
        (.friday, .morning, ["logistics_coordination": 5, "supplier_update": 2]),
        (.friday, .afternoon, ["customer_inquiry": 3, "quality_complaint": 1]),
    ]

    @Test(arguments: [1, 2, 77] as [UInt64])
    func aNormalWeekHasThem(_ seed: UInt64) throws {
        let simulation = try Shipped.simulation(seed: seed)
        let messages = simulation.messages()
        for (day, part, figures) in Self.table {
            let window = try #require(simulation.plan.windows[part])
            let date = simulation.week.date(of: day)
            let start = simulation.plan.zone.instant(of: date, minute: window.start)
            let end = simulation.plan.zone.instant(of: date, minute: window.end)
            let found = messages.filter { start <= $0.arrivedAt && $0.arrivedAt < end }
            #expect(found.allSatisfy { $0.mark.day == day.rawValue })
            #expect(Dictionary(grouping: found, by: \.mark.type).mapValues(\.count) == figures, "\(day) \(part)")
        }
        #expect(messages.count == Self.table.reduce(0) { $0 + $1.2.values.reduce(0, +) })
    }

    @Test func theCustomersAreThose() throws {
        let groups = try Shipped.plan().senders.filter { $0.name != "colleagues" }
        #expect(groups.map(\.name) == ["automotive_oem", "manufacturing", "suppliers"])
        #expect(
            groups.map { $0.companies.map(\.name) } == [
                ["BMW", "Audi", "Mercedes", "VW", "Porsche"], ["Manufacturing Corp", "TechCorp", "IndustrialCorp"],
                ["Material Supply Co", "Component Solutions", "Parts Express"],
            ])
        #expect(
            groups.map(\.sends) == [
                ["oem_order", "quality_complaint"], ["customer_inquiry", "logistics_coordination"],
                ["supplier_update", "logistics_coordination"],
            ])
        #expect(groups.map(\.priority) == [.high, .normal, .normal])
        #expect(groups.map(\.frequency) == [.daily, .regular, .scheduled])
    }

    @Test func noiseAddsItsSharesAndChangesNoBusiness() throws {
        let quiet = try Shipped.simulation(seed: 5).messages()
        let loud = try Shipped.simulation(seed: 5, noise: true).messages()
        let tokens = Set(loud.map(\.mark.message))
        #expect(quiet.allSatisfy { tokens.contains($0.mark.message) })
        let counts = Dictionary(grouping: loud, by: \.mark.type).mapValues(\.count)
        // Of 56: 12 % newsletters and spam, 6 % absences, 4 % bounces.
        #expect(counts["newsletter"] == 7)
        #expect(counts["spam"] == 7)
        #expect(counts["out_of_office"] == 3)
        #expect(counts["bounce"] == 2)
        // A duplicate is one message that arrives in two accounts.
        let arrivals = Dictionary(grouping: loud, by: \.messageID).filter { $0.value.count > 1 }
        #expect(arrivals.count == 3)
        #expect(
            arrivals.allSatisfy { Set($0.value.map(\.account)).count == 2 && Set($0.value.map(\.bytes)).count == 1 })
        #expect(loud.filter { $0.mark.thread != $0.mark.message }.count == 7)
    }

    @Test func themesScaleAndTellStories() throws {
        let outbreak = try Shipped.simulation(theme: "quality_outbreak").messages()
        // 7 complaints three times, and three chapters of one thread.
        #expect(outbreak.count { $0.mark.type == "quality_complaint" } == 24)
        #expect(outbreak.count { $0.mark.type == "oem_order" } == 4)
        let story = outbreak.filter { message in
            outbreak.contains { $0 != message && $0.mark.thread == message.mark.thread }
        }
        #expect(story.map(\.mark.day) == [1, 2, 4])
        let flood = try Shipped.simulation(theme: "monday_flood").messages()
        #expect(flood.count { $0.mark.day == 1 } == 52)
        let holiday = try Shipped.simulation(theme: "holiday").messages()
        #expect(!holiday.contains { [1, 5].contains($0.mark.day) })
        for theme in try Shipped.plan().themes {
            let messages = try Shipped.simulation(theme: theme.name, noise: true).messages()
            #expect(!messages.isEmpty && messages.allSatisfy { $0.mark.theme == theme.name }, "\(theme.name)")
        }
    }

    @Test func weeksAreThoseOfISO8601() {
        #expect(CalendarWeek("2026-W48")?.monday.description == "2026-11-23")
        #expect(CalendarWeek("2026-W01")?.monday.description == "2025-12-29")
        #expect(CalendarWeek("2026-W53")?.monday.description == "2026-12-28")
        for text in ["2025-W53", "2026-W00", "2026-W54", "2026-48", "W48", "2026-W8"] {
            #expect(CalendarWeek(text) == nil)
        }
        for day in 20_000..<22_000 {
            let date = CivilDate(day: day)
            let week = CalendarWeek(of: date)
            #expect(week?.date(of: date.weekday) == date)
            #expect(week.map { CalendarWeek("\($0)") } == week)
        }
    }
}
