import CLibEtPan
import MailRouting

/// Sets of UIDs as text and back (RFC 3501 section 9, sequence-set).
enum UIDSet {
    /// The sorted, distinct `uids` as sets that each name at most `batch` of them and fit a command line. Only
    /// neighbours are joined to ranges, so that a set never names a UID that was not asked for.
    static func chunks(of uids: some Sequence<UID>, batch: Int) -> [(text: String, uids: [UID])] {
        var chunks: [(text: String, uids: [UID])] = []
        var text = ""
        var members: [UID] = []
        var first: UInt32 = 0
        var last: UInt32 = 0
        func range() -> String { first == last ? "\(first)" : "\(first):\(last)" }
        for uid in Set(uids).sorted() {
            if members.isEmpty {
                first = uid.value
            } else if members.count == batch || text.utf8.count > Limits.imapCommandLine / 2 {
                chunks.append((text + range(), members))
                (text, members, first) = ("", [], uid.value)
            } else if uid.value != last &+ 1 {
                text += range() + ","
                first = uid.value
            }
            last = uid.value
            members.append(uid)
        }
        if !members.isEmpty { chunks.append((text + range(), members)) }
        return chunks
    }

    /// The members of a set a server sent, in the order of its ranges; nil when it holds `*`, 0 or too many.
    static func members(of set: UnsafeMutablePointer<mailimap_set>?) -> [UID]? {
        guard let set else { return nil }
        var members: [UID] = []
        for item in EtPanList(set.pointee.set_list, of: mailimap_set_item.self) {
            // "4:2" is the same set as "2:4" (RFC 3501 section 9).
            let low = min(item.pointee.set_first, item.pointee.set_last)
            let high = max(item.pointee.set_first, item.pointee.set_last)
            guard low > 0, Int(high - low) < Limits.imapReceiptUIDs - members.count else { return nil }
            members += (low...high).compactMap { UID($0) }
        }
        return members
    }
}
