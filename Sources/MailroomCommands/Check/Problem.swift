import MailConfig
import MailJournal
import MailRouting
import MailTokens
import MailTransport

/// Why a server cannot be used as configured, and what a person can do about it.
struct Problem: Sendable, Equatable {
    let reason: String
    /// Decided on the kind of the fault, never on its text; nil where there is nothing better than to try again.
    let nextStep: String?

    init(_ fault: CredentialFault, in server: ServerSettings) {
        switch fault {
        case .secret(let fault): self.init(fault)
        case .token(let fault): self.init(fault, in: server)
        }
    }

    private init(_ fault: TokenFault, in server: ServerSettings) {
        reason = "\(fault)"
        let login = "run: mailroom login \(server.userName)"
        nextStep =
            switch fault {
            case .unreachable: "see that the address is right and this machine may reach it"
            case .malformed: "see that 'token_endpoint' is one of RFC 6749"
            case .refused(let refusal) where refusal.isGrantGone:
                server.usesDeviceCode ? login : "get a new refresh token and put it where 'refresh_token' says"
            case .refused(let refusal):
                refusal.isTransient
                    ? "try again later" : "compare 'client_id', 'client_secret' and 'scopes' with its own page"
            case .noLogin: server.usesDeviceCode ? login : "see that 'refresh_token' and 'token_key' are set"
            case .secret(let fault): Problem(fault).nextStep
            case .vault(.cannotOpen):
                server.usesDeviceCode
                    ? "set the 'token_key' of before, or log in again: mailroom login \(server.userName)"
                    : "set the 'token_key' of before, or remove the file: the configured refresh token is used then"
            case .vault: nil
            }
    }

    private init(_ fault: SecretFault) {
        reason = "no secret: \(fault)"
        nextStep =
            switch fault {
            case .variableNotSet: "set it in the environment mailroom is started with"
            case .notUnderSystemd: "start it by its unit, with LoadCredential= for this name"
            case .cannotReadFile: "write the secret there, readable by this user only, or correct 'password'"
            // Its description says the command to run.
            case .filePermissions: nil
            case .fileOwner: "give it to the user that mailroom runs as"
            case .cannotStart, .commandFailed, .commandTooSlow: "run the command as this user and see what it says"
            case .empty, .tooLong, .notText: "only its first line is read; write the secret there"
            }
    }

    init(_ fault: CredentialsFault) {
        reason = fault.text
        nextStep = fault.caFile == nil ? "install the package ca-certificates, or set ca_file" : "correct ca_file"
    }

    init(_ fault: IMAPFault, in server: ServerSettings) {
        reason = "\(fault.command): \(fault.text)" + (fault.serverLine.map { ": \($0)" } ?? "")
        nextStep =
            switch fault.kind {
            case .stream(let fault): fault.nextStep
            case .authenticationRejected: Self.checkCredentials(of: server)
            case .throttled: "try again later; if it stays, ask how many connections the host allows"
            case .notSupported(capability: "STARTTLS"): "set tls: implicit, or a port that offers STARTTLS"
            case .notSupported(let capability) where capability.hasPrefix("AUTH="):
                "set auth: to what the server offers"
            case .malformed, .bad: "check that an IMAP server listens on this port, with this 'tls'"
            case .invalidArgument: Self.checkCredentials(of: server)
            case .notSupported, .refused, .disconnected, .limit, .spool, .cancelled, .busy, .closed: nil
            }
    }

    init(_ fault: SubmissionFault, in server: ServerSettings) {
        reason = "\(fault.command.rawValue): \(fault.text)"
        nextStep =
            switch fault.cause {
            case .connection(let fault): fault.nextStep
            case .trustAnchors(let fault): Problem(fault).nextStep
            case .refused where fault.command == .AUTH && fault.reply?.isPermanent == true:
                Self.checkCredentials(of: server)
            case .refused where fault.command == .EHLO: "set ehlo_name to this machine's name in the DNS"
            case .refused: fault.reply?.isPermanent == true ? "ask whoever runs the host" : "try again later"
            case .unsupported where fault.command == .STARTTLS: "set tls: implicit, or a port that offers STARTTLS"
            case .unsupported where fault.command == .AUTH: "set auth: to what the host offers"
            case .malformedReply: "check that a submission host listens on this port, with this 'tls'"
            case .invalid: Self.checkCredentials(of: server)
            case .unsupported, .abandoned: nil
            }
    }

    init(missing mailboxes: [String]) {
        reason = "no mailbox \(mailboxes.joined(separator: ", "))"
        nextStep = "create it on the server, or correct 'watch'"
    }

    init(cannotClaim account: Account) {
        reason = "no CONDSTORE: two agents could both take a message of \(account.name)"
        nextStep = "run one agent only, without 'claim: keyword'"
    }

    init(parked: ParkedAccount) {
        reason = "parked: \(parked.crashes) crashes within an hour, the last by signal \(parked.signal)"
        nextStep = "'mailroom accounts unpark \(parked.account)' lets it be tried again"
    }

    /// An error this verb knows nothing about.
    init(unexpected error: any Error) {
        reason = "\(error)"
        nextStep = nil
    }

    private static func checkCredentials(of server: ServerSettings) -> String {
        switch server.credentials {
        case .secret(let source): "check the user '\(server.userName)' and the secret in \(source)"
        case .tokens(let client):
            "check that '\(server.userName)' may use mail with the client \(client.name), and its scopes"
        }
    }
}

extension ServerSettings {
    /// A person logs in for it.
    fileprivate var usesDeviceCode: Bool {
        if case .tokens(let client) = credentials { client.flow == .deviceCode } else { false }
    }
}
