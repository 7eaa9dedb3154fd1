import ArgumentParser
import Foundation
import MailRouting

/// The options of the verbs that decide about files: which addresses are ours, where and when messages arrive.
struct ArrivalOptions: ParsableArguments {
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
            "When all messages are taken to have arrived (2026-11-22T10:00:00Z), whatever they say.",
            valueName: "instant"),
        transform: Self.instant)
    var arrived: Instant?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Judge age at this instant (2026-11-22T10:00:00Z, or 'now'), not when each message arrived.",
            valueName: "instant"),
        transform: Self.instant)
    var now: Instant?

    @Flag(inversion: .prefixedNo, help: "Whether the authors were answered before; unknown unless given.")
    var knownSender: Bool?

    @Option(
        name: .customLong("authserv-id"),
        help: ArgumentHelp(
            "Believe the Authentication-Results this server wrote; that of the account unless given.",
            valueName: "host"))
    var authservID: String?

    @Option(
        name: .customLong("spam-header"),
        help: ArgumentHelp(
            "The header field with the spam filter's verdict; that of the account unless given.",
            valueName: "name"))
    var spamField: String?

    /// - Parameter account: What the configuration says of the account the messages arrive in.
    func routing(by router: Router, receivingServer account: ReceivingServer = .unknown) -> OfflineRouting {
        OfflineRouting(
            router: router, mailbox: AccountName(mailbox), now: now, fallback: Instant(Date()), arrived: arrived,
            isKnownSender: knownSender,
            receivingServer: ReceivingServer(
                authservID: authservID ?? account.authservID, spamField: spamField ?? account.spamField))
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

    /// `2026-11-22T10:00:00Z`
    var text: String { Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(.iso8601) }
}
