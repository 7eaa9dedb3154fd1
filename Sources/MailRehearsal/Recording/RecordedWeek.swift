public import Foundation
public import MailRouting

/// A real week without its people: JSON Lines, the first line about all of it and then one for each message, in the order
/// they arrived.
///
/// The format has a version of its own; a reader refuses what it does not know. Nobody has to trust a recording: what is
/// read from one is checked like everything else that comes from outside.
public struct RecordedWeek: Sendable, Equatable {
    /// The version this program writes and reads.
    public static let version = 1

    /// The most messages one has.
    public static let mostMessages = Limits.recordedMessages

    /// The Monday its days are counted from is that of this week.
    public let week: CalendarWeek
    /// By whose clocks its times are.
    public let zone: Zone
    /// In the order in which they came.
    public let messages: [RecordedMessage]

    public init(week: CalendarWeek, zone: Zone, messages: [RecordedMessage]) {
        self.week = week
        self.zone = zone
        self.messages = messages
    }

    /// The first line.
    private struct Heading: Codable {
        let mailroomRecording: Int
        let week: String
        let zone: String
        let messages: Int
    }

    // MARK: Writing

    /// The same recording is always the same octets.
    public func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var data = try encoder.encode(
            Heading(
                mailroomRecording: Self.version, week: week.description, zone: zone.name, messages: messages.count))
        for message in messages {
            data.append(UInt8(ascii: "\n"))
            data.append(try encoder.encode(message))
        }
        data.append(UInt8(ascii: "\n"))
        return data
    }

    // MARK: Reading

    /// Why a file is no recording, with the line where that shows.
    public struct Unreadable: Error, Equatable, CustomStringConvertible {
        /// From 1.
        public let line: Int
        /// In words for people.
        public let reason: String
        /// `line 7: this is no message`
        public var description: String { "line \(line): \(reason)" }
    }

    /// From the octets of a file, whoever wrote it.
    public init(_ data: Data) throws(Unreadable) {
        let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
        guard let first = lines.first, first.count <= Limits.recordedLine,
            let heading = try? Self.decoder.decode(Heading.self, from: first)
        else { throw Unreadable(line: 1, reason: "this is no recording of 'mailroom simulate record'") }
        guard heading.mailroomRecording == Self.version else {
            throw Unreadable(
                line: 1,
                reason: "a recording of version \(heading.mailroomRecording); this program reads \(Self.version)")
        }
        guard let week = CalendarWeek(heading.week), let zone = Zone(heading.zone) else {
            throw Unreadable(line: 1, reason: "'\(heading.week)' in '\(heading.zone)' is no week")
        }
        guard lines.count - 1 == heading.messages, heading.messages <= Limits.recordedMessages else {
            throw Unreadable(
                line: lines.count,
                reason: "\(lines.count - 1) messages of \(heading.messages); the file is cut or too long")
        }
        var messages: [RecordedMessage] = []
        for (number, line) in lines.dropFirst().enumerated() {
            messages.append(try Self.message(line, number + 2))
        }
        self.init(week: week, zone: zone, messages: messages)
    }

    private static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }

    private static func message(_ line: Data, _ number: Int) throws(Unreadable) -> RecordedMessage {
        guard line.count <= Limits.recordedLine else {
            throw Unreadable(line: number, reason: "longer than \(Limits.recordedLine) octets")
        }
        let message: RecordedMessage
        do { message = try decoder.decode(RecordedMessage.self, from: line) } catch {
            throw Unreadable(line: number, reason: "no message of a recording: \(error)")
        }
        if let fault = message.fault { throw Unreadable(line: number, reason: fault) }
        return message
    }
}

extension RecordedMessage {
    /// The minute of the day.
    var minute: Int? {
        let parts = time.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, time.utf8.count == 5, let hour = parts[0], let minute = parts[1],
            (0...23).contains(hour), (0...59).contains(minute)
        else { return nil }
        return hour * 60 + minute
    }

    /// What no recording of ours has; nil when everything is sound. Line ends would make fields of their own of a text.
    fileprivate var fault: String? {
        if !(1...Limits.recordedDays).contains(day) || minute == nil { return "'\(day) \(time)' is no day and time" }
        if Priority(name: decided.priority) == nil { return "'\(decided.priority)' is no priority" }
        if kilobytes < 0 || (attachments ?? []).contains(where: { $0.kilobytes < 0 }) { return "a negative size" }
        let names = [
            account.rawValue, decided.department.rawValue, decided.rule.rawValue, decided.template?.rawValue ?? "-",
        ]
        let isControl: (Unicode.Scalar) -> Bool = { $0.value < 0x20 || $0.value == 0x7F }
        if (texts + words + names).contains(where: { $0.unicodeScalars.contains(where: isControl) }) {
            return "a control character in a text"
        }
        if names.contains("") { return "a name that is empty" }
        let addresses = people.map(\.address) + (header.reversePath.map { $0.isEmpty ? [] : [$0] } ?? [])
        if let wrong = addresses.first(where: { Address($0) == nil || !$0.utf8.allSatisfy(Self.isAddressOctet) }) {
            return "'\(wrong)' is no address of a recording"
        }
        let isName: (String) -> Bool = { $0.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") } }
        if let field = header.others.first(where: { $0.name.isEmpty || !isName($0.name) }) {
            return "'\(field.name)' is no name of a header field"
        }
        return nil
    }

    private static func isAddressOctet(_ octet: UInt8) -> Bool {
        (0x30...0x39).contains(octet) || (0x41...0x5A).contains(octet) || (0x61...0x7A).contains(octet)
            || Array("@._+=-!#$%&'*/?^`{|}~".utf8).contains(octet)
    }
}
