/// Everything an operator decides, as values: what `config/mailroom.yaml` becomes after every check has passed.
public struct Configuration: Sendable, Equatable {
    public let accounts: [Account]
    public let departments: [Department]
    public let submissionHosts: [SubmissionHost]
    public let acknowledgements: AcknowledgementSettings
    public let delivery: DeliverySettings
    public let retention: Retention
    public let log: LogSettings
    public let alerts: AlertSettings
    /// Nil: nothing is told over HTTP.
    public let status: StatusSettings?
    /// Who hears of acknowledgements of simulated mail.
    public let simulation: SimulationSettings
    /// The folder of the journal and the lock, absolute.
    public let stateFolder: String
    /// The folder of the rules, absolute.
    public let rulesFolder: String
    /// The folder of the templates, absolute.
    public let templatesFolder: String

    public init(
        accounts: [Account], departments: [Department], submissionHosts: [SubmissionHost],
        acknowledgements: AcknowledgementSettings, delivery: DeliverySettings, retention: Retention = .standard,
        log: LogSettings = LogSettings(), alerts: AlertSettings = AlertSettings(), status: StatusSettings? = nil,
        simulation: SimulationSettings = SimulationSettings(), stateFolder: String, rulesFolder: String,
        templatesFolder: String
    ) {
        self.accounts = accounts
        self.departments = departments
        self.submissionHosts = submissionHosts
        self.acknowledgements = acknowledgements
        self.delivery = delivery
        self.retention = retention
        self.log = log
        self.alerts = alerts
        self.status = status
        self.simulation = simulation
        self.stateFolder = stateFolder
        self.rulesFolder = rulesFolder
        self.templatesFolder = templatesFolder
    }

    public func account(_ name: AccountName) -> Account? { accounts.first { $0.name == name } }
    public func department(_ name: DepartmentName) -> Department? { departments.first { $0.name == name } }
}

/// Where a host is and how its connection is secured and opened.
public struct ServerSettings: Sendable, Equatable {
    public let host: String
    public let port: UInt16
    public let tls: TLSPolicy
    /// A PEM file of trust anchors instead of the system's store; absolute.
    public let caFile: String?
    public let authentication: AuthenticationMethod
    public let userName: String
    public let credentials: Credentials

    public init(
        host: String, port: UInt16, tls: TLSPolicy, caFile: String?, authentication: AuthenticationMethod,
        userName: String, secret: SecretSource
    ) {
        self.init(
            host: host, port: port, tls: tls, caFile: caFile, authentication: authentication, userName: userName,
            credentials: .secret(secret))
    }

    public init(
        host: String, port: UInt16, tls: TLSPolicy, caFile: String?, authentication: AuthenticationMethod,
        userName: String, credentials: Credentials
    ) {
        self.host = host
        self.port = port
        self.tls = tls
        self.caFile = caFile
        self.authentication = authentication
        self.userName = userName
        self.credentials = credentials
    }

    /// Nil where the agent gets tokens itself.
    public var secret: SecretSource? {
        if case .secret(let source) = credentials { source } else { nil }
    }
}

/// How the agent proves who it is.
public enum AuthenticationMethod: String, Sendable, CaseIterable {
    /// IMAP LOGIN, or SMTP AUTH LOGIN.
    case login
    /// SASL PLAIN (RFC 4616).
    case plain
    /// An OAuth 2 bearer token in the XOAUTH2 form.
    case xoauth2
}

/// Where a secret is kept. The YAML never holds the secret itself.
public enum SecretSource: Sendable, Equatable, CustomStringConvertible {
    case environment(String)
    case file(String)
    /// Program and arguments; the first line of its output is the secret.
    case command([String])
    /// What systemd hands to the service under this name (systemd.exec(5), LoadCredential=).
    case credential(String)
    public var description: String {
        switch self {
        case .credential(let name): "credential:\(name)"
        case .environment(let name): "env:\(name)"
        case .file(let path): "file:\(path)"
        case .command(let words): "command:\(words.first ?? "")"
        }
    }
}

/// Credentials on one IMAP host and what to watch there.
public struct Account: Sendable, Equatable {
    public let name: AccountName
    /// The department's own address.
    public let address: Address
    /// Further addresses that reach this account; the gate never answers them.
    public let aliases: [Address]
    public let server: ServerSettings
    public let watch: [MailboxName]
    public let backlog: Backlog
    /// How long to trust IDLE before looking anyway.
    public let pollInterval: Interval
    /// Whose verdicts in the header rules believe.
    public let receivingServer: ReceivingServer
    public init(
        name: AccountName, address: Address, aliases: [Address], server: ServerSettings, watch: [MailboxName],
        backlog: Backlog, pollInterval: Interval, receivingServer: ReceivingServer = .unknown
    ) {
        self.name = name
        self.address = address
        self.aliases = aliases
        self.server = server
        self.watch = watch
        self.backlog = backlog
        self.pollInterval = pollInterval
        self.receivingServer = receivingServer
    }
}

