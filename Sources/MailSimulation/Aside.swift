import Foundation

/// A thread of its own for what blocks.
public enum Aside {
    public static func run<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread { continuation.resume(with: Result(catching: work)) }
            // The agent's own threads have as much.
            thread.stackSize = 8 << 20
            thread.start()
        }
    }
}
