public import MailRouting
import MailTransport

/// Shows of people what the operator's privacy setting allows, in every line that leaves the agent.
///
/// Lines are looked through as a whole: what a server says may name an address as well as what we say. Message-IDs of ours
/// are no addresses and stay: they are what an operator looks for.
public struct Discretion: Sendable {
    public let privacy: Privacy
    /// Of hashes: another installation has others, so that nobody can look them up in a list.
    private let key: String

    public init(_ privacy: Privacy, key: String) {
        self.privacy = privacy
        self.key = key
    }

    /// Everything as it is, for a screen that says so.
    public static let none = Discretion(.full, key: "")

    /// What is said about an event, on one line.
    public func text(of event: WalkEvent) -> String {
        guard privacy == .hashed, case .arrived(let id, let location, _, let from) = event.plain else {
            return cleansed(event.text)
        }
        var isSimulated = false
        if case .simulated = event { isSimulated = true }
        return cleansed(
            WalkEvent.arrived(id, location, subject: nil, from: from).of(simulated: isSimulated).text)
    }

    /// A text with the addresses in it as they may be shown.
    public func cleansed(_ text: String) -> String {
        guard privacy != .full, text.contains("@") else { return text }
        var result = ""
        var rest = text[...]
        while let at = rest.firstIndex(of: "@") {
            let start = Self.beginning(of: rest[..<at])
            let domain = rest[rest.index(after: at)...].prefix { Self.isDomain($0) }
            let local = rest[start..<at]
            result += rest[..<start]
            result += local.isEmpty || domain.isEmpty ? "\(local)@\(domain)" : shown(String(local), String(domain))
            rest = rest[domain.endIndex...]
        }
        return result + rest
    }

    private func shown(_ local: String, _ domain: String) -> String {
        if local.hasPrefix("ack."), local.utf8.count == 36 { return "\(local)@\(domain)" }
        return switch privacy {
        case .full: "\(local)@\(domain)"
        case .masked: "\(local.first { $0 != "\"" } ?? "…")…@\(domain)"
        case .hashed: "#\(hash("\(local)@\(domain)".lowercased()))"
        }
    }

    private func hash(_ text: String) -> String {
        String(MessageContent(Array("\(key)\u{0}\(text)".utf8)).sha256.prefix(12))
    }

    /// Where the local-part that ends a text begins: a quoted one at its quotation mark.
    private static func beginning(of text: Substring) -> Substring.Index {
        if text.last == "\"", let open = text.dropLast().lastIndex(of: "\"") { return open }
        var start = text.endIndex
        while start > text.startIndex, isLocal(text[text.index(before: start)]) { start = text.index(before: start) }
        return start
    }

    private static func isLocal(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || ".!#$%&'*+-/=?^_`{|}~".contains(character)
    }
    private static func isDomain(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || ".-[]:".contains(character)
    }
}
