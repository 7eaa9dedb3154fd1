import MailRehearsal
import MailRouting
import MailTransport

/// Counts a day that is over, from the servers' side: what stands where, what was answered, and when.
struct DayInspection {
    private let messages: [SimulatedMessage]
    private let world: DayWorld

    init(_ messages: [SimulatedMessage], _ world: DayWorld) {
        self.messages = messages
        self.world = world
    }

    var violations: [String] { places + answers + windows + order + world.refusals }

    /// Every message stands in the mailbox of its department, as often as it came, and nowhere else.
    private var places: [String] {
        var found: [MessageID: [MailboxAddress]] = [:]
        for (place, mailbox) in world.server.everyMailbox {
            for message in mailbox.messages {
                guard let id = MessageParser.parse(message: message.bytes).messageID else { continue }
                found[id, default: []].append(place)
            }
        }
        return Dictionary(grouping: messages, by: \.messageID).values.compactMap { copies -> String? in
            guard let message = copies.first else { return nil }
            let department = world.configuration.departments.first { $0.name == message.mark.department }
            guard let destination = department?.destination else {
                return "message \(message.number) belongs to no department there is"
            }
            // The sources of what was carried to another account are kept where the configuration says.
            let places = (found[message.messageID] ?? []).filter { !$0.mailbox.rawValue.hasPrefix("Routed") }
            let isRight = places.count == copies.count && places.allSatisfy { $0.account == destination.account }
            return isRight
                ? nil
                : "message \(message.number) stands in \(places.map(\.description).sorted()), and not \(copies.count) "
                    + "times in \(destination)"
        }.sorted()
    }

    /// Threads that are due and were not acknowledged, because so much went to the same people before.
    var windowed: Int {
        let (answers, windowed) = (world.answers, world.windowed)
        return Dictionary(grouping: messages, by: \.mark.thread).values.count { messages in
            messages.contains { $0.mark.template != nil && windowed[$0.messageID] != nil }
                && messages.allSatisfy { answers[$0.messageID] == nil }
        }
    }

    /// Every thread that is due was acknowledged once, and noise never.
    private var answers: [String] {
        let (answers, windowed) = (world.answers, world.windowed)
        return Dictionary(grouping: messages, by: \.mark.thread).compactMap { thread, messages -> String? in
            let due = messages.contains { $0.mark.template != nil } ? 1 : 0
            let times = Set(messages.map(\.messageID)).reduce(0) { $0 + answers[$1, default: 0] }
            // The windows of persons and domains are the agent's own: what they refuse is not due.
            let isRefused = times == 0 && messages.contains { windowed[$0.messageID] != nil }
            return times == due || isRefused ? nil : "thread \(thread) was acknowledged \(times) times, not \(due)"
        }.sorted()
    }

    /// No stretch of a minute and none of an hour had more than it may have.
    private var windows: [String] {
        let sent = world.sent
        return [(Interval.minutes(1), world.limits.perMinute), (.hours(1), world.limits.perHour)].flatMap {
            width, most in
            sent.compactMap { first -> String? in
                let count = sent.count { first.at <= $0.at && $0.at - first.at < width }
                return count > most ? "\(count) were sent within \(Int(width.seconds)) s, and \(most) may be" : nil
            }
        }
    }

    /// Nothing was sent while something waited that comes before it.
    private var order: [String] {
        let sent = world.sent
        return sent.indices.flatMap { place in
            sent[place...].dropFirst().filter { $0.routedAt < sent[place].at && $0.rank < sent[place].rank }.map {
                later in
                "a \(sent[place].priority.name) acknowledgement was sent at \(sent[place].at.milliseconds) while a "
                    + "\(later.priority.name) one that comes before it waited"
            }
        }
    }
}
