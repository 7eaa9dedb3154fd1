import MailRouting

/// A recording as the messages of a simulated week: what was decided in the real one is what is expected of them.
public struct PlayedWeek: Sendable {
    /// What is played.
    public let recording: RecordedWeek
    private let rules: RuleWords
    private let loopToken: String

    /// - Parameters:
    ///   - rules: Those it is played by: what they can tell, the messages must have.
    ///   - loopToken: The installation's it is played in.
    public init(_ recording: RecordedWeek, rules: RuleWords, loopToken: String) {
        self.recording = recording
        self.rules = rules
        self.loopToken = loopToken
    }

    /// `recorded-2026-W48`
    public var id: String { "recorded-\(recording.week)" }

    /// By arrival. One acknowledgement is due for each thread that was to be acknowledged: the windows of the real week,
    /// which let some through and others not, are not those of a week that is played in minutes.
    ///
    /// - Parameter isFilled: As large as the rules can tell, as far as memory allows.
    public func messages(isFilled: Bool = true) -> [SimulatedMessage] {
        var threads = AcknowledgedThreads()
        var left = isFilled ? Limits.playedTotal : 0
        return recording.messages.enumerated().map { index, message in
            let number = index + 1
            let name = "rec-\(number)"
            let at = instant(of: message)
            let mark = SimulationMark(
                simulation: id, message: name, day: (message.day - 1) % 7 + 1, theme: "recorded",
                type: MessageTypeName(Self.word(message.decided.rule.rawValue)), department: message.decided.department,
                priority: Priority(name: message.decided.priority) ?? .normal, template: message.decided.template,
                language: message.language ?? .english,
                thread: message.decided.template == nil ? name : threads.thread(of: message.header, named: name))
            let letter = PlayedLetter(
                message: message, mark: mark, rules: rules, sentAt: DateText(at, in: recording.zone),
                loopToken: loopToken)
            let size = rules.leastSize(like: message.kilobytes * 1024)
            let bytes = letter.bytes(filledTo: size <= left ? size : 0)
            left -= size <= left ? size : 0
            return SimulatedMessage(
                number: number, arrivedAt: at, account: message.account, reversePath: reversePath(of: message),
                // What has none is known by its mark.
                messageID: message.header.messageId.map { MessageID($0) } ?? SimulatedMessage.unnamed(name), mark: mark,
                bytes: bytes)
        }
    }

    private func instant(of message: RecordedMessage) -> Instant {
        let date = CivilDate(day: recording.week.monday.day + message.day - 1)
        return recording.zone.instant(of: date, minute: message.minute ?? 0)
    }

    /// Where there was no Return-Path, the author: some path there is in every delivery.
    private func reversePath(of message: RecordedMessage) -> String {
        message.header.reversePath ?? message.header.sender?.address ?? message.header.from.first?.address ?? ""
    }

    /// Without what has a meaning in the mark.
    private static func word(_ text: String) -> String {
        text.map { ";= ".contains($0) ? "-" : String($0) }.joined()
    }
}

/// Which thread each acknowledgement of a week answers for, found out as the agent does: by the names a message has and
/// refers to.
private struct AcknowledgedThreads {
    private var threads: [String: String] = [:]

    mutating func thread(of header: RecordedMessage.Header, named name: String) -> String {
        let ids = header.references + header.inReplyTo + (header.messageId.map { [$0] } ?? [])
        if let known = ids.first(where: { threads[$0] != nil }), let thread = threads[known] { return thread }
        for id in ids { threads[id] = name }
        return name
    }
}
