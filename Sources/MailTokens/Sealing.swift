import CSealing
import MailConfig

/// Seals octets under a passphrase: nobody reads or changes them without it.
struct Sealing: Sendable {
    private let key: [UInt8]
    /// Kept beside what is sealed: the same passphrase makes another key with another salt.
    let salt: [UInt8]

    private static let nonceCount = CSL_NONCE
    static let saltCount = CSL_SALT

    /// Slow on purpose; a key is made once and kept.
    init(_ passphrase: Secret, salt: [UInt8]? = nil) throws(VaultFault) {
        let salt = if let salt { salt } else { try Self.random(Self.saltCount) }
        let octets = Array(passphrase.reveal().utf8)
        var key = [UInt8](repeating: 0, count: CSL_KEY)
        let code = csl_derive(octets, octets.count, salt, Limits.rounds, &key)
        guard code >= 0 else { throw .cipher(code: code) }
        self.key = key
        self.salt = salt
    }

    /// The nonce, and the sealed octets. `label` is not hidden, but must be the same to open them.
    func seal(_ plain: [UInt8], label: [UInt8]) throws(VaultFault) -> [UInt8] {
        let nonce = try Self.random(Self.nonceCount)
        var sealed = [UInt8](repeating: 0, count: plain.count + CSL_TAG)
        let code = csl_seal(key, nonce, label, label.count, plain, plain.count, &sealed)
        guard code >= 0 else { throw .cipher(code: code) }
        return nonce + sealed
    }

    /// Nil when the passphrase or the label is another, or a bit was changed.
    func open(_ sealed: [UInt8], label: [UInt8]) -> [UInt8]? {
        let tag = CSL_TAG
        guard sealed.count >= Self.nonceCount + tag else { return nil }
        let nonce = Array(sealed.prefix(Self.nonceCount))
        let rest = Array(sealed.dropFirst(Self.nonceCount))
        var plain = [UInt8](repeating: 0, count: rest.count - tag)
        guard csl_open(key, nonce, label, label.count, rest, rest.count, &plain) >= 0 else { return nil }
        return plain
    }

    private static func random(_ count: Int) throws(VaultFault) -> [UInt8] {
        var octets = [UInt8](repeating: 0, count: count)
        let code = csl_random(&octets, count)
        guard code >= 0 else { throw .cipher(code: code) }
        return octets
    }
}
