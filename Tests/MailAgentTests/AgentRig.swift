import Foundation
import Logging
import MailAgent
import MailJournal
import MailRouting
import MailSandbox
import MailSimulation
import MailTransport
import ServiceLifecycle

/// A whole agent on a sandbox of its own: real servers, real journal, rules and templates in a few lines of Swift.
struct AgentRig {
    let sandbox: Sandbox
    let configuration: Configuration
    let journal: Journal
    let walk = WalkLog()
    private let pool = WorkerPool()
    private let spool: Spool
    private let times: IMAPTimes

    static let departments = ["info", "sales", "support", "finance"]

    /// - Parameter port: the IMAP ports of accounts that are reached by a way of their own.
    init(
        _ sandbox: Sandbox, wrongPasswordFor wrong: String? = nil, backlog: Backlog = .ignore,
        source: DeliverySettings.Source = .keep(under: "Routed"), maximumSize: Int = 50_000_000,
        times: IMAPTimes = IMAPTimes(), port: [String: UInt16] = [:]
    ) throws {
        self.sandbox = sandbox
        self.times = times
        // So small that nearly every message is carried over the disk.
        spool = try Spool(folder: sandbox.folder.appendingPathComponent("spool").path, memory: 400)
        let settings = { (name: String, port: UInt16, tls: TLSPolicy) in
            ServerSettings(
                host: sandbox.host, port: port, tls: tls, caFile: sandbox.caFile, authentication: .plain,
                userName: "\(name)@buttons.test", secret: .environment(name == wrong ? "wrong" : name))
        }
        let sender = { (name: String) in Address(displayName: "Buttons", localPart: name, domain: "buttons.test") }
        configuration = Configuration(
            accounts: Self.departments.map { name in
                MailRouting.Account(
                    name: AccountName(name), address: sender(name), aliases: [],
                    server: settings(name, port[name] ?? sandbox.ports.imapTLS, .implicit), watch: [.inbox],
                    backlog: backlog,
                    pollInterval: .seconds(2))
            },
            departments: Self.departments.map { name in
                Department(
                    name: DepartmentName(name),
                    destination: MailboxAddress(account: AccountName(name), mailbox: .inbox), sender: sender(name))
            },
            submissionHosts: [
                SubmissionHost(
                    name: "main", server: settings("info", sandbox.ports.submission, .startTLS),
                    ehloName: "mailroom.buttons.test", limits: RateLimits(perMinute: 600, perHour: 6000))
            ],
            acknowledgements: AcknowledgementSettings(
                enabled: true, courtesy: .standard, defaultLanguage: .english, maximumAge: .days(3)),
            delivery: DeliverySettings(source: source, maximumSize: maximumSize),
            stateFolder: sandbox.folder.path, rulesFolder: "", templatesFolder: "")
        journal = try Journal(path: sandbox.folder.appendingPathComponent("journal.sqlite").path)
    }

    /// Runs the agent until `body` returns, then stops it gracefully.
    func run(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let agent = Agent(
            journal: journal, rules: RuleBook(try router(), configuration),
            ports: ports(), walk: walk.note)
        var group = ServiceGroupConfiguration(
            services: [
                .init(service: agent),
                .init(service: Body(body: body), successTerminationBehavior: .gracefullyShutdownGroup),
            ], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        group.maximumGracefulShutdownDuration = .seconds(4)
        try await ServiceGroup(configuration: group).run()
    }

    private struct Body: Service {
        let body: @Sendable () async throws -> Void
        func run() async throws { try await body() }
    }

    private func ports() -> Ports {
        let sandbox = sandbox
        let (pool, spool, times) = (pool, spool, times)
        let authenticate: @Sendable (ServerSettings) async throws(Fault) -> Authentication = { server in
            let wanted =
                server.secret == .environment("wrong") ? nil : sandbox.accounts.first { $0.address == server.userName }
            return .password(user: server.userName, password: wanted?.password ?? "not the password")
        }
        return Ports(
            mailbox: { account throws(MailboxFault) in
                do {
                    return try await IMAPMailbox.open(
                        account, as: try await authenticate(account.server), on: pool, spool: spool, times: times)
                } catch let fault as MailboxFault { throw fault } catch {
                    throw .lost(Fault(cause: "\(error)"))
                }
            },
            submission: { SubmissionHostPort($0, on: pool, authenticate: authenticate) },
            compose: { acknowledgement, department, _, now throws(Fault) in
                try Self.compose(acknowledgement, department, now)
            })
    }

    private static func compose(
        _ acknowledgement: Acknowledgement, _ department: Department, _ now: Instant
    ) throws(Fault) -> OutgoingMessage {
        let original = MessageParser.parse(header: acknowledgement.header, textPreview: nil, size: 0)
        do {
            let bytes = try AcknowledgementComposer.compose(
                AcknowledgementDraft(
                    from: department.sender, to: acknowledgement.recipient, subject: "Auto: \(original.subject ?? "")",
                    text: "Thank you.", inReplyTo: original.messageID,
                    references: AcknowledgementDraft.references(answering: original),
                    messageID: acknowledgement.messageID, date: now, language: acknowledgement.language,
                    loopToken: "rig"))
            return OutgoingMessage(
                envelope: Envelope(reversePath: nil, forwardPaths: [acknowledgement.recipient]), bytes: bytes)
        } catch { throw Fault(cause: "\(error)") }
    }

    /// Complaints to support, invoices to finance, orders to sales, by their subjects; then complaints by their text and
    /// invoices by what is attached, each into a folder of its own; the rest to info.
    private func router() throws -> Router {
        let here = SourceLocation(file: "rig", line: 1)
        func text(_ field: TextField, _ words: String...) -> Condition {
            .text(TextCondition(field: field, match: .word, terms: words, list: nil, location: here))
        }
        func subject(_ words: String...) -> Condition {
            .text(TextCondition(field: .subject, match: .word, terms: words, list: nil, location: here))
        }
        let invoice = AttachmentCondition(
            name: TextCondition(
                field: .attachmentName, match: .startsWith, terms: ["rechnung"], list: nil, location: here),
            types: ["application/pdf"], location: here)
        func line(
            _ department: String, _ condition: Condition?, _ template: TemplateName?, folder: MailboxName? = nil
        ) -> RouteLine {
            RouteLine(
                id: RuleID("rig.\(department)\(folder.map { ".\($0)" } ?? "")"), condition: condition,
                department: DepartmentName(department), folder: folder,
                acknowledge: AcknowledgementRule(otherwise: template), location: here)
        }
        return try Router(
            ruleSet: RuleSet(
                version: "rig", defaultPriority: .normal, priorityLines: [],
                routes: [
                    .line(line("support", subject("Reklamation", "defective"), "quality_complaint")),
                    .line(line("finance", subject("Rechnung", "invoice"), nil)),
                    .line(line("sales", subject("order", "Bestellung"), "oem_order")),
                    .line(line("support", text(.body, "Reklamation"), "quality_complaint", folder: "Text")),
                    .line(line("finance", .attachment(invoice), nil, folder: "Attached")),
                ], otherwise: line("info", nil, nil),
                also: [
                    AlsoLine(
                        id: "rig.copies", condition: subject("alle"), keywords: [],
                        copies: Self.departments.map { DepartmentName($0) }, location: here)
                ], examples: []),
            gate: GatePolicy(
                ownAddresses: Set(configuration.accounts.map(\.address.key)), maximumAge: .days(3), loopToken: "rig"),
            defaultLanguage: .english)
    }
}
