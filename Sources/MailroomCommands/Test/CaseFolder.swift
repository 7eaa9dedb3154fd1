import MailConfig
import MailRouting

/// The folder of a case: `message.eml`, and `expected.yaml` with what must come of it.
struct CaseFolder: Sendable {
    let path: SourcePath
    private let expected: RuleCase

    /// The cases in `folder`, in the order of their names; `folder` may also be a case itself.
    ///
    /// Throws everything that is wrong with any of them at once.
    static func all(in folder: String, for rules: RuleSet) throws(Diagnostics) -> [CaseFolder] {
        var findings = Findings()
        let path = SourcePath(folder)
        let names = findings.collect { () throws(Diagnostics) in try entries(of: path) } ?? []
        let paths = names.contains(messageName) ? [path] : names.map(path.appending)
        let cases = paths.filter { $0.kind() == .success(.folder) }.compactMap { path in
            findings.collect { () throws(Diagnostics) in try CaseFolder(path, for: rules) }
        }
        if findings.hasAny { throw findings.diagnostics }
        return cases
    }

    private init(_ path: SourcePath, for rules: RuleSet) throws(Diagnostics) {
        self.path = path
        var findings = Findings()
        let expected = findings.collect { () throws(Diagnostics) in
            try CaseReader.read(path.shown + "/expected.yaml", for: rules)
        }
        if path.appending(Self.messageName).kind() != .success(.file) {
            findings.add(Diagnostic(at: SourceLocation(file: path.shown, line: 1), "the case has no message.eml"))
        }
        guard let expected, !findings.hasAny else { throw findings.diagnostics }
        self.expected = expected
    }

    /// - Parameters:
    ///   - usual: How a message arrives where the case does not say.
    ///   - own: The addresses that are ours in all cases, to be named in the command.
    ///   - command: That of the verb which explains, without a message.
    func trial(
        by usual: OfflineRouting, own: [Address], command: ShellCommand
    ) throws(UnreadableMessage) -> Trial {
        let file = path.appending(Self.messageName)
        let head = try MessageSource.Content.file(file).head().get()
        let routing = expected.routing(from: usual)
        return Trial(
            kind: .case, name: String(decoding: path.name, as: UTF8.self),
            location: SourceLocation(file: path.shown + "/expected.yaml", line: 1),
            message: try routing.message(head), routing: routing, expectations: expected.expectations,
            command: command.with([file.shown] + routing.options + (own + expected.own).flatMap { ["--own", $0.spec] }))
    }

    private static let messageName = Array("message.eml".utf8)

    private static func entries(of folder: SourcePath) throws(Diagnostics) -> [[UInt8]] {
        do throws(ReadFault) {
            return try folder.names()
        } catch {
            let place = SourceLocation(file: folder.shown, line: 1)
            throw Diagnostics([Diagnostic(at: place, "cannot read the folder of the cases: \(error)")])
        }
    }
}

extension RuleCase {
    fileprivate func routing(from usual: OfflineRouting) -> OfflineRouting {
        let gate = usual.router.responseGuard.policy.owning(own)
        return OfflineRouting(
            router: own.isEmpty ? usual.router : usual.router.behind(gate), mailbox: mailbox ?? usual.mailbox,
            now: now ?? usual.now, fallback: usual.fallback, arrived: arrived ?? usual.arrived,
            isKnownSender: isKnownSender ?? usual.isKnownSender, receivingServer: usual.receivingServer)
    }
}

extension OfflineRouting {
    /// What a verb must be told so that messages arrive there as they do here.
    fileprivate var options: [String] {
        var options = mailbox == "info" ? [] : ["--mailbox", mailbox.rawValue]
        if let arrived { options += ["--arrived", arrived.text] }
        if let now { options += ["--now", now.text] }
        if let isKnownSender { options.append(isKnownSender ? "--known-sender" : "--no-known-sender") }
        if let host = receivingServer.authservID { options += ["--authserv-id", host] }
        if let name = receivingServer.spamField { options += ["--spam-header", name] }
        return options
    }
}
