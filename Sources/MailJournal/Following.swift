public import MailRouting

/// Which messages under a new UIDVALIDITY are the sources of deliveries that were under way under an old one.
///
/// Every UID is void then, and content is what is left. Where messages are the same octet for octet, the content alone
/// does not tell a source from its twin or from a copy that is to stay. So a source of which nothing was made yet may be
/// any of them, whereas one that may have been put away already is only found where nobody else can be meant.
enum Following {
    /// How much was made of a source.
    enum Stage: Sendable {
        /// Nothing: it has not been taken away by us.
        case untouched
        /// Perhaps a copy, perhaps it is gone with a move.
        case begun
        /// A confirmed copy: only the source is left to be put away, or was.
        case copied
    }
    struct Source: Sendable {
        let id: Int64
        /// INTERNALDATE, which a new UIDVALIDITY does not change.
        let date: Instant
        let stage: Stage
    }
    struct Match: Sendable {
        let uid: UID
        let date: Instant
    }

    /// - Parameters:
    ///   - sources: of one content in one mailbox, the oldest first.
    ///   - matches: of that content, found there under the new UIDVALIDITY, ascending.
    ///   - staying: how many of that content are to stay in the mailbox.
    static func places(of sources: [Source], among matches: [Match], staying: Int) -> [Int64: Whereabouts.Place] {
        var matches = matches
        var places: [Int64: Whereabouts.Place] = [:]
        for source in sources where source.stage == .untouched {
            let index = matches.firstIndex { $0.date == source.date } ?? matches.indices.first
            places[source.id] = index.map { .at(matches.remove(at: $0).uid) } ?? .gone
        }
        let begun = sources.filter { $0.stage != .untouched }
        let spare = matches.count - staying
        for source in begun {
            if matches.isEmpty || spare <= 0 && source.stage == .copied {
                places[source.id] = .gone
            } else if spare >= begun.count, let index = matches.firstIndex(where: { $0.date == source.date }) {
                places[source.id] = .at(matches.remove(at: index).uid)
            } else {
                places[source.id] = .doubtful
            }
        }
        return places
    }
}

/// Where the sources of deliveries are after UIDVALIDITY changed.
public enum Whereabouts: Sendable, Equatable {
    /// Where a message of the journal is under the UIDVALIDITY of now.
    public enum Place: Sendable, Equatable {
        case at(UID)
        case gone
        /// Something stands there that may be the source or another message with the same octets.
        case doubtful
    }
    /// They are not what the journal knows as under way: content is all there is to go by.
    case unknown
    /// The mailbox was not read anew yet.
    case unread
    /// By the UID that is void.
    case told([UID: Place])
}
