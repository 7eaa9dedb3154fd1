import Foundation
import Synchronization

/// Threads that share work. A run blocks, so it must not be on the cooperative pool.
struct Crew {
    private let threads: Int

    init(_ threads: Int) { self.threads = max(1, threads) }

    /// The results in the order of the items.
    func map<Item: Sendable, T: Sendable>(
        _ items: [Item], _ work: @escaping @Sendable (Item) throws -> T
    ) -> [Result<T, any Error>] {
        let board = Board<T>(items.count)
        let done = DispatchGroup()
        for _ in 0..<threads {
            done.enter()
            let thread = Thread {
                while let index = board.next() { board.put(index, Result { try work(items[index]) }) }
                done.leave()
            }
            thread.stackSize = 8 << 20
            thread.start()
        }
        done.wait()
        return board.results
    }

    private final class Board<T: Sendable>: Sendable {
        private let state: Mutex<(next: Int, results: [Result<T, any Error>?])>
        init(_ count: Int) { state = Mutex((0, Array(repeating: nil, count: count))) }

        func next() -> Int? {
            state.withLock { state in
                guard state.next < state.results.count else { return nil }
                defer { state.next += 1 }
                return state.next
            }
        }
        func put(_ index: Int, _ result: Result<T, any Error>) { state.withLock { $0.results[index] = result } }
        var results: [Result<T, any Error>] { state.withLock { $0.results.compactMap { $0 } } }
    }
}
