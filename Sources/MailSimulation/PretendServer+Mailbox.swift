public import MailRouting
import MailTransport

extension PretendServer {
    /// A message as it is kept.
    public struct Stored: Sendable, Equatable {
        public var uid: UID
        public let bytes: [UInt8]
        public var flags: [String]
        public let internalDate: Instant
        public let fingerprint: Fingerprint
        /// Where the body begins.
        let headerEnd: Int

        init(uid: UID, bytes: [UInt8], flags: [String], internalDate: Instant) {
            self.uid = uid
            self.bytes = bytes
            self.flags = flags
            self.internalDate = internalDate
            headerEnd = Self.headerEnd(of: bytes)
            fingerprint = Fingerprint(
                digest: MessageContent(Array(bytes[..<headerEnd])).sha256, size: UInt32(bytes.count))
        }

        /// After the first empty line.
        private static func headerEnd(of bytes: [UInt8]) -> Int {
            let blank: [UInt8] = [13, 10, 13, 10]
            var end = 0
            while end + 4 <= bytes.count {
                if bytes[end] == 13, bytes[end..<(end + 4)].elementsEqual(blank) { return end + 4 }
                end += 1
            }
            return bytes.count
        }
    }

    /// A mailbox with its numbers.
    public struct Mailbox: Sendable {
        public var uidValidity: UIDValidity
        public var uidNext: UID = .first
        public var messages: [Stored] = []

        var status: MailboxStatus {
            MailboxStatus(uidValidity: uidValidity, uidNext: uidNext, exists: UInt32(messages.count))
        }

        mutating func add(_ bytes: [UInt8], _ flags: [String], _ date: Instant) -> UID {
            let uid = uidNext
            uidNext = uid.next ?? uid
            messages.append(Stored(uid: uid, bytes: bytes, flags: flags, internalDate: date))
            return uid
        }

        /// A message that is known already, under a new UID.
        @discardableResult
        mutating func take(_ message: Stored) -> UID {
            var message = message
            message.uid = uidNext
            uidNext = uidNext.next ?? uidNext
            messages.append(message)
            return message.uid
        }
    }
}

extension PretendServer {
    /// What should never happen (RFC 9051 section 2.3.1.1): under the same UIDVALIDITY, the UID of one message becomes another's,
    /// as after a restore from a backup that is older than the message.
    public func giveAway(_ uid: UID, of address: MailboxAddress, to bytes: [UInt8]) {
        let now = clock.now
        happen { state in
            guard let index = state.mailboxes[address]?.messages.firstIndex(where: { $0.uid == uid }) else { return }
            state.mailboxes[address]?.messages[index] = Stored(uid: uid, bytes: bytes, flags: [], internalDate: now)
        }
    }
}

extension PretendServer.State {
    /// A new UIDVALIDITY with what `contents` makes of the messages, numbered from 1.
    mutating func renumber(
        _ address: MailboxAddress, _ contents: ([PretendServer.Stored]) -> [PretendServer.Stored]
    ) {
        guard let old = mailboxes.removeValue(forKey: address) else { return }
        create(address)
        guard var fresh = mailboxes[address] else { return }
        for message in contents(old.messages) { fresh.take(message) }
        mailboxes[address] = fresh
    }
}
