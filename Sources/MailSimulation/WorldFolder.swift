import Foundation

/// Where the journals of pretend worlds are: in memory where there is such a place, since a sweep opens thousands.
enum WorldFolder {
    static func make() throws -> URL {
        let shared = "/dev/shm"
        let base =
            FileManager.default.isWritableFile(atPath: shared)
            ? URL(fileURLWithPath: shared) : FileManager.default.temporaryDirectory
        let folder = base.appendingPathComponent("mailroom-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    /// Nobody is there to be told of a failure; what cannot be removed lies in memory, and no later world looks at it.
    static func remove(_ folder: URL) { do { try FileManager.default.removeItem(at: folder) } catch {} }
}
