import MailRouting
import Testing

@testable import MailConfig

@Suite struct ConfigurationReaderTests {
    @Test func tellsHowItIsOnLoopbackUnlessToldOtherwise() throws {
        #expect(try decodeConfiguration(Sample.configuration).status == StatusSettings())
        #expect(try decodeConfiguration(Sample.configuration(with: "status: off")).status == nil)
        let words = "status: {address: '::1', port: 0, token: file:token, behind_tls_proxy: true}"
        #expect(
            try decodeConfiguration(Sample.configuration(with: words)).status
                == StatusSettings(
                    address: "::1", port: 0, token: .file("/etc/mailroom/token"), isBehindTLSProxy: true))
    }

    @Test func fillsInTheDefaults() throws {
        let configuration = try decodeConfiguration(Sample.configuration)
        let account = try #require(configuration.account("info"))
        #expect(configuration.stateFolder == "/etc/mailroom/state")
        #expect(configuration.rulesFolder == "/etc/rules")
        #expect(account.server.port == 993)
        #expect(account.server.tls == .implicit)
        #expect(account.server.authentication == .plain)
        #expect(account.server.userName == "info@buttons.example")
        #expect(account.server.secret == .environment("INFO"))
        #expect(account.watch == [.inbox])
        #expect(account.backlog == .ignore)
        #expect(account.pollInterval == .minutes(2))
        #expect(configuration.departments[0].destination == MailboxAddress(account: "info", mailbox: .inbox))
        #expect(configuration.departments[0].sender == Address("info@buttons.example"))
        #expect(configuration.submissionHosts[0].server.port == 465)
        #expect(configuration.submissionHosts[0].server.secret == .file("/etc/mailroom/secret"))
        #expect(configuration.submissionHosts[0].limits == RateLimits(perMinute: 5, perHour: 30))
        #expect(configuration.submissionHosts[0].priority == 10 && configuration.submissionHosts[0].weight == 1)
        #expect(configuration.acknowledgements.maximumAge == .days(3))
        #expect(configuration.acknowledgements.limits == AcknowledgementLimits())
        #expect(configuration.acknowledgements.whenUncertain == .resend)
        #expect(configuration.delivery == DeliverySettings(source: .keep(under: "Routed"), maximumSize: 500_000_000))
    }

    @Test func anAccountTakesItsOwnValueBeforeTheDefault() throws {
        let yaml = """
            version: 1
            state: /s
            rules: /r
            templates: /t
            defaults: {host: imap.buttons.example, port: 1993, tls: implicit, watch: [INBOX, Office], backlog: route}
            accounts:
              a: {address: a@buttons.example, password: env:A}
              b: {address: b@buttons.example, password: env:B, tls: starttls, watch: Inbox, backlog: ignore}
              c: {address: c@buttons.example, password: {command: [/bin/echo, x]}, host: localhost, tls: none}
            departments: {a: {account: a, mailbox: New, sender_name: A}}
            acknowledgements: {enabled: false}
            delivery: {source: delete, maximum_size: 20MiB}
            """
        let configuration = try decodeConfiguration(yaml)
        #expect(configuration.accounts.map(\.server.port) == [1993, 143, 143])
        #expect(configuration.accounts.map(\.server.tls) == [.implicit, .startTLS, .none(forced: false)])
        #expect(configuration.accounts.map(\.watch) == [["INBOX", "Office"], ["INBOX"], ["INBOX", "Office"]])
        #expect(configuration.accounts.map(\.backlog) == [.route, .ignore, .route])
        #expect(configuration.accounts[2].server.secret == .command(["/bin/echo", "x"]))
        #expect(configuration.delivery == DeliverySettings(source: .delete, maximumSize: 20 * 1_048_576))
        #expect(configuration.submissionHosts.isEmpty)
    }

    @Test func clientsOfAuthorisationServersAreRead() throws {
        let yaml =
            Sample.configuration(
                with: """
                        oauth2: office
                    """, insteadOf: "    password: env:INFO")
                + """
                oauth2:
                  office:
                    provider: microsoft
                    tenant: buttons.example
                    flow: device_code
                    client_id: agent
                    token_key: credential:tokens
                  robot:
                    flow: refresh_token
                    client_id: robot
                    client_secret: file:robot
                    refresh_token: {command: [/bin/echo, x]}
                    token_key: env:KEY
                    token_endpoint: http://127.0.0.1:8081/token
                    scopes: mail
                """
        let server = try decodeConfiguration(yaml).accounts[0].server
        let host = "https://login.microsoftonline.com/buttons.example/oauth2/v2.0"
        #expect(server.authentication == .xoauth2)
        #expect(server.secret == nil)
        #expect(
            server.credentials
                == .tokens(
                    OAuthClient(
                        name: "office", flow: .deviceCode, tokenEndpoint: host + "/token",
                        deviceEndpoint: host + "/devicecode", clientID: "agent", clientSecret: nil,
                        scopes: [
                            "https://outlook.office365.com/IMAP.AccessAsUser.All",
                            "https://outlook.office365.com/SMTP.Send", "offline_access",
                        ], refreshToken: nil, key: .credential("tokens"))))
        let other = try decodeConfiguration(yaml.replacing("oauth2: office\n", with: "oauth2: robot\n"))
        #expect(
            other.accounts[0].server.credentials
                == .tokens(
                    OAuthClient(
                        name: "robot", flow: .refreshToken, tokenEndpoint: "http://127.0.0.1:8081/token",
                        deviceEndpoint: nil, clientID: "robot", clientSecret: .file("/etc/mailroom/robot"),
                        scopes: ["mail"], refreshToken: .command(["/bin/echo", "x"]), key: .environment("KEY"))))
    }

    @Test func limitsOfAcknowledgementsAreRead() throws {
        let yaml = Sample.configuration(
            with: """
                acknowledgements:
                  limits: {same_subject: 2, department: 4, sender: 6, domain: 8, public_domain: 10,
                    public_domains: [Post.example]}
                """)
        #expect(
            try decodeConfiguration(yaml).acknowledgements.limits
                == AcknowledgementLimits(
                    sameSubject: 2, department: 4, sender: 6, domain: 8, publicDomain: 10,
                    publicDomains: ["post.example"]))
    }

    @Test func anAccountNamesItsReceivingServer() throws {
        let yaml = Sample.configuration(
            with: "    password: env:INFO\n    spam_header: X-Spam-Flag", insteadOf: "    password: env:INFO")
        let defaults = "defaults: {authserv_id: MX.Buttons.example, spam_header: X-Other}\naccounts:"
        let account = try decodeConfiguration(yaml.replacing("accounts:", with: defaults)).accounts[0]
        #expect(account.receivingServer == ReceivingServer(authservID: "mx.buttons.example", spamField: "X-Spam-Flag"))
        #expect(try decodeConfiguration(Sample.configuration).accounts[0].receivingServer == .unknown)
    }

    @Test func trustsSingleSendersUntilADay() throws {
        let yaml = Sample.configuration(
            with: """
                acknowledgements:
                  trust:
                    - {sender: Orders@oem.example, reason: people read there, until: 2027-03-31}
                    - {sender: b@oem.example, reason: "no DMARC", until: 2027-01-01, authentication: dkim}
                """)
        let trust = try decodeConfiguration(yaml).acknowledgements.trust
        #expect(trust.map(\.sender.spec) == ["Orders@oem.example", "b@oem.example"])
        #expect(trust.map(\.reason) == ["people read there", "no DMARC"])
        #expect(trust.map(\.lastDay.description) == ["2027-03-31", "2027-01-01"])
        #expect(trust.map(\.method) == [.dmarc, .dkim])
        #expect(try decodeConfiguration(Sample.configuration).acknowledgements.trust.isEmpty)
    }

    @Test func takesABounceAddressOfOneOfTheAccounts() throws {
        let yaml = Sample.configuration + "\nacknowledgements: {bounce_address: INFO@buttons.example}\n"
        #expect(try decodeConfiguration(yaml).acknowledgements.bounceAddress?.spec == "INFO@buttons.example")
        #expect(try decodeConfiguration(Sample.configuration).acknowledgements.bounceAddress == nil)
    }

    @Test func severalSubmissionHosts() throws {
        let more = """
              spare: {host: spare.example, user: info, password: env:X, ehlo_name: a.example, priority: 20, weight: 3}
              door: {host: mail.buttons.example, port: 587, tls: starttls, user: info, password: env:X, ehlo_name: a.example}
            acknowledgements: {when_uncertain: hold}
            """
        let configuration = try decodeConfiguration(Sample.configuration(with: more))
        let hosts = configuration.submissionHosts
        #expect(hosts.map(\.priority) == [10, 20, 10] && hosts.map(\.weight) == [1, 3, 1])
        #expect(hosts[0].account == hosts[2].account && hosts[0].account != hosts[1].account)
        #expect(configuration.acknowledgements.whenUncertain == .hold)
    }

    @Test func theShippedFileIsRight() throws {
        let configuration = try ConfigurationReader.read(Repository.path("config/mailroom.yaml"))
        #expect(configuration.accounts.map(\.name) == ["info", "sales", "support", "finance"])
        #expect(configuration.departments.map(\.name) == ["info", "sales", "support", "finance"])
        #expect(configuration.acknowledgements.courtesy == .royal)
        #expect(configuration.rulesFolder == Repository.path("rules"))
    }

    @Test func aMissingFileIsAFinding() {
        let found = findings { () throws(Diagnostics) in try ConfigurationReader.read("/nowhere/mailroom.yaml") }
        #expect(
            found == [
                "/nowhere/mailroom.yaml:1:1: error: cannot use /nowhere/mailroom.yaml: "
                    + "cannot open it: No such file or directory"
            ])
    }

    @Test func aFolderIsNotRead() {
        let found = findings { () throws(Diagnostics) in try ConfigurationReader.read("/tmp") }
        #expect(found == ["/tmp:1:1: error: cannot use /tmp: it is no regular file"])
    }
}
