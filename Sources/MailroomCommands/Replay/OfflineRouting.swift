import ArgumentParser
import MailRouting

/// What decides in a replay, and where and when the messages are taken to have arrived.
struct OfflineRouting: Sendable {
    let router: Router
    let mailbox: AccountName
    /// Nil: each message is judged at the instant it arrived.
    let now: Instant?
    /// For messages that do not say when they arrived.
    let fallback: Instant
    /// Nil: each message says itself when it arrived.
    var arrived: Instant?
    /// Whether the authors were answered before; nil: nobody looked.
    var isKnownSender: Bool?
    /// Whose verdicts in the header are believed.
    var receivingServer = ReceivingServer.unknown

    /// The internal date of the server is missing here; the message's own dates stand in for it. Without `now` the
    /// decision is the one of the day the message came, so an old fixture is not refused as too old.
    func circumstances(of message: Message) -> Circumstances {
        let arrival = arrived ?? message.arrivalDate ?? now ?? fallback
        return Circumstances(
            mailbox: mailbox, arrivedAt: arrival, now: now ?? arrival,
            receivingServer: receivingServer, isKnownSender: isKnownSender)
    }
}

/// The options of the verbs that decide about files: which rules, which addresses are ours, where and when.
struct OfflineRoutingOptions: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: ArgumentHelp(
            "A configuration file: its rules, accounts and addresses are used.", valueName: "file"),
        completion: .file(extensions: ["yaml"]))
    var configurationFile: String?

    @Option(
        name: .long,
        help: ArgumentHelp("The rules folder when there is no --config.", valueName: "folder"),
        completion: .directory)
    var rules = "rules"

    @OptionGroup var arrival: ArrivalOptions

    /// Ends the verb with exit code 2 after showing what is wrong with the files.
    ///
    /// - Parameter tryingExamples: False for verbs that show why an example fails.
    func load(tryingExamples: Bool = true) throws -> OfflineRouting {
        try path.load(arrival, tryingExamples: tryingExamples)
    }

    private var path: RulesPath { configurationFile.map { .configuration($0) } ?? .folder(rules) }
}
