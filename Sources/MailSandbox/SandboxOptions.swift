extension Sandbox {
    /// How a sandbox is set up: which accounts it has and how long it lives.
    public struct Options: Sendable {
        /// How long the servers live.
        public enum Lifetime: String, Sendable, Codable {
            /// They end with this process, however it ends; for tests and the demo.
            case process
            /// They stay after this process, until ``Sandbox/down(in:)``; for `mailroom sandbox up`.
            case detached
        }

        /// Accounts beside the departments, the customer and the catch-all: short name to address.
        ///
        /// The domain of each becomes one that Exim delivers locally. A name used twice, or an address with characters
        /// outside `A-Z a-z 0-9 . _ - @`, is refused with ``SandboxError/unusableAccount(_:)``.
        public var extraAccounts: [String: String]
        /// How long the servers live; `.process` unless told otherwise.
        public var lifetime: Lifetime

        /// Where Dovecot asks whether an access token is good (RFC 7662), the token appended; nil: passwords only.
        public var introspection: String?

        /// How many days the certificate of each server is valid.
        public var imapCertificateDays: Int
        /// How many days from now the certificate of the submission host is valid.
        public var submissionCertificateDays: Int

        /// Days the throw-away certificates are valid; well beyond the two weeks from which `mailroom check` warns.
        public static let certificateDays = 60

        /// Makes options; the default is the standard accounts for as long as this process lives.
        public init(
            extraAccounts: [String: String] = [:], lifetime: Lifetime = .process, introspection: String? = nil,
            imapCertificateDays: Int = certificateDays, submissionCertificateDays: Int = certificateDays
        ) {
            self.imapCertificateDays = imapCertificateDays
            self.submissionCertificateDays = submissionCertificateDays
            self.extraAccounts = extraAccounts
            self.lifetime = lifetime
            self.introspection = introspection
        }

        /// The departments of the first deployment, a customer, and the mailbox for everything addressed elsewhere.
        static let standardAccounts = [
            ("info", "info@buttons.test"), ("sales", "sales@buttons.test"), ("support", "support@buttons.test"),
            ("finance", "finance@buttons.test"), ("customer", "customer@customer.example"),
            ("catchall", Sandbox.catchAllAddress),
        ]

        func makeAccounts() throws(SandboxError) -> [Account] {
            let wanted = Self.standardAccounts + extraAccounts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
            var accounts: [Account] = []
            for (name, address) in wanted {
                let parts = address.split(separator: "@", omittingEmptySubsequences: false)
                // The address becomes a file name and a key in both servers' files: nothing that means anything there.
                let plain = address.utf8.allSatisfy { byte in
                    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                        || [0x2E, 0x5F, 0x2D, 0x40].contains(byte)
                }
                guard plain, parts.count == 2, parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") }),
                    !accounts.contains(where: { $0.name == name || $0.address == address })
                else { throw .unusableAccount(address) }
                accounts.append(Account(name: name, address: address))
            }
            return accounts
        }
    }
}
