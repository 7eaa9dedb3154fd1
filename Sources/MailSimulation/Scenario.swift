import MailRouting

/// One run of the pretend world, made from a seed: how the server is, what happens, and what goes wrong where.
///
/// Any part of the plot can be left out and the rest still makes sense, so that a failure can be shortened.
public struct Scenario: Sendable {
    /// One element of the plot.
    enum Turn: Sendable, Hashable {
        case now(Happening)
        /// In the middle of the agent's work: just before the n-th call of this name takes effect.
        case meanwhile(String, Int, Happening)
        case fault(PretendFault)
        /// The clock moves on to the next instant somebody waits for, so many times.
        case pass(Int)
    }
    public let seed: UInt64
    var plot: [Turn]
    var manners = PretendServer.Manners()
    var source = DeliverySettings.Source.keep(under: "Routed")
    var backlog = Backlog.route
    var watchSales = false
    var start = Instant(seconds: 1_700_000_000)
    /// What goes wrong below SQLite.
    var disk: DiskFault?

    /// How many elements the plot has.
    public var length: Int { plot.count }
    /// The plot in words, numbered, one line each.
    public var story: [String] { plot.enumerated().map { "\($0.offset): \($0.element)" } }

    /// The same with only some elements of the plot.
    public func keeping(_ indices: [Int]) -> Scenario {
        var copy = self
        copy.plot = indices.filter(plot.indices.contains).map { plot[$0] }
        return copy
    }
}

extension Scenario.Turn: CustomStringConvertible {
    var description: String {
        switch self {
        case .now(let happening): happening.description
        case .meanwhile(let call, let occurrence, let happening): "at \(call)#\(occurrence): \(happening)"
        case .fault(let fault): "fault \(fault)"
        case .pass(let count): "\(count) waits pass"
        }
    }
}

extension Scenario {
    /// How the server and the agent are set up, in words.
    public var setting: String {
        var words = [source == .delete ? "sources are deleted" : "sources are kept", "backlog \(backlog)"]
        if watchSales { words.append("Sales is watched") }
        if !manners.idles { words.append("no IDLE") }
        if !manners.movesAtomically { words.append("no MOVE") }
        if !manners.givesAppendUID { words.append("no APPENDUID") }
        if manners.forgetsOneCopyUID { words.append("COPYUID is incomplete") }
        if manners.refusesEmptyMove { words.append("NO to what is gone") }
        if manners.missesNotices { words.append("no notices") }
        return words.joined(separator: ", ")
    }
}
