import MailAgent
import MailRouting
import MailSimulation
import MailTransport
import Synchronization

/// A mailbox of any size that takes no memory: its messages are made up when they are asked for.
///
/// The n-th message is a greeting that stays, or an order that goes to Sales once `ordersFrom` is reached. Only what was
/// moved away is remembered.
final class VastMailbox: Sendable {
    struct State: Sendable {
        var uidValidity: UInt32 = 1
        /// The number of the last message; UIDs are numbers with something added, which changes with UIDVALIDITY.
        var last: Int
        var shift = 0
        var moved: Set<Int> = []
        var listings = 0
        var lists = 0
        var idles = 0
    }
    let clock: PretendClock
    private let ordersFrom: Int
    private let state: Mutex<State>

    init(_ count: Int, clock: PretendClock) {
        self.clock = clock
        ordersFrom = count + 1
        state = Mutex(State(last: count))
    }

    var facts: State { state.withLock { $0 } }

    func deposit(_ count: Int) {
        state.withLock { $0.last += count }
        clock.wake("vast")
    }

    /// The same messages under other UIDs.
    func renumber() {
        state.withLock { state in
            state.uidValidity += 1
            state.shift += 1000
        }
    }

    func port() -> any MailboxPort { Port(mailbox: self) }

    fileprivate func with<T>(_ body: (inout State) -> T) -> T { state.withLock { body(&$0) } }

    fileprivate func entry(_ number: Int, _ state: State) -> MailboxEntry? {
        guard let uid = UID(number + state.shift) else { return nil }
        let isOrder = number >= ordersFrom
        let header = Array(
            """
            From: c\(number)@customer.example\r
            Subject: \(isOrder ? "order" : "hello") \(number)\r
            Message-ID: <\(number)@customer.example>\r
            \r

            """.utf8)
        return MailboxEntry(
            uid: uid, fingerprint: Fingerprint(digest: MessageContent(header).sha256, size: UInt32(header.count)),
            internalDate: Self.start + (isOrder ? .seconds(60) : .days(-30)), flags: [], header: header, preview: nil)
    }

    static let start = Instant(seconds: 1_700_000_000)
    static let inbox = MailboxAddress(account: "info", mailbox: .inbox)
    static let sales = MailboxAddress(account: "info", mailbox: "Sales")
}

/// The commands that watching and moving take; the others are of no use here and are refused.
private struct Port: MailboxPort {
    let mailbox: VastMailbox
    private var useless: MailboxFault { .refused(Fault(cause: "not in this mailbox")) }

    func select(_ name: MailboxName) async throws(MailboxFault) -> MailboxStatus {
        let state = mailbox.facts
        let uidNext = UID(name == .inbox ? state.last + state.shift + 1 : state.moved.count + 1) ?? .first
        return MailboxStatus(
            uidValidity: UIDValidity(state.uidValidity), uidNext: uidNext,
            exists: UInt32(state.last - state.moved.count))
    }

    func status(_ name: MailboxName, creating: Bool) async throws(MailboxFault) -> MailboxStatus {
        try await select(name)
    }

    func list(
        from first: UID, to last: UID, limit: Int, preview: Int
    ) async throws(MailboxFault) -> MailboxListing {
        let state = mailbox.with { state in
            state.lists += 1
            return state
        }
        var entries: [MailboxEntry] = []
        var number = max(1, Int(first.value) - state.shift)
        let end = min(state.last, Int(last.value) - state.shift)
        while number <= end, entries.count < limit {
            if !state.moved.contains(number), let entry = mailbox.entry(number, state) { entries.append(entry) }
            number += 1
        }
        return MailboxListing(entries: entries, upTo: number > end ? last : entries.last?.uid ?? last)
    }

    func entries(of uids: [UID]) async throws(MailboxFault) -> [MailboxEntry] {
        let state = mailbox.facts
        return uids.compactMap { uid in
            let number = Int(uid.value) - state.shift
            return state.moved.contains(number) || !(1...state.last).contains(number)
                ? nil : mailbox.entry(number, state)
        }
    }

    func move(_ uids: [UID], to name: MailboxName) async throws(MailboxFault) -> [UID: Location] {
        mailbox.with { state in
            var receipt: [UID: Location] = [:]
            for uid in uids where state.moved.insert(Int(uid.value) - state.shift).inserted {
                guard let copy = UID(state.moved.count) else { continue }
                receipt[uid] = Location(mailbox: VastMailbox.sales, uidValidity: UIDValidity(1), uid: copy)
            }
            return receipt
        }
    }

    func idle(atMost interval: Interval) async throws(MailboxFault) -> Bool {
        let before = mailbox.with { state in
            state.idles += 1
            return state.last
        }
        // The only error is cancellation, and the end of the wait is what it asks for.
        do { try await mailbox.clock.sleep(interval, key: "vast") { mailbox.facts.last != before } } catch {}
        return true
    }

    var movesAtomically: Bool { get async { true } }
    func content(of uid: UID, maximumSize: Int) async throws(MailboxFault) -> MessageContent? { throw useless }
    func beginning(of uid: UID, atMost octets: Int) async throws(MailboxFault) -> [UInt8]? { throw useless }
    func copy(_ uids: [UID], to mailbox: MailboxName) async throws(MailboxFault) -> [UID: Location] { throw useless }
    func append(
        _ content: MessageContent, to mailbox: MailboxName, flags: [String], internalDate: Instant
    ) async throws(MailboxFault) -> Location? { throw useless }
    func add(_ keywords: [Keyword], to uids: [UID]) async throws(MailboxFault) { throw useless }
    func take(_ keywords: [Keyword], from uids: [UID]) async throws(MailboxFault) { throw useless }
    func claim(_ uids: [UID], as claim: AgentClaim) async throws(MailboxFault) -> ClaimResult { throw useless }
    func remove(_ uids: [UID]) async throws(MailboxFault) { throw useless }
    func close() async {}
}
