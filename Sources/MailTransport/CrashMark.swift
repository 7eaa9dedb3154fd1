import CCrashMark
import Foundation
public import MailRouting

/// Which account a connection is for, to be told after a crash.
public struct CrashSlot: Sendable, Equatable {
    let number: Int32
    /// Of a connection nobody keeps account of.
    public static let none = CrashSlot(number: CRASH_MARK_NOBODY)

    /// Runs `body` as work with the account.
    func working<Value, Failure: Error>(_ body: () throws(Failure) -> Value) throws(Failure) -> Value {
        crash_mark_enter(number)
        defer { crash_mark_leave(number) }
        return try body()
    }

    /// Runs `body`, which reads what strangers wrote to the account, on this thread: a crash in it is the account's.
    public func reading<Value, Failure: Error>(_ body: () throws(Failure) -> Value) throws(Failure) -> Value {
        let outer = crash_mark_thread(number)
        defer { _ = crash_mark_thread(outer) }
        return try body()
    }
}

/// The file in the state folder that tells the next start whether this process crashed, and over whose answers.
///
/// libetpan and GMime are C and read what strangers write. Should one of them crash all the same, the account it was
/// reading from must be known, or one bad mailbox keeps all the others from being watched.
public struct CrashMark: Sendable {
    private let slots: [AccountName: CrashSlot]

    /// Begins a new file; `last` reads the old one, so it is asked before.
    ///
    /// - Throws: why there can be none; then crashes are nobody's.
    public init(at path: String, accounts: [AccountName]) throws(CrashMarkFault) {
        let reason = crash_mark_begin(path, UInt32(accounts.count))
        guard reason == 0 else { throw CrashMarkFault(path: path, number: reason) }
        for (number, account) in accounts.enumerated() { crash_mark_name(UInt32(number), account.rawValue) }
        slots = Dictionary(
            accounts.enumerated().map { ($1, CrashSlot(number: Int32($0))) }, uniquingKeysWith: { first, _ in first })
    }

    /// Where the work with an account is marked; nowhere for an account that was not there at the start.
    public func slot(of account: AccountName) -> CrashSlot { slots[account] ?? .none }

    /// How the process that wrote the file crashed; nil when it did not, was killed, or left nothing to read.
    public static func last(at path: String, among accounts: [AccountName]) -> Crash? {
        guard let data = FileManager.default.contents(atPath: path), data.count >= Int(CRASH_MARK_HEADER) else {
            return nil
        }
        let bytes = [UInt8](data)
        func number(_ offset: Int) -> UInt32 {
            (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << (8 * UInt32($1)) }
        }
        guard number(0) == CRASH_MARK_MAGIC, number(8) != 0 else { return nil }
        let thread = Int32(bitPattern: number(12))
        let count = min(Int(number(4)), (bytes.count - Int(CRASH_MARK_HEADER)) / Int(CRASH_MARK_SLOT))
        let blamed = (0..<count).filter { slot in
            thread == CRASH_MARK_OUTSIDE
                ? number(Int(CRASH_MARK_HEADER) + slot * Int(CRASH_MARK_SLOT)) > 0 : slot == Int(thread)
        }
        let names = blamed.map { slot in
            let start = Int(CRASH_MARK_HEADER) + slot * Int(CRASH_MARK_SLOT) + 4
            return String(decoding: bytes[start..<start + Int(CRASH_MARK_NAME)].prefix { $0 != 0 }, as: UTF8.self)
        }
        // A name is cut to what fits its slot.
        return Crash(
            signal: Int32(bitPattern: number(8)),
            accounts: accounts.filter { account in
                names.contains(String(decoding: account.rawValue.utf8.prefix(Int(CRASH_MARK_NAME)), as: UTF8.self))
            })
    }

    /// How the last run of the process ended: by which signal, and with which accounts it was at work.
    public struct Crash: Sendable, Equatable {
        public let signal: Int32
        /// Whose answers or messages the thread was reading; where the signal came from outside, all with a command open,
        /// which those in IDLE have not. None where the fault is nobody's but our own.
        public let accounts: [AccountName]
        public init(signal: Int32, accounts: [AccountName]) {
            self.signal = signal
            self.accounts = accounts
        }
    }
}

/// Why there is no mark.
public struct CrashMarkFault: Error, Sendable, CustomStringConvertible {
    let path: String
    let number: Int32
    public var description: String { "\(path): \(String(cString: strerror(number)))" }
}
