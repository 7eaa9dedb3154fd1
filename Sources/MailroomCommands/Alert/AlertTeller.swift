import Foundation
import MailAgent
import MailConfig
import MailJournal
import MailRouting
import MailTokens
import MailTransport

/// Tells alerts: to a webhook, and to an operator's address through the submission hosts.
///
/// The letter counts in the rate windows like any other, goes with the null reverse-path and says that no person wrote it,
/// so nobody's program answers it, and ours least of all: it bears our token.
struct AlertTeller: Sendable {
    private let settings: AlertSettings
    private let hosts: [SubmissionHost]
    private let sender: Address?
    private let loopToken: String
    private let journal: Journal
    private let authenticator: Authenticator
    private let pool = WorkerPool(threads: 1)

    /// What came of one way.
    struct Result: Sendable {
        let way: String
        /// Nil when it was taken.
        let fault: String?
    }

    private static let exchangeSeconds = 10

    init(_ loaded: LoadedConfiguration, journal: Journal) {
        self.init(loaded.configuration, loopToken: loaded.router.responseGuard.policy.loopToken, journal: journal)
    }

    init(_ configuration: MailRouting.Configuration, loopToken: String, journal: Journal) {
        settings = configuration.alerts
        hosts = configuration.submissionHosts
        sender = configuration.accounts.first?.address
        self.loopToken = loopToken
        self.journal = journal
        authenticator = Authenticator(stateFolder: configuration.stateFolder)
    }

    /// Tells it every way there is.
    func tell(_ sighting: AlertBook.Sighting, held: Int, at now: Instant) async -> [Result] {
        var results: [Result] = []
        if let webhook = settings.webhook {
            results.append(Result(way: "webhook", fault: await post(sighting, held, to: webhook, now)))
        }
        if let address = settings.address {
            results.append(Result(way: "address", fault: await write(sighting, held, to: address, now)))
        }
        return results
    }

    // MARK: Webhook

    /// - Returns: why it was not taken; the address of the webhook is a secret and in no reason.
    private func post(
        _ sighting: AlertBook.Sighting, _ held: Int, to source: SecretSource, _ now: Instant
    ) async -> String? {
        do {
            let url = try await SecretReader.read(source).reveal()
            let answer = try await HTTPTokenEndpoint(seconds: Self.exchangeSeconds).post(
                Array(Self.json(sighting, held, now).text.utf8), as: "application/json", to: url)
            return (200..<300).contains(answer.status) ? nil : "it answered \(answer.status)"
        } catch let fault as SecretFault {
            return fault.description
        } catch TokenFault.unreachable(endpoint: _, reason: let reason) {
            return "it could not be reached: \(reason)"
        } catch {
            return "it could not be reached"
        }
    }

    /// `text` is what chat services show.
    static func json(_ sighting: AlertBook.Sighting, _ held: Int, _ now: Instant) -> JSONLine {
        var line = JSONLine()
        line.add("text", "mailroom: \(sighting.text)\(more(held)). Next: \(sighting.advice)")
        line.add("alert", sighting.matter.name)
        line.add("about", sighting.matter.subject)
        line.add("message", sighting.text)
        line.add("next", sighting.advice)
        line.add("time", now.timestamp)
        line.add("waiting", held)
        return line
    }

    private static func more(_ held: Int) -> String { held > 0 ? " (\(held) more wait for the hourly limit)" : "" }

    // MARK: Letter

    private func write(
        _ sighting: AlertBook.Sighting, _ held: Int, to recipient: Address, _ now: Instant
    ) async -> String? {
        guard let sender else { return "there is no account to write from" }
        let digest = MessageContent(Array("\(sighting) \(now)".utf8)).sha256.prefix(24)
        let draft = AcknowledgementDraft(
            from: Address(displayName: "mailroom", localPart: sender.localPart, domain: sender.domain), to: recipient,
            subject: "mailroom: \(ColumnText.harmless(sighting.text, atMost: 120))",
            text: "\(sighting.text)\(Self.more(held))\n\nNext: \(sighting.advice)\n", inReplyTo: nil, references: [],
            messageID: MessageID("alert.\(digest)@\(sender.domain)"), date: now, language: .english,
            loopToken: loopToken)
        do {
            let message = OutgoingMessage(
                envelope: Envelope(reversePath: nil, forwardPaths: [recipient]),
                bytes: try AcknowledgementComposer.compose(draft))
            let letters = LetterSender(hosts, journal: journal) { host in
                SubmissionHostPort(host, on: pool) { server throws(Fault) in
                    do throws(CredentialFault) { return try await authenticator.authentication(for: server) } catch {
                        throw error.fault(of: server)
                    }
                }
            }
            let outcome = try await letters.send(message) { _ in }.outcome
            await letters.close()
            return switch outcome {
            case .completed: nil
            case .transient(let fault), .permanent(let fault), .uncertain(let fault), .throttled(let fault, _):
                fault.description
            case .hold(let reason): reason.fault.description
            }
        } catch {
            return "\(error)"
        }
    }
}

extension AlertBook.Matter {
    /// The stable name.
    var name: String {
        switch self {
        case .accountDown: "account-down"
        case .held: "held"
        case .storm: "storm"
        case .unaccounted: "unaccounted"
        case .certificate: "certificate"
        case .test: "test"
        }
    }
    var subject: String? {
        switch self {
        case .accountDown(let name): name.rawValue
        case .certificate(let host): host
        case .held, .storm, .unaccounted, .test: nil
        }
    }
}
