import Foundation
import Glibc

extension Sandbox {
    /// Puts many messages into an account's INBOX at once, as files, for tests with tens of thousands of them.
    ///
    /// LMTP takes some 350 a second, this takes as many as the disk does. The server finds them at its next look, gives
    /// them UIDs, and sends IDLE notices; nothing is added to their header. Line ends become LF, as Dovecot stores them.
    public nonisolated func fillInbox(of address: String, with messages: [[UInt8]]) async throws {
        guard accounts.contains(where: { $0.address == address }) else { throw SandboxError.unusableAccount(address) }
        let maildir = "\(place.path)/mail/\(address)"
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try self.write(messages, toMaildir: maildir) })
            }
        }
    }

    private nonisolated func write(_ messages: [[UInt8]], toMaildir maildir: String) throws {
        for folder in [maildir] + ["cur", "new", "tmp"].map({ "\(maildir)/\($0)" }) {
            guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
                throw SandboxError.system(call: "mkdir", subject: folder, errno: errno)
            }
            try place.check(lchown(folder, user.uid, user.gid), "chown", folder)
        }
        // Unique beside Dovecot's own names and beside every other filling; in the order of the array.
        let unique = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let seconds = Int(Date().timeIntervalSince1970)
        for (number, message) in messages.enumerated() {
            let name = "\(seconds).M\(1_000_000 + number)\(unique).sandbox"
            var bytes: [UInt8] = []
            bytes.reserveCapacity(message.count)
            for byte in message {
                if byte == 0x0A, bytes.last == 0x0D { bytes.removeLast() }
                bytes.append(byte)
            }
            let temporary = "\(maildir)/tmp/\(name)"
            try Data(bytes).write(to: URL(fileURLWithPath: temporary))
            try place.check(lchown(temporary, user.uid, user.gid), "chown", temporary)
            try place.check(rename(temporary, "\(maildir)/new/\(name)"), "rename", temporary)
        }
    }
}
