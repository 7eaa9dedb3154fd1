import ArgumentParser
import Foundation
import MailRouting

/// What decides in a replay, and where and when the messages are taken to have arrived.
struct OfflineRouting: Sendable {
    let router: Router
    let mailbox: AccountName
    /// Nil: each message is judged at the instant it arrived.
    let now: Instant?
    /// For messages that do not say when they arrived.
    let fallback: Instant

    /// The internal date of the server is missing here; the message's own dates stand in for it. Without `now` the
    /// decision is the one of the day the message came, so an old fixture is not refused as too old.
    func circumstances(of message: Message) -> Circumstances {
        let arrival = message.arrivalDate ?? now ?? fallback
        return Circumstances(mailbox: mailbox, arrivedAt: arrival, isBacklog: false, now: now ?? arrival)
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

    @Option(
        name: .long,
        help: ArgumentHelp("An address that is ours; may be given several times.", valueName: "address"),
        transform: Self.address)
    var own: [Address] = []

    @Option(name: .long, help: "The account the messages are taken to have arrived in.")
    var mailbox = "info"

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Judge age at this instant (2026-11-22T10:00:00Z, or 'now'), not when each message arrived.",
            valueName: "instant"),
        transform: Self.instant)
    var now: Instant?

    /// Ends the verb with exit code 2 after showing what is wrong with the files.
    func load() throws -> OfflineRouting {
        OfflineRouting(
            router: try router(), mailbox: AccountName(mailbox), now: now, fallback: Instant(Date()))
    }

    private func router() throws -> Router {
        guard let configurationFile else {
            return try reportingDiagnostics { () throws(Diagnostics) in try LoadedRules.load(rules, own: own) }
        }
        let loaded = try reportingDiagnostics { () throws(Diagnostics) in
            try LoadedConfiguration.load(configurationFile, own: own)
        }
        guard loaded.configuration.account(AccountName(mailbox)) != nil else {
            let names = loaded.configuration.accounts.map(\.name.rawValue).joined(separator: ", ")
            throw ValidationError("--mailbox '\(mailbox)' is no account of \(configurationFile); there are \(names)")
        }
        return loaded.router
    }

    private static func address(_ text: String) throws -> Address {
        guard let address = Address(text) else {
            throw ValidationError("'\(text)' is no address like info@host.example")
        }
        return address
    }

    private static func instant(_ text: String) throws -> Instant {
        if text == "now" { return Instant(Date()) }
        guard let date = try? Date(text, strategy: .iso8601) else {
            throw ValidationError("'\(text)' is no instant like 2026-11-22T10:00:00Z")
        }
        return Instant(date)
    }
}

extension Instant {
    init(_ date: Date) { self.init(milliseconds: Int64(date.timeIntervalSince1970 * 1000)) }
}
