import ArgumentParser
import MailConfig
import MailRouting

/// `mailroom explain`: why a message goes where it goes.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Shows why a message goes where it goes, line by line.",
        discussion: """
            Decides about one message as the agent would and prints what happened on the way: every line of the rules \
            that was looked at, in order, with its file and line; every condition in words, the value it saw and \
            whether it held (yes, no, or unknown where the message does not say); what the line did; and whether the \
            gate lets an acknowledgement pass, with the standard it follows.

            The message is a file, or '-' for standard input. The third message of an mbox is 'file#3', as replay \
            prints it; 'rules/finance.yaml:54' is the example that stands there. Rules, addresses, place and time are \
            taken as in replay; see 'mailroom help replay'.

            With --why-not, one line of the rules is tried by itself, also where the decision never came to it: what \
            stood in its way, the first of its conditions that failed, and what would have to be different. Works \
            for route, priority and 'also' lines.

            With --arrival, a message of the past is decided about again, by the rules of today and from what the \
            journal keeps of it: not its text, so conditions on the text are unknown. The number stands behind # in \
            the lines of 'mailroom run'. What was decided then is shown beside it where it differs. The journal is \
            only read; the agent may be at work.

            EXAMPLES
              mailroom explain fixtures/messages/complaint-de.eml
              mailroom explain --config config/mailroom.yaml --mailbox support message.eml
              mailroom explain fixtures/messages/complaint-de.eml --why-not finance.dunning
              mailroom explain --arrival 4711 --config /etc/mailroom/mailroom.yaml
            """)

    @Argument(help: "A file with a message, 'file#3' for the third of an mbox, or '-'.", completion: .file())
    var message: String?

    @Option(
        name: .customLong("arrival"),
        help: ArgumentHelp("A message of the past, by its number in the journal.", valueName: "number"),
        transform: Self.arrivalID)
    var past: ArrivalID?

    @Option(
        name: .long, help: ArgumentHelp("Say what keeps this line from matching.", valueName: "line id"),
        transform: { RuleID($0) })
    var whyNot: RuleID?

    @OptionGroup var options: OfflineRoutingOptions

    func validate() throws {
        guard (message == nil) != (past == nil) else {
            throw ValidationError("name one message: a file, or a past one with --arrival and its number")
        }
    }

    func run() async throws {
        if let past { return try await explain(past) }
        guard let message else { return }
        let routing = try options.load(tryingExamples: false)
        if let example = example(message, in: routing.router.ruleSet) {
            return try show(example.message, named: message, by: example.routing(as: routing))
        }
        let head = try Self.head(of: message, keeping: routing.keptOctets)
        switch head.flatMap({ head in Result { () throws(UnreadableMessage) in try routing.message(head) } }) {
        case .failure(let fault):
            Terminal.note("error: \(message): \(fault.reason)")
            throw ExitStatus.usage.code
        case .success(let facts): try show(facts, named: message, by: routing)
        }
    }

    /// The example that is named by its place, as `test` does; a file of that name comes first.
    private func example(_ message: String, in rules: RuleSet) -> RuleExample? {
        guard case .failure = SourcePath(message).kind() else { return nil }
        return rules.examples.first { $0.location.short == message || $0.location.description == message }
    }

    private func show(_ facts: Message, named name: String, by routing: OfflineRouting) throws {
        if let whyNot { return try show(whyNot, facts, routing.circumstances(of: facts), by: routing.router) }
        try Self.show(
            ExplanationText(of: facts, named: name, by: routing, width: Self.width, style: .standardOutput).text)
    }

    /// What keeps one line from matching.
    func show(_ line: RuleID, _ facts: Message, _ circumstances: Circumstances, by router: Router) throws {
        let finding = try Self.finding(about: line, facts, circumstances, by: router)
        try Self.show(WhyNotText(finding, width: Self.width, style: .standardOutput).text)
    }

    static var width: Int { min(100, Terminal.columns) }

    static func show(_ text: String) throws {
        var output = OutputBuffer()
        try output.write(Array(text.utf8))
        try output.flush()
    }

    private static func finding(
        about line: RuleID, _ facts: Message, _ circumstances: Circumstances, by router: Router
    ) throws -> WhyNot {
        if let finding = router.whyNot(line, facts, circumstances) { return finding }
        let similar = Spelling.closest(to: line.rawValue, among: router.ruleSet.lineIDs.map(\.rawValue))
        let hint = Spelling.question(similar).map { "; \($0)" } ?? ""
        Terminal.note("error: the rules have no line '\(line)'\(hint)")
        throw ExitStatus.usage.code
    }

    /// The message a person names: the only one of a file, or one of several by its number.
    static func head(
        of name: String, keeping kept: Int = MessageHead.limit
    ) throws -> Result<MessageHead, UnreadableMessage> {
        if case .success(.folder) = SourcePath(name).kind() {
            throw ValidationError("\(name) is a folder; explain takes one message, replay takes many")
        }
        var source = MessageSource([name], keeping: kept)
        if case .failure = SourcePath(name).kind(), name != "-", let hash = name.lastIndex(of: "#"),
            let number = Int(name[name.index(after: hash)...]), number > 0
        {
            source = MessageSource([String(name[..<hash])], keeping: kept)
            for _ in 1..<number { _ = source.next() }
        }
        return source.next()?.content.head() ?? .failure(UnreadableMessage(reason: "there is no such message in it"))
    }
}