/// What to do with mail that was there before the first contact. None of it is ever acknowledged.
public enum Backlog: String, Sendable, CaseIterable {
    /// Left alone and never looked at.
    case ignore
    /// Routed as new mail is.
    case route
    /// Decided about, and the decision written down; moved nowhere.
    case observe
}

/// A named destination.
public struct Department: Sendable, Equatable {
    public let name: DepartmentName
    public let destination: MailboxAddress
    /// Where its acknowledgements come from, with the display name customers see.
    public let sender: Address
    public init(name: DepartmentName, destination: MailboxAddress, sender: Address) {
        self.name = name
        self.destination = destination
        self.sender = sender
    }
}

/// Where acknowledgements are handed in (RFC 6409).
public struct SubmissionHost: Sendable, Equatable {
    public let name: SubmissionHostName
    public let server: ServerSettings
    /// The name after EHLO; must be a host name or an address literal (RFC 5321 section 4.1.1.1).
    public let ehloName: String
    public let limits: RateLimits
    /// Lower is used first; the others are for when it cannot be (RFC 2782).
    public let priority: Int
    /// The share among hosts of one priority; 1 or more.
    public let weight: Int
    public init(
        name: SubmissionHostName, server: ServerSettings, ehloName: String, limits: RateLimits, priority: Int = 10,
        weight: Int = 1
    ) {
        self.name = name
        self.server = server
        self.ehloName = ehloName
        self.limits = limits
        self.priority = priority
        self.weight = weight
    }

    /// Whom the provider counts messages for: two hosts with the same are two doors to one account.
    public var account: SubmissionAccount { SubmissionAccount(host: server.host, userName: server.userName) }
}

/// A login at a server, whatever the port: what a provider's limits are about.
public struct SubmissionAccount: Hashable, Sendable, CustomStringConvertible {
    public let host: String
    public let userName: String
    public init(host: String, userName: String) {
        self.host = host.lowercased()
        self.userName = userName
    }
    /// Unique, because no host name holds a space.
    public var description: String { "\(host) \(userName)" }
}

/// Sliding windows: never more than this many messages in any minute and in any hour.
public struct RateLimits: Sendable, Equatable {
    public let perMinute: Int
    public let perHour: Int
    public init(perMinute: Int = 5, perHour: Int = 30) {
        self.perMinute = perMinute
        self.perHour = perHour
    }
}

/// How acknowledgements are written and when they are not sent.
public struct AcknowledgementSettings: Sendable, Equatable {
    public let enabled: Bool
    public let courtesy: Courtesy
    /// For messages in neither language.
    public let defaultLanguage: Language
    public let maximumAge: Interval
    /// Senders whose programs may be answered.
    public let trust: [TrustEntry]
    /// The reverse-path of what is sent, where bounces are wanted; nil is the null reverse-path. One of our own.
    public let bounceAddress: Address?
    /// How many may go to the same people.
    public let limits: AcknowledgementLimits
    public let whenUncertain: WhenUncertain
    public init(
        enabled: Bool, courtesy: Courtesy, defaultLanguage: Language, maximumAge: Interval, trust: [TrustEntry] = [],
        bounceAddress: Address? = nil, limits: AcknowledgementLimits = AcknowledgementLimits(),
        whenUncertain: WhenUncertain = .resend
    ) {
        self.enabled = enabled
        self.courtesy = courtesy
        self.defaultLanguage = defaultLanguage
        self.maximumAge = maximumAge
        self.trust = trust
        self.bounceAddress = bounceAddress
        self.limits = limits
        self.whenUncertain = whenUncertain
    }
    public var windows: AcknowledgementWindows { AcknowledgementWindows(limits: limits, maximumAge: maximumAge) }
}

/// What becomes of an acknowledgement when the connection ended between the final dot and the reply.
public enum WhenUncertain: String, Sendable, CaseIterable {
    /// Sent again once, with the same Message-ID: perhaps twice, rather than not at all.
    case resend
    /// Held for a person: perhaps not at all, rather than twice.
    case hold
}

/// How formal the templates sound.
public enum Courtesy: String, Sendable, CaseIterable {
    case standard, royal
}

/// How several agents settle whose a message is.
public enum ClaimMethod: String, Sendable, CaseIterable {
    /// There is no other agent.
    case none
    /// A keyword set with a conditional STORE (RFC 7162 section 3.1.3): the server lets exactly one set it.
    case keyword
}

/// What happens to the source of a delivery between accounts once the copy is confirmed.
public struct DeliverySettings: Sendable, Equatable {
    /// The two ways to put a source away.
    public enum Source: Sendable, Equatable {
        /// Moved to `<prefix>/<Department>` in the account it came from.
        case keep(under: MailboxName)
        /// Removed with UID EXPUNGE.
        case delete
    }
    public let source: Source
    /// A message over this many octets is held, not carried between accounts.
    public let maximumSize: Int
    /// Whether other agents watch the same mailboxes, and how it is settled whose a message is.
    public let claim: ClaimMethod
    public init(source: Source, maximumSize: Int, claim: ClaimMethod = .none) {
        self.source = source
        self.maximumSize = maximumSize
        self.claim = claim
    }
}
