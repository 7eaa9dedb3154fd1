import Foundation
import MailRouting

/// Messages decided in pieces on all cores and written in their order.
struct Replay {
    let paths: [String]
    let routing: OfflineRouting

    /// Enough messages that handing a piece over costs nothing, few enough that a piece is soon done.
    private static let pieceSize = 64
    /// Pieces under way for each core: one at work and one that waits.
    private static let piecesPerCore = 2

    init(of paths: [String], by routing: OfflineRouting) {
        self.paths = paths
        self.routing = routing
    }

    /// Returns how many rows are errors.
    func write(as format: OutputFormat, to buffer: OutputBuffer) async throws -> Int {
        var buffer = buffer
        var progress = Progress("messages")
        var (rows, errors) = (0, 0)
        let table = ReplayTable(columns: Terminal.columns, style: .standardOutput)
        if format == .table { try buffer.write(line: table.header) }
        try await forEachPiece { piece in
            for row in piece {
                switch format {
                case .jsonl: try buffer.write(row.json.line)
                case .table: try buffer.write(line: table.line(of: row))
                }
                if row.isError { errors += 1 }
            }
            rows += piece.count
            progress.show(rows)
        }
        try buffer.flush()
        progress.finish()
        if rows == 0 { Terminal.note("there is no message in \(paths.joined(separator: ", "))") }
        return errors
    }

    /// Calls `body` with the rows of each piece, in order. Pieces that are done early wait for their turn, and no new
    /// one begins meanwhile, so that memory is bounded.
    private func forEachPiece(_ body: ([ReplayRow]) throws -> Void) async throws {
        var source = MessageSource(paths, keeping: routing.keptOctets)
        try await withThrowingTaskGroup(of: (number: Int, rows: [ReplayRow]).self) { group in
            let limit = ProcessInfo.processInfo.activeProcessorCount * Self.piecesPerCore
            var (begun, written) = (0, 0)
            var done: [Int: [ReplayRow]] = [:]
            var isAtEnd = false
            while true {
                while !isAtEnd && begun - written < limit {
                    let piece = source.next(atMost: Self.pieceSize)
                    isAtEnd = piece.isEmpty
                    guard !piece.isEmpty else { break }
                    let number = begun
                    group.addTask { [routing] in (number, piece.map { ReplayRow(of: $0, by: routing) }) }
                    begun += 1
                }
                guard let finished = try await group.next() else { return }
                done[finished.number] = finished.rows
                while let rows = done.removeValue(forKey: written) {
                    try body(rows)
                    written += 1
                }
            }
        }
    }
}

extension MessageSource {
    fileprivate mutating func next(atMost count: Int) -> [Item] {
        var items: [Item] = []
        while items.count < count, let item = next() { items.append(item) }
        return items
    }
}
