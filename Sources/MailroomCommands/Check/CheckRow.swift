import Foundation
import MailRouting
import MailTransport

/// What was found out about one server: one line for people, one object for programs.
struct CheckRow: Sendable {
    enum Kind: String, Sendable {
        case account, submission
    }

    let kind: Kind
    let name: String
    let endpoint: Endpoint
    var tls: TLSFacts?
    var isConnected = false
    var authentication: String?
    /// What the agent would use of what the server offers.
    var capabilities: [String] = []
    var mailboxes: [CheckedMailbox] = []
    /// Why the agent could not work with it; nil when it could.
    var problem: Problem?
    /// What will go wrong, or go less well than it could.
    var warnings: [String] = []

    init(_ kind: Kind, _ name: String, _ server: ServerSettings) {
        self.kind = kind
        self.name = name
        endpoint = Endpoint(host: server.host, port: server.port)
    }

    /// A certificate that runs out within two weeks is somebody's task this week.
    private static let daysToWarn = 14

    /// Takes note of the connection's TLS, with a warning when its certificate is about to expire.
    mutating func connected(_ tls: TLSFacts?, at instant: Date) {
        self.tls = tls
        isConnected = true
        daysLeft = tls?.daysLeft(at: instant)
        if let daysLeft, daysLeft < Self.daysToWarn {
            warnings.append("the certificate expires in \(daysLeft) \(daysLeft == 1 ? "day" : "days")")
        }
    }
    private(set) var daysLeft: Int?

    // MARK: For people

    func text(in style: TextStyle) -> String {
        let mark = problem == nil ? style.paint("ok  ", .green) : style.paint("FAIL", .red)
        let title = "\(mark)  \(kind.rawValue) \(name)  \(endpoint)  "
        var lines = [title + ColumnText.harmless(facts, atMost: 2000)]
        if let next = problem?.nextStep { lines.append("      next: \(next)") }
        lines += warnings.map { "      \(style.paint("note: \($0)", .yellow))" }
        return lines.joined(separator: "\n")
    }

    private var facts: String {
        var parts: [String] = []
        if isConnected {
            parts.append(
                tls.map { "\($0.version), certificate \($0.subject), \(daysLeft ?? 0) days left" } ?? "no TLS")
        }
        if let authentication { parts.append(authentication) }
        if !capabilities.isEmpty { parts.append(capabilities.joined(separator: " ")) }
        parts += mailboxes.map(\.words)
        if let problem { parts.append(problem.reason) }
        return parts.joined(separator: "; ")
    }

    // MARK: For programs

    var json: JSONLine {
        var line = JSONLine()
        line.add("kind", kind.rawValue)
        line.add("name", name)
        line.add("host", endpoint.host)
        line.add("port", Int(endpoint.port))
        line.add("ok", problem == nil)
        line.add("tls", tls?.version)
        line.add("certificate", tls?.subject)
        line.add("days_left", daysLeft)
        line.add("authentication", authentication)
        line.add("capabilities", capabilities)
        line.add("mailboxes", mailboxes.map(\.json))
        line.add("problem", problem?.reason)
        line.add("next_step", problem?.nextStep)
        line.add("warnings", warnings)
        return line
    }
}

/// One mailbox the configuration or the rules name in an account.
struct CheckedMailbox: Sendable, Equatable {
    enum Use: String, Sendable {
        /// Must be there.
        case watched
        /// Made by the first delivery when it is not there.
        case destination
    }

    let name: MailboxName
    let use: Use
    /// Nil when the mailbox does not exist.
    let messages: UInt32?
    /// Of a watched mailbox: what becomes of the mail that is in it at the first contact.
    let backlog: Backlog?

    var words: String {
        guard let messages else { return use == .watched ? "\(name) is missing" : "\(name) will be created" }
        guard let backlog else { return "\(name) found" }
        let fate =
            switch backlog {
            case .ignore: "left alone"
            case .route: "routed"
            case .observe: "observed, not moved"
            }
        return "\(name) \(messages) \(messages == 1 ? "message" : "messages")" + (messages > 0 ? " (\(fate))" : "")
    }

    var json: JSONLine {
        var line = JSONLine()
        line.add("name", name.rawValue)
        line.add("use", use.rawValue)
        line.add("found", messages != nil)
        line.add("messages", messages.map(Int.init))
        line.add("backlog", backlog?.rawValue)
        return line
    }
}
