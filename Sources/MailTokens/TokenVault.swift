import Foundation
import MailConfig
import MailRouting
import Synchronization

/// The tokens of one user at one client, as they are kept between two starts.
struct KeptTokens: Codable, Sendable {
    /// As text, because this is what gets sealed.
    var refreshToken: String?
    var accessToken: String?
    var expires: Instant?
    /// Of the refresh token the operator wrote down: when he writes another, that one counts.
    var origin: String?
}

/// A folder of sealed files, one for each user of each client.
///
/// A file is written beside the old one and renamed over it, so that there is a whole one at any instant: with a server
/// that gives each refresh token once, a lost one is a lost login.
public struct TokenVault: Sendable {
    private let folder: String
    private static let magic = Array("mailroom tokens 1\n".utf8)

    /// - Parameter folder: made when the first token is kept; readable by this user only.
    public init(folder: String) { self.folder = folder }

    /// Where the tokens of `user` at `client` are.
    public func path(client: String, user: String) -> String {
        let safe = user.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x61...0x7A, 0x2D, 0x2E: String(UnicodeScalar(byte))
            default: "_" + String(byte, radix: 16)
            }
        }.joined()
        // A name of this length would be no address; a file name has room for 255.
        return "\(folder)/\(client)-\(safe.prefix(150)).sealed"
    }

    /// Nil when there are none yet. Off the cooperative threads: the disk and the cipher take their time.
    func tokens(at path: String, _ key: SealingKey) async throws(VaultFault) -> KeptTokens? {
        try await aside { () throws(VaultFault) in try read(path, key) }
    }

    /// Keeps `tokens` instead of what was kept before.
    func keep(_ tokens: KeptTokens, at path: String, _ key: SealingKey) async throws(VaultFault) {
        try await aside { () throws(VaultFault) in try write(tokens, to: path, key) }
    }

    /// Keeps other processes of ours from asking for new tokens of the same user meanwhile: both would show the same
    /// refresh token. Let go by `VaultLock.open()`, and by the end of the process.
    func lock(_ path: String) async throws(VaultFault) -> VaultLock {
        try await aside { () throws(VaultFault) in
            try makeFolder()
            let lock = try VaultLock(path + ".lock")
            do { try handOver(path + ".lock") } catch { throw .cannotWrite(path, reason: "\(error)") }
            return lock
        }
    }

    private func makeFolder() throws(VaultFault) {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try handOver(folder)
        } catch { throw .cannotWrite(folder, reason: error.localizedDescription) }
    }

    /// What root keeps, such as after a login with sudo, belongs to whoever has the state folder: the agent reads it.
    private func handOver(_ path: String) throws {
        guard geteuid() == 0 else { return }
        let state = URL(fileURLWithPath: folder).deletingLastPathComponent().path
        let attributes = try FileManager.default.attributesOfItem(atPath: state)
        guard let owner = attributes[.ownerAccountID] as? NSNumber,
            let group = attributes[.groupOwnerAccountID] as? NSNumber
        else { return }
        guard chown(path, owner.uint32Value, group.uint32Value) == 0 else {
            throw VaultFault.cannotWrite(path, reason: String(cString: strerror(errno)))
        }
    }

    private func aside<Value: Sendable>(
        _ work: @escaping @Sendable () throws(VaultFault) -> Value
    ) async throws(VaultFault) -> Value {
        let result = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                let result: Result<Value, VaultFault>
                do throws(VaultFault) { result = .success(try work()) } catch { result = .failure(error) }
                continuation.resume(returning: result)
            }
        }
        return try result.get()
    }

    private func read(_ path: String, _ key: SealingKey) throws(VaultFault) -> KeptTokens? {
        let data: Data
        do {
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            data = try file.read(upToCount: Limits.vaultBytes + 1) ?? Data()
        } catch CocoaError.fileReadNoSuchFile, CocoaError.fileNoSuchFile {
            return nil
        } catch {
            throw .cannotRead(path, reason: error.localizedDescription)
        }
        let bytes = Array(data)
        guard bytes.count <= Limits.vaultBytes, bytes.starts(with: Self.magic),
            bytes.count > Self.magic.count + Sealing.saltCount
        else { throw .notSealed(path) }
        let salt = Array(bytes[Self.magic.count..<Self.magic.count + Sealing.saltCount])
        let sealed = Array(bytes[(Self.magic.count + Sealing.saltCount)...])
        guard let plain = try key.sealing(salt).open(sealed, label: Self.label(path)) else { throw .cannotOpen(path) }
        do { return try JSONDecoder().decode(KeptTokens.self, from: Data(plain)) } catch { throw .notSealed(path) }
    }

    private func write(_ tokens: KeptTokens, to path: String, _ key: SealingKey) throws(VaultFault) {
        let sealing = try key.sealing(nil)
        let fresh = "\(path).\(ProcessInfo.processInfo.processIdentifier).new"
        do {
            let plain = Array(try JSONEncoder().encode(tokens))
            let bytes = Self.magic + sealing.salt + (try sealing.seal(plain, label: Self.label(path)))
            try makeFolder()
            let isMade = FileManager.default.createFile(
                atPath: fresh, contents: nil, attributes: [.posixPermissions: 0o600])
            guard isMade else {
                throw VaultFault.cannotWrite(path, reason: "the folder takes no file")
            }
            try handOver(fresh)
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: fresh))
            try file.write(contentsOf: Data(bytes))
            try file.synchronize()
            guard rename(fresh, path) == 0 else {
                throw VaultFault.cannotWrite(path, reason: String(cString: strerror(errno)))
            }
        } catch let fault as VaultFault {
            throw fault
        } catch {
            throw .cannotWrite(path, reason: error.localizedDescription)
        }
    }

    /// So that a file put in the place of another one does not open.
    private static func label(_ path: String) -> [UInt8] {
        magic + Array((path.split(separator: "/").last ?? "").utf8)
    }
}

/// The passphrase, and the key it made last: making one is slow on purpose.
final class SealingKey: Sendable {
    let passphrase: Secret
    private let last = Mutex<Sealing?>(nil)

    init(_ passphrase: Secret) { self.passphrase = passphrase }

    /// - Parameter salt: of a file that is read; nil for one that is written, with any.
    func sealing(_ salt: [UInt8]?) throws(VaultFault) -> Sealing {
        if let last = last.withLock({ $0 }), salt == nil || last.salt == salt { return last }
        let made = try Sealing(passphrase, salt: salt)
        last.withLock { $0 = made }
        return made
    }
}
