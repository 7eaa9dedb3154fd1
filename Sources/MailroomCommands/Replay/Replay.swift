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

    /// The rows of one piece as they are written.
    private struct Piece: Sendable {
        let number: Int
        var output: [UInt8] = []
        var rows = 0
        var errors = 0
    }

    /// Returns how many rows are errors.
    func write(as format: OutputFormat, to buffer: OutputBuffer) async throws -> Int {
        var buffer = buffer
        var progress = Progress("messages")
        var (rows, errors) = (0, 0)
        let table = ReplayTable(columns: Terminal.columns, style: .standardOutput)
        if format == .table { try buffer.write(line: table.header) }
        try await forEachPiece(as: format, table) { piece in
            try buffer.write(piece.output)
            rows += piece.rows
            errors += piece.errors
            progress.show(rows)
        }
        try buffer.flush()
        progress.finish()
        if rows == 0 { Terminal.note("there is no message in \(paths.joined(separator: ", "))") }
        return errors
    }

    /// Calls `body` with the pieces in order. Pieces that are done early wait for their turn, and no new one begins
    /// meanwhile, so that memory is bounded.
    private func forEachPiece(
        as format: OutputFormat, _ table: ReplayTable, _ body: (Piece) throws -> Void
    ) async throws {
        var source = MessageSource(paths, keeping: routing.keptOctets)
        try await withThrowingTaskGroup(of: Piece.self) { group in
            let limit = ProcessInfo.processInfo.activeProcessorCount * Self.piecesPerCore
            var (begun, written) = (0, 0)
            var done: [Int: Piece] = [:]
            var isAtEnd = false
            while true {
                while !isAtEnd && begun - written < limit {
                    let items = source.next(atMost: Self.pieceSize)
                    isAtEnd = items.isEmpty
                    guard !items.isEmpty else { break }
                    let number = begun
                    group.addTask { decide(items, as: format, table, number) }
                    begun += 1
                }
                guard let finished = try await group.next() else { return }
                done[finished.number] = finished
                while let piece = done.removeValue(forKey: written) {
                    try body(piece)
                    written += 1
                }
            }
        }
    }

    private func decide(
        _ items: [MessageSource.Item], as format: OutputFormat, _ table: ReplayTable, _ number: Int
    ) -> Piece {
        var piece = Piece(number: number)
        for item in items {
            let row = ReplayRow(of: item, by: routing)
            switch format {
            case .jsonl: row.json.write(to: &piece.output)
            case .table: piece.output += "\(table.line(of: row))\n".utf8
            }
            if row.isError { piece.errors += 1 }
        }
        piece.rows = items.count
        return piece
    }
}

extension MessageSource {
    fileprivate mutating func next(atMost count: Int) -> [Item] {
        var items: [Item] = []
        while items.count < count, let item = next() { items.append(item) }
        return items
    }
}
