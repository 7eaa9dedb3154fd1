/// One mailbox owner of the sandbox: what a client needs to log in over IMAP and submission.
public struct Account: Sendable, Hashable, Codable {
    /// The short name, unique in the sandbox: `info`.
    public let name: String
    /// The address, which is also the login name: `info@buttons.test`.
    public let address: String
    /// The random password of this sandbox; it also stands alone in the file `passwords/<address>`, mode 0600.
    public let password: String

    /// The domain of the address, for which Exim takes mail.
    var domain: Substring { address.split(separator: "@").last ?? "" }

    init(name: String, address: String) {
        self.name = name
        self.address = address
        var generator = SystemRandomNumberGenerator()
        let digits = Array("abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789")
        self.password = String((0..<24).map { _ in digits[Int.random(in: 0..<digits.count, using: &generator)] })
    }
}
