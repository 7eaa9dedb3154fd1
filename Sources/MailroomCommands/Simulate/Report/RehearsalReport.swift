import MailRehearsal
import MailRouting

/// What became of a simulated week, beside what should have.
struct RehearsalReport: Sendable {
    let title: String
    /// By arrival.
    let outcomes: [MessageOutcome]
    /// How it went over its time.
    let course: RehearsalCourse
    /// Where the simulated clock hangs.
    let zone: Zone?
    let speed: Speed
    /// False: the run was given up before everything was dealt with.
    let isComplete: Bool
    /// Acknowledgements that the world outside received, of messages of the week.
    let acknowledgements: Int

    /// - Parameters:
    ///   - places: The departments each message stands in, once for each copy.
    ///   - acknowledged: How often each message was acknowledged.
    init(
        _ title: String, _ judged: [JudgedMessage], places: [MessageID: [DepartmentName]],
        acknowledged: [MessageID: Int], isComplete: Bool, course: RehearsalCourse = RehearsalCourse(),
        zone: Zone? = nil, speed: Speed = .max
    ) {
        self.title = title
        self.course = course
        self.zone = zone
        self.speed = speed
        self.isComplete = isComplete
        let arrivals = Dictionary(grouping: judged) { $0.message.messageID }
        acknowledgements = arrivals.keys.reduce(0) { $0 + (acknowledged[$1] ?? 0) }
        let threads = Dictionary(grouping: judged) { $0.message.mark.thread }.mapValues { messages in
            Set(messages.map(\.message.messageID)).reduce(0) { $0 + (acknowledged[$1] ?? 0) }
        }
        outcomes = judged.map { item in
            let mark = item.message.mark
            var faults = JudgedMessage.Aspect.allCases.compactMap { aspect -> MessageOutcome.Fault? in
                let (expected, actual) = (aspect.expected(of: item), aspect.actual(of: item))
                return expected == actual ? nil : .decided(aspect, actual: actual, expected: expected)
            }
            let standing = places[item.message.messageID] ?? []
            let copies = arrivals[item.message.messageID]?.count ?? 1
            if standing.count < copies { faults.append(.lost(there: standing.count, arrived: copies)) }
            if standing.count > copies { faults.append(.doubled(there: standing.count, arrived: copies)) }
            if let other = standing.first(where: { $0 != mark.department }) { faults.append(.misplaced(other)) }
            let (times, due) = (threads[mark.thread] ?? 0, mark.template == nil ? 0 : 1)
            if times != due { faults.append(.acknowledged(times: times, due: due)) }
            return MessageOutcome(judged: item, faults: faults)
        }
    }

    /// How many messages it is about.
    var count: Int { outcomes.count }
    /// How many of a hundred messages are right in everything: decided so, there once, in its place, acknowledged once
    /// where that is due and never where it is not.
    var percentRight: Double {
        outcomes.isEmpty ? 100 : Double(outcomes.count(where: \.isRight)) * 100 / Double(outcomes.count)
    }
    var wrong: [MessageOutcome] { outcomes.filter { !$0.isRight } }
    /// Messages that stand in their department, once.
    var delivered: Int { outcomes.count(where: \.isDelivered) }
    /// Threads that are to be acknowledged, once each.
    var due: Int { Set(outcomes.map(\.judged.message.mark).filter { $0.template != nil }.map(\.thread)).count }
    var latencies: [Latency] { Latency.stages(of: outcomes.map(\.judged.walk)) }

    /// One for each aspect.
    var tables: [ConfusionTable] {
        JudgedMessage.Aspect.allCases.map { aspect in
            ConfusionTable(
                aspect.rawValue,
                outcomes.map { (expected: aspect.expected(of: $0.judged), actual: aspect.actual(of: $0.judged)) })
        }
    }

    /// Whether as much is right as was asked for, and nothing was given up.
    func isGoodEnough(_ percent: Double) -> Bool { percentRight >= percent && isComplete }
}
