import Foundation
import MailConfig
import MailRehearsal
import MailRouting
import MailTransport

/// Which letters of a week go to the mailboxes of an installation, after everything that can be wrong with that was said.
struct SubmissionPlan {
    let configuration: MailRouting.Configuration
    let simulation: Simulation
    let letters: [SimulatedMessage]

    /// - Parameters:
    ///   - day: Only its letters; nil for the whole week.
    ///   - allowed: Domains that may be written from besides the reserved ones.
    ///   - seal: Makes the seals.
    init(
        _ simulation: Simulation, day: Int?, allowing allowed: [String], in configuration: MailRouting.Configuration,
        seal: @escaping @Sendable (String) -> String
    ) throws(Refused) {
        self.configuration = configuration
        let addresses = Dictionary(
            configuration.accounts.map { ($0.name, $0.address) }, uniquingKeysWith: { first, _ in first })
        self.simulation = simulation.sealed(to: addresses, by: seal)
        letters = self.simulation.messages().filter { day == nil || $0.mark.day == day }
        var reasons: [String] = []
        if configuration.submissionHosts.isEmpty {
            reasons.append("the configuration names no submission host; add 'submission'")
        }
        let watched = Set(configuration.accounts.filter { !$0.watch.isEmpty }.map(\.name))
        let strangers = Set(letters.map(\.account)).subtracting(watched).sorted()
        if !strangers.isEmpty {
            reasons.append(
                "the plan writes to \(strangers.map(\.rawValue).joined(separator: ", ")), and simulated mail goes to "
                    + "mailboxes the agent watches only: \(watched.sorted().map(\.rawValue).joined(separator: ", "))")
        }
        let ours = Self.domains(of: configuration)
        for domain in allowed where !ours.contains(domain.lowercased()) {
            reasons.append(
                "--allow-domain \(domain) is no domain of this installation, which has "
                    + ours.sorted().joined(separator: ", "))
        }
        if let sender = letters.lazy.compactMap({ Self.stranger(in: $0, allowing: allowed) }).first {
            reasons.append("\(sender) is written from, which somebody may own; --allow-domain names one of yours")
        }
        if letters.isEmpty { reasons.append("there is nothing to send on that day") }
        if !reasons.isEmpty { throw Refused(reasons: reasons) }
    }

    struct Refused: Error {
        let reasons: [String]
    }

    private static func domains(of configuration: MailRouting.Configuration) -> Set<String> {
        let addresses =
            configuration.accounts.flatMap { [$0.address] + $0.aliases } + configuration.departments.map(\.sender)
        return Set(addresses.map { $0.domain.lowercased() })
    }

    /// Who writes from a domain that is neither reserved nor allowed, in the envelope or in the header, as it will be sent.
    private static func stranger(in letter: SimulatedMessage, allowing allowed: [String]) -> String? {
        let parsed = MessageParser.parse(message: letter.bytes)
        let authors = parsed.from + [parsed.sender, Address(letter.reversePath)].compactMap(\.self)
        return authors.first { author in
            !ReservedDomain.contains(author.domain)
                && !allowed.contains { $0.lowercased() == author.domain.lowercased() }
        }?.spec
    }

    /// Without those that have arrived already, so that a week that was interrupted is completed and not sent twice.
    func missing(besides arrived: Set<Arrived>) -> [SimulatedMessage] {
        letters.filter { !arrived.contains(Arrived(account: $0.account, messageID: $0.messageID)) }
    }

    /// One message in one account.
    struct Arrived: Hashable {
        let account: AccountName
        let messageID: MessageID
    }

    /// Everything is on this machine, so nobody else can be troubled.
    var isLoopback: Bool { configuration.submissionHosts.allSatisfy { TLSPolicy.isLoopback($0.server.host) } }

    /// How many go where, by which way, and who hears of it.
    func notice(_ count: Int) -> [String] {
        let accounts = Set(letters.map(\.account)).compactMap(configuration.account).map(\.address.spec).sorted()
        let hosts = configuration.submissionHosts.map {
            "\($0.name) (\($0.limits.perMinute) a minute, \($0.limits.perHour) an hour)"
        }
        let sink =
            switch configuration.simulation.sink {
            case .nowhere: "nobody, because 'simulation: {sink: ...}' names no address"
            case .address(let sink): "the sink \(sink.spec)"
            case .senders: "the made-up senders, as 'sink: senders' says"
            }
        let there = letters.count - count
        return [
            "\(count) letters of \(simulation.id)\(there > 0 ? " (\(there) more have arrived already)" : "")",
            "to \(accounts.joined(separator: ", "))", "through \(hosts.joined(separator: ", "))",
            "acknowledgements of them go to \(sink)",
        ]
    }
}
